/** The words of an attribute, which may be separated by commas, spaces or both. */
export const words = (list = ''): string[] => list.match(/[^\s,]+/g) || [];

/** Whether a host is one of these or below one of them. */
export const within = (host: string, domains: string[]): boolean =>
  domains.some((domain) => ('.' + host).endsWith('.' + domain));

/** Answers whether a key is new in this page view, and one of so many at most. */
export const once = (pv: () => string, max = 1e3): ((key: string) => boolean) => {
  let seen = new Set<string>();
  let view = '';
  return (key) => {
    if (view !== pv()) {
      view = pv();
      seen = new Set();
    }
    return !seen.has(key) && seen.size < max && !!seen.add(key);
  };
};
