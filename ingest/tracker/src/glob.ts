/** Globs as the reports read them: `*` is anything within a segment, `**` anything. */
export const fits = (glob: string, text: string): boolean =>
  new RegExp(
    `^${glob
      .replace(/[.+?()[\]{}|^$\\]/g, '\\$&')
      .replace(/\*\*?/g, (stars) => (stars[1] ? '[^]*' : '[^/]*'))}$`,
  ).test(text);

/** The path of an address, still percent-encoded; "" where it has none. */
export const pathOf = (address: string): string =>
  (/\/\/[^/]*(\/[^?#]*)/.exec(address) || ['', ''])[1];
