/** An id made of a name: `Buy shoes!` gives `buy-shoes`; empty where nothing of it fits. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
}

/** The same, or `otherwise` where nothing of the name fits; with a number where the id is taken. */
export function freeSlug(name: string, otherwise: string, isFree: (id: string) => boolean): string {
  const made = slugOf(name);
  const wanted = made === '' ? otherwise : made;
  for (let at = 1; ; at++) {
    const id = at === 1 ? wanted : `${wanted.slice(0, 55)}-${at}`;
    if (isFree(id)) return id;
  }
}

/** Whether a funnel can have the id: the API keeps some words for its own routes. */
export function isFunnelId(text: string): boolean {
  return /^[a-z0-9_-]{1,60}$/.test(text) && !['report', 'suggestion'].includes(text);
}
