/** The script tag's tracker: its attributes are the options, its modules lie beside it. */
import { install } from './core';

const script = document.currentScript as HTMLScriptElement;

install(
  Object.assign({ endpoint: new URL(script.src).origin }, script.dataset),
  (name, then = () => {}) => {
    const module = document.createElement('script');
    // Also where the script has another name.
    module.src = script.src.replace(/(\.js)?(\?.*)?$/, `-${name}$&`);
    module.nonce = script.nonce;
    module.onload = module.onerror = then;
    document.head.append(module);
  },
);
