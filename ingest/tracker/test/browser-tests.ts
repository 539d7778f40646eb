import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { hasChromium, launch, Stage } from './stage';

type Play = (stage: Stage) => Promise<void>;

/** Tests that each get a stage of their own in one Chromium. */
export const browserTests = (
  area: string,
  define: (test: (name: string, play: Play) => void) => void,
): void =>
  describe.skipIf(!hasChromium)(area, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser.close());

    define((name, play) =>
      test(name, async () => {
        const stage = await Stage.open(browser);
        try {
          await play(stage);
        } finally {
          await stage.close();
        }
      }),
    );
  });
