/** The words of an attribute, which may be separated by commas, spaces or both. */
export const words = (list = ''): string[] => list.match(/[^\s,]+/g) || [];

/** Whether a host is one of these or below one of them. */
export const within = (host: string, domains: string[]): boolean =>
  domains.some((domain) => ('.' + host).endsWith('.' + domain));
