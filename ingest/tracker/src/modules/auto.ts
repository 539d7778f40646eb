import { CLICKABLE, declaredProps, describe } from '../element';
import { formProps } from '../form';
import { watch } from '../sight';
import type { Module } from '../tools';
import { once, words } from './lists';

const DOWNLOAD =
  /\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|txt|csv|exe|msi|dmg|pkg|apk|deb|rpm|zip|rar|7z|t?gz|tar|mp3|wav|mp4|m4v|mov|avi|mkv|webm|epub|ics|key|numbers|pages)$/i;
const PERCENTS = [90, 75, 50, 25];
const LINKS_MAX = 200;
const ERRORS_MAX = 20;

/**
 * What a page tells without a line of code: clicks, declared events, downloads, forms, scroll depth
 * and links in view. Of forms only who they are, never what is in them.
 */
export const auto: Module = (options, track, fieldsOf, clean, acts, pv, flush) => {
  const prefix = `data-${options.prefix || 'polku'}-`;
  const parts = words(options.auto);
  const wants = (part: string): boolean => options.auto === undefined || parts.includes(part);
  const link = prefix + 'link';
  const clickable = `${CLICKABLE},[${link}]`;
  const ignored = `[${prefix}ignore]`;
  const show = (element: Element) => describe(element, clean, link);
  const props = (given: Record<string, unknown>) => fieldsOf(given as never);

  /** Once a page view for each key. */
  const first = once(pv);
  const firstView = once(pv, LINKS_MAX);
  // Some pages check at each letter.
  const firstError = once(pv, ERRORS_MAX);

  const download = (anchor: HTMLAnchorElement): void => {
    const [, extension] = DOWNLOAD.exec(anchor.pathname) || [];
    if (extension || anchor.hasAttribute('download')) {
      track('file_download', {
        ...props({
          file_name: clean(anchor.href)
            .replace(/[?#].*/, '')
            .split('/')
            .pop(),
          file_extension: extension && extension.toLowerCase(),
          link_url: clean(anchor.href),
        }),
        element: show(anchor),
      });
    }
  };

  const act = (event: Event, path: EventTarget[]): void => {
    const elements = path as HTMLElement[];
    const find = (selector: string): HTMLElement | undefined =>
      elements.find((node) => node.matches && node.matches(selector));
    const submit = event.type === 'submit';
    const anchor = find('a[href]') as HTMLAnchorElement | undefined;
    const leads = submit || anchor;
    // A middle click opens links, a right click only a menu.
    if (
      find(ignored) ||
      (event.type === 'auxclick' && ((event as MouseEvent).button !== 1 || !leads))
    ) {
      return;
    }
    const clicked = find(clickable);
    if (clicked && !submit && wants('clicks')) {
      const { host } = clicked as HTMLAnchorElement;
      track('click', {
        props: host && host !== location.host ? { outbound: true } : {},
        element: show(clicked),
      });
    }
    const declared = find(`[${prefix}event]`);
    if (declared && submit === (declared.localName === 'form')) {
      track(declared.getAttribute(prefix + 'event')!, {
        ...fieldsOf(declaredProps(declared, prefix + 'prop-')),
        element: show(declared),
      });
    }
    if (anchor && !submit && wants('downloads')) {
      download(anchor);
    }
    if (submit && wants('forms')) {
      const form = path[0] as HTMLFormElement;
      const { filled } = options;
      track('form_submit', props({ ...formProps(form, clean), ...(filled && filled(form)) }));
    }
    if (leads) {
      // Sends while the page still lives and can hear the answer; not if a script stays here.
      setTimeout(() => event.defaultPrevented || flush(true));
    }
  };

  const started = ({ target }: Event): void => {
    const form = (target as Element).closest && (target as Element).closest('form');
    if (form && !form.closest(ignored)) {
      const given = formProps(form, clean);
      if (first('start' + JSON.stringify(given))) {
        track('form_start', props(given));
      }
    }
  };

  const invalid = ({ target }: Event): void => {
    const field = target as HTMLInputElement;
    if (!field.form || field.closest(ignored)) {
      return;
    }
    const reasons = [];
    for (const reason in field.validity) {
      if (field.validity[reason as keyof ValidityState] && reason !== 'valid') {
        reasons.push(reason);
      }
    }
    const given = {
      ...formProps(field.form, clean),
      field: field.getAttribute('name') || field.getAttribute('id') || undefined,
      field_type: field.type,
      reason: reasons.join(' '),
    };
    if (firstError(JSON.stringify(given))) {
      track('form_error', props(given));
    }
  };

  const scrolled = (): void => {
    const { scrollHeight } = document.documentElement;
    const reached = ((scrollY + innerHeight) / scrollHeight) * 100;
    const percent = PERCENTS.find((each) => each <= reached);
    if (percent && first('scroll' + percent)) {
      // Who jumps to the end has passed the rest.
      PERCENTS.filter((each) => each < percent).forEach((each) => first('scroll' + each));
      track('scroll', { props: { percent_scrolled: percent } });
    }
  };

  acts.forEach(([event, path]) => act(event, path));
  acts.length = 0;
  acts.push = ([event, path]) => {
    act(event, path);
    return 0;
  };
  if (wants('forms')) {
    addEventListener('input', started, true);
    addEventListener('invalid', invalid, true);
  }
  if (wants('scroll')) {
    let tick = 0;
    addEventListener(
      'scroll',
      () => {
        tick =
          tick ||
          requestAnimationFrame(() => {
            tick = 0;
            scrolled();
          });
      },
      { passive: true, capture: true },
    );
  }
  if (wants('views') && window.IntersectionObserver) {
    watch(`[${link}]`, ignored, LINKS_MAX, pv, show, (element) => {
      if (firstView(JSON.stringify(element))) {
        track('link_view', { props: {}, element });
      }
    });
  }
};
