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
