import { closest, hostOf, parentOf } from './tree';
import type { WireElement } from './wire';

/** What can be clicked; what bears a link's name can, too. */
export const CLICKABLE = 'a[href],button,[role=button],[type=submit],[type=button]';

/** Ids and classes that people chose; generated ones have digits and capitals. */
const CHOSEN = /^[a-z_-]+$/;

/**
 * Up to the nearest chosen id, some levels at most: survives changes elsewhere on the page. An id in
 * a shadow tree is every such component's, so it goes on to the component.
 */
const selector = (element: Element, levels: number): string => {
  const host = hostOf(element);
  const id = CHOSEN.test(element.id) && '#' + element.id;
  if (id && !host) {
    return id;
  }
  const parent = parentOf(element);
  const word = [...element.classList].find((name) => CHOSEN.test(name));
  return (
    (parent && levels ? selector(parent, levels - 1) + '>' : '') +
    (id || element.localName + (word ? '.' + word : ''))
  );
};

/**
 * What was clicked, in words that stay the same from release to release.
 *
 * @param attribute its name is the declared link's
 */
export const describe = (
  element: Element,
  clean: (address: string) => string,
  attribute: string,
): WireElement => {
  const named = closest(element, `[${attribute}]`);
  return {
    tag: element.localName,
    // What people typed or chose is never read, nor the text of anything it may be shown in.
    text: (
      element.getAttribute('aria-label') ||
      (element.querySelector('input,select,textarea,[contenteditable]') ? '' : element.textContent!)
    )
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 100),
    href: clean((element as HTMLAnchorElement).href),
    // Of a form with a field called id, this would be the field.
    id: '' + element.id,
    selector: selector(element, 4),
    link: named ? named.getAttribute(attribute)! : undefined,
  };
};

/** With `data-polku-prop-`: `data-polku-prop-item-list="x"` becomes `{item_list: "x"}`. */
export const declaredProps = (element: Element, prefix: string): Record<string, string> => {
  const props: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    const key = name.split(prefix)[1];
    if (key) {
      props[key.replace(/-/g, '_')] = value;
    }
  }
  return props;
};
