/** Elements in shadow trees; a closed tree is its component's own affair. */

/** The component whose shadow tree the element is in; none in the document. */
export const hostOf = (element: Element): Element | undefined => {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : undefined;
};

/** Like `closest`, out of shadow trees too. */
export const closest = (element: Element, selector: string): Element | null => {
  const found = element.closest(selector);
  const host = hostOf(element);
  return !found && host ? closest(host, selector) : found;
};

/** What an element is in, one after the other, out of shadow trees too. */
export const parentOf = (element: Element): Element | undefined =>
  element.parentElement || hostOf(element);

/** Visits a tree and the open shadow trees in it. */
export const trees = (
  root: Document | ShadowRoot,
  visit: (root: Document | ShadowRoot) => void,
  enters: (host: Element) => boolean,
): void => {
  visit(root);
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot && enters(element)) {
      trees(element.shadowRoot, visit, enters);
    }
  }
};
