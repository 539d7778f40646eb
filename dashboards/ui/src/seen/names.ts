/** What a condition of a step calls a property, as the API's list of values wants it: `category` is `prop:category`. */
export function valuesOfProperty(property: string): string {
  const name = property.trim();
  if (name === '' || name.startsWith('item.')) return name;
  return name.startsWith('dimension.') ? name.slice('dimension.'.length) : `prop:${name}`;
}
