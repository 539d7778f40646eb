/** A funnel's id made of its name, as addresses may hold it. */
export function idFor(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  // The API keeps these words for its own routes.
  return id === '' || ['report', 'suggestion'].includes(id) ? 'first' : id;
}
