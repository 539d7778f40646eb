/** Campaign and click ids. Anything else in a query string may be personal and stays at home. */
const CAMPAIGN = /^(utm_\w+|\w*clk?id|[gw]braid)$/;

/**
 * Makes a function that takes user name, fragment and parameters off the allow-list out of an
 * address. Of mailto:, tel: and the like it leaves only the scheme, of what is no absolute address
 * nothing.
 */
export const scrubber =
  (allowed: string[], keepHash?: boolean) =>
  (address: string): string => {
    try {
      const url = new URL(address);
      return /^http/.test(url.protocol)
        ? url.origin +
            url.pathname +
            // In the raw text, as URLSearchParams would encode anew what is kept.
            url.search
              .replace(/[?&]([^=&]*)[^&]*/g, (parameter, name) =>
                CAMPAIGN.test(name) || allowed.includes(name) ? parameter : '',
              )
              .replace(/^&/, '?') +
            (keepHash ? url.hash : '')
        : url.protocol;
    } catch {
      return '';
    }
  };
