import { formProps } from '../form';
import type { Module } from '../tools';
import { hostOf } from '../tree';

const FIELDS_MAX = 30;
/** The intake takes no longer properties. */
const FIELDS_CHARS_MAX = 1e3;
const NAME_CHARS_MAX = 100;
const FORMS_MAX = 50;
/** As long as a framework may take to put one form in place of another. */
const GONE_MILLIS = 500;
/** What has focus and takes what people enter. */
const FIELD =
  'select,textarea,input' +
  ['submit', 'button', 'reset', 'image', 'hidden'].map((type) => `:not([type=${type}])`).join('');

/** Of a form that somebody began to fill in. */
interface Filling {
  form: Element;
  who: Record<string, unknown>;
  /** Address of its page; a single-page app may show another when the form is gone. */
  page: string;
  begun: number;
  /** Milliseconds of focus by name, in the order of touch. */
  fields: Map<string, number>;
  last: string;
  lastType: string;
  /** Its entries were read, so it is on its way without a submit. */
  read?: boolean;
}

/**
 * How far people get in forms: `form_abandon` of one that was begun and left without being
 * submitted, and the same details with `form_submit`. Never what is in a field.
 */
export const forms: Module = (options, track, fieldsOf, clean, _acts, pv, _flush, release) => {
  const ignored = `[data-${options.prefix || 'polku'}-ignore]`;
  /** Those that were begun, and those of which somebody only looked at a field. */
  const fillings = new Map<Element, Filling>();
  /** Submitted in this page view. */
  let done = new WeakSet<Element>();
  let view = '';
  let looking: ReturnType<typeof setTimeout> | undefined;
  let focused: [filling: Filling, name: string, type: string, since: number] | undefined;

  /** Counts the time in the field that has focus. */
  const bank = (): void => {
    if (focused) {
      const [{ fields }, name, type, since] = focused;
      const now = performance.now();
      // How long a password is would be its time to tell.
      if (name && type !== 'password' && (fields.has(name) || fields.size < FIELDS_MAX)) {
        fields.set(name, (fields.get(name) || 0) + now - since);
      }
      focused[3] = now;
    }
  };

  const details = ({ begun, fields, last, lastType }: Filling): Record<string, unknown> => {
    bank();
    const told: Record<string, number> = {};
    let text = '{}';
    fields.forEach((millis, name) => {
      told[name] = Math.round(millis);
      const longer = JSON.stringify(told);
      if (longer.length > FIELDS_CHARS_MAX) {
        delete told[name];
      } else {
        text = longer;
      }
    });
    return {
      last_field: last || undefined,
      last_field_type: lastType || undefined,
      seconds: begun && Math.round((performance.now() - begun) / 100) / 10,
      fields: text,
    };
  };

  const forget = (form: Element): void => {
    if (focused && focused[0].form === form) {
      focused = undefined;
    }
    fillings.delete(form);
  };

  const leave = (filling: Filling): void => {
    if (filling.begun && !filling.read) {
      const props = { ...filling.who, ...details(filling), page: filling.page };
      track('form_abandon', fieldsOf(props as never));
    }
    forget(filling.form);
  };

  const sameAs = (gone: Element) => (form: Element) =>
    ['id', 'name', 'action'].every((key) => form.getAttribute(key) === gone.getAttribute(key)) &&
    !fillings.has(form);
  /** Finds those that are gone. */
  const look = (): void => {
    looking = undefined;
    fillings.forEach((filling, form) => {
      if (form.isConnected) {
        return;
      }
      const heir = [...document.forms].find(sameAs(form));
      if (heir) {
        // A framework made it anew.
        fillings.delete(form);
        filling.form = heir;
        fillings.set(heir, filling);
      } else {
        leave(filling);
      }
    });
  };
  /** The field and its form's filling, unless it is none of ours. */
  const touched = (event: Event): [Filling, string, string] | undefined => {
    const field = event.composedPath()[0] as HTMLInputElement;
    const form = field.matches && field.matches(FIELD) && field.form;
    // A submit inside a shadow tree is not heard, so each such form would seem abandoned.
    if (!form || hostOf(form) || field.closest(ignored) || form.closest(ignored)) {
      return undefined;
    }
    look();
    if (view !== pv()) {
      view = pv();
      done = new WeakSet();
    }
    const filling = fillings.get(form) || {
      form,
      who: {},
      page: '',
      begun: 0,
      fields: new Map(),
      last: '',
      lastType: '',
    };
    if (done.has(form) || (!fillings.has(form) && fillings.size >= FORMS_MAX)) {
      return undefined;
    }
    fillings.set(form, filling);
    const name = field.getAttribute('name') || field.getAttribute('id') || '';
    return [filling, name.slice(0, NAME_CHARS_MAX), field.type];
  };

  addEventListener(
    'focusin',
    (event) => {
      bank();
      focused = undefined;
      const [filling, name, type] = touched(event) || [];
      if (filling) {
        focused = [filling, name!, type!, performance.now()];
        filling.last = name!;
        filling.lastType = type!;
      }
    },
    true,
  );
  // Also when the window is left, and until it is come back to.
  addEventListener(
    'focusout',
    () => {
      bank();
      focused = undefined;
    },
    true,
  );
  addEventListener(
    'input',
    (event) => {
      const [filling, name, type] = touched(event) || [];
      if (filling) {
        filling.read = false;
        filling.last = name!;
        filling.lastType = type!;
        if (!filling.begun) {
          filling.begun = performance.now();
          filling.who = formProps(filling.form, clean);
          filling.page = clean(location.href);
        }
      }
    },
    true,
  );
  // Scripts that send a form by form.submit() or by themselves read its entries first.
  addEventListener(
    'formdata',
    ({ target }) => {
      const filling = fillings.get(target as Element);
      if (filling) {
        filling.read = true;
      }
    },
    true,
  );

  /** What a submit tells besides; the form is then done for this page view. */
  options.filled = (form) => {
    look();
    const filling = fillings.get(form);
    const props = filling && details(filling);
    forget(form);
    done.add(form);
    return props || {};
  };

  addEventListener('pagehide', () => {
    const sizes = fillings.size;
    fillings.forEach(leave);
    if (sizes) {
      release();
    }
  });

  new MutationObserver(() => {
    if (fillings.size) {
      looking = looking || setTimeout(look, GONE_MILLIS);
    }
  }).observe(document, { childList: true, subtree: true });
};
