/** The script tag's tracker: its attributes are the options, its modules lie beside it. */
import { install } from './core';

const script = document.currentScript as HTMLScriptElement;

install(Object.assign({ endpoint: new URL(script.src).origin }, script.dataset), (name, then) => {
  const module = document.createElement('script');
  // Also where the script has another name.
  const address = script.src.replace(/(\.js)?(\?.*)?$/, `-${name}$&`);
  module.nonce = script.nonce;
  module.onload = module.onerror = then!;
  try {
    module.src = address;
    document.head.append(module);
  } catch {
    // The page wants Trusted Types, which do not ask about this way. Anew each time, as a script.
    import(address + '#' + Date.now()).then(then, then);
  }
});
