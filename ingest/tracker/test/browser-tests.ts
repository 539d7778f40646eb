import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { hasChromium, launch, Stage } from './stage';

interface BrowserTest {
  (name: string, play: (stage: Stage) => Promise<void>, timeoutMillis?: number): void;
  each<T>(cases: T[]): (name: string, play: (stage: Stage, value: T) => Promise<void>) => void;
}

/** Tests that each get a stage of their own in one Chromium. */
export const browserTests = (area: string, define: (test: BrowserTest) => void): void => {
  describe.skipIf(!hasChromium)(area, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    const staged = async (play: (stage: Stage) => Promise<void>): Promise<void> => {
      const stage = await Stage.open(browser);
      try {
        await play(stage);
      } finally {
        await stage.close();
      }
    };
    const single = (
      name: string,
      play: (stage: Stage) => Promise<void>,
      timeoutMillis?: number,
    ): void => test(name, () => staged(play), timeoutMillis);
    define(Object.assign(single, {
      each:
        <T>(cases: T[]) =>
        (name: string, play: (stage: Stage, value: T) => Promise<void>): void =>
          cases.forEach((value) =>
            single(name.replace(/%[is]/, String(value)), (stage) => play(stage, value)),
          ),
    }));
  });
};
