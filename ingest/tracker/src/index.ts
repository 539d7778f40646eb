/** The tracker as a module of a site's own bundle, without a script tag. */
import { install } from './core';
import { auto } from './modules/auto';
import { gate } from './modules/gate';
import type { Module, Tools } from './tools';
import type { Options, Polku } from './types';

export { auto } from './modules/auto';
export { datalayer } from './modules/datalayer';
export { errors } from './modules/errors';
export { forms } from './modules/forms';
export { friction } from './modules/friction';
export { links } from './modules/links';
export { vitals } from './modules/vitals';
export type { Module } from './tools';
export type * from './types';

/** Options of the script tag, with yes or no and lists as such. */
export interface InitOptions extends Omit<Options, 'modules'> {
  site: string;
  endpoint: string;
  /** Besides `auto`, which is always there: `[vitals, friction]`. */
  modules?: Module[];
}

/**
 * Starts tracking, once a page, and answers what `window.polku` is from then on. Calls made before,
 * by the stub of the script tag, are done first.
 */
export const init = ({ modules = [], ...options }: InitOptions): Polku => {
  const use = (module: Module): void =>
    (window.polku!.use as (module: (...tools: Tools) => void) => void)(module);
  const known: Record<string, Module> = { gate };
  install(options, (name, then) => {
    if (known[name]) {
      use(known[name]);
    }
    if (name === 'overlay') {
      // Only for who comes with a signed address: in nobody's bundle.
      const script = document.createElement('script');
      script.src = options.endpoint.split(/[ ,]+/)[0] + '/polku-overlay.js';
      document.head.append(script);
    }
    if (then) {
      then();
    }
    if (name === 'auto') {
      // The last thing that the core does when it starts.
      [auto, ...modules].forEach(use);
    }
  });
  return window.polku!;
};
