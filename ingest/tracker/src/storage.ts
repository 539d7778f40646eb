/** Storage may be full, blocked or filled by others: then nothing is found and nothing kept. */
type Area = 'localStorage' | 'sessionStorage';

let owner: Window | undefined = window;

/** Without leave nothing is read and nothing kept. */
export const permit = (leave: boolean): void => {
  // What is asked of nobody fails, as it does where the browser blocks it.
  owner = leave ? window : undefined;
};

/** The JSON value under a name, if there is one. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as JSON.parse
export const read = (name: string, area: Area = 'localStorage'): any => {
  try {
    return JSON.parse(owner![area][name]);
  } catch {
    return undefined;
  }
};

/** Keeps a JSON value under a name, or forgets the name when there is no value. */
export const keep = (name: string, value: unknown, area: Area = 'localStorage'): void => {
  try {
    if (value) {
      owner![area][name] = JSON.stringify(value);
    } else {
      owner![area].removeItem(name);
    }
  } catch {
    // The page goes on without.
  }
};
