import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser-tests';

/** `npm run visits -- 1000` sets it. */
const VISITS = Number(process.env.POLKU_VISITS || 20);
const SEED = Number(process.env.POLKU_SEED || Date.now() % 1e6);

/** Seeded, so that a failure can be played again (mulberry32). */
const random = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

/** Ways to leave a page in the middle of sending. */
const leave = async (page: Page, to: string, way: number): Promise<void> => {
  await page.evaluate(
    ([path, how]) => {
      window.polku!('leaving', { to: path });
      const link = document.querySelector('a')!;
      link.setAttribute('href', path as string);
      if (how === 0) {
        location.href = path as string;
      } else if (how === 1) {
        link.click();
      } else {
        setTimeout(() => location.assign(path as string), 20);
      }
    },
    [to, way],
  );
  await page.waitForURL('**' + to);
};

browserTests('visits', (test) => {
  test(
    'visitsLeftInTheMiddleOfSendingLoseNothingAndCountNothingTwice',
    async (stage) => {
      console.log(`seed ${SEED}`);
      const chance = random(SEED);
      const page = await stage.visit('/0');
      let clicks = 0;
      for (let i = 1; i <= VISITS; i++) {
        // Now and then the intake is overloaded, or slow.
        const luck = chance();
        if (luck < 0.15) {
          stage.answers.push({ status: 503 });
        } else if (luck < 0.4) {
          const millis = chance() * 300;
          stage.hold = new Promise((done) => setTimeout(done, millis));
        }
        const way = Math.floor(chance() * 3);
        await page.waitForFunction(() => window.polku?.v);
        await page.evaluate(
          () =>
            document.readyState === 'complete' ||
            new Promise((done) => addEventListener('load', done)),
        );
        clicks += way === 1 ? 1 : 0;
        await leave(page, `/${i}`, way);
      }
      stage.answers.length = 0;
      await stage.event('leaving', VISITS);
      await stage.event('page_view', VISITS + 1);
      await stage.event('click', clicks || 1).catch(() => undefined);
      await stage.mark(page);

      const targets = stage.named('leaving').map(({ props }) => props.to as string);
      const lost = VISITS - new Set(targets).size;
      const twice = targets.length - new Set(targets).size;
      const sent = stage.sent.length;
      console.log(
        `${VISITS} visits, ${stage.counted.length} events, ${sent} sendings: ` +
          `${lost} lost, ${twice} counted twice`,
      );
      expect([lost, twice]).toEqual([0, 0]);
      expect(stage.named('page_view')).toHaveLength(VISITS + 1);
      expect(stage.named('click')).toHaveLength(clicks);
      // What the next page says of the one before agrees with what came.
      for (const { prev } of stage.named('page_view').filter((view) => view.prev)) {
        const seqs = stage.counted.filter(({ pv }) => pv === prev!.pv).map(({ seq }) => seq);
        expect(seqs.sort()).toEqual(Array.from({ length: prev!.seq }, (_, i) => i + 1));
      }
    },
    60_000 + VISITS * 2_000,
  );
});
