/**
 * What a chart shows beside the pointer, made of elements: markup in a text would bring style attributes that a
 * strict content security policy refuses, and names come from outside.
 */
export function tooltipOf(
  title: string,
  rows: readonly (readonly [name: string, value: string])[],
): HTMLElement {
  const box = document.createElement('div');
  box.className = 'tooltip';
  const head = document.createElement('strong');
  head.textContent = title;
  const list = document.createElement('dl');
  for (const [name, value] of rows) {
    const term = document.createElement('dt');
    term.textContent = name;
    const figure = document.createElement('dd');
    figure.textContent = value;
    list.append(term, figure);
  }
  box.append(head, list);
  return box;
}
