import type { Module } from '../tools';

const ERRORS_MAX = 10;
const CHARS_MAX = 200;

/** Faults of the page's scripts, each once a page view. */
export const errors: Module = (_options, track, fieldsOf, clean, _acts, pv) => {
  let view = '';
  let seen: string[] = [];

  const report = (message: unknown, file: string, line?: number, column?: number): void => {
    if (view !== pv()) {
      view = pv();
      seen = [];
    }
    const props = {
      // Addresses and numbers in messages may be personal.
      message: ('' + message)
        .replace(/\b[a-z]+:\/\/\S+/gi, (address) => clean(address))
        .replace(/\S+@\S+/g, '…@…')
        .replace(/\d{5,}/g, '…')
        .slice(0, CHARS_MAX),
      file: clean(file),
      line: line || undefined,
      column: column || undefined,
    };
    const key = JSON.stringify(props);
    if (seen.length < ERRORS_MAX && !seen.includes(key)) {
      seen.push(key);
      track('js_error', fieldsOf(props));
    }
  };

  addEventListener('error', (event) => {
    // Files that fail to load have no message and do not bubble.
    if (event.message) {
      report(event.message, event.filename, event.lineno, event.colno);
    }
  });
  addEventListener('unhandledrejection', ({ reason }) =>
    report((reason && reason.message) || reason, ''),
  );
};
