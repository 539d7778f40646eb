import { describe, expect, it } from 'vitest';
import { violationsOf } from '../fixtures/axe';
import { CHROMIUM } from '../fixtures/browser';
import { clicksOf } from '../fixtures/link-answers';
import { elementName } from '../src/link/sentences';
import { count, interval, moment, percent } from '../src/words/format';
import { messages } from '../src/words/messages';
import { play } from './harness';

const words = messages.links;

describe.skipIf(CHROMIUM === undefined)('clicks on a page', () => {
  const on = play();
  const figure = (name: string) => on.page.locator(`[data-figure="${name}"]`);
  const map = () => on.page.getByRole('region', { name: words.clicks });

  it('show clicks, shares, exposure, and what is dead or clicked in anger', async () => {
    await on.open('?site=shop&page=links');
    await figure('clicks.sentence').waitFor();
    const rows = await map().locator('tbody tr').allInnerTexts();
    const report = clicksOf('/');
    expect(
      rows.map((row) =>
        row
          .split('\t')
          .slice(1)
          .map((cell) => cell.trim()),
      ),
    ).toEqual(
      report.elements.map((one) => [
        count(one.clicks),
        percent(one.share),
        percent(one.visitor_share),
        one.views === null ? messages.report.nothing : count(one.views),
        one.rate === null || one.interval === null
          ? messages.report.nothing
          : `${percent(one.rate)} (${interval(one.interval)})`,
        `${count(one.dead_clicks)} (${percent(one.dead_clicks / one.clicks)})`,
        `${count(one.rage_clicks)} (${percent(one.rage_clicks / one.clicks)})`,
      ]),
    );
  });

  it('are those of one version of the page, with what is new in it and gone', async () => {
    await on.open('?site=shop&page=links');
    await map().getByLabel(words.versions).selectOption('2');
    await figure('clicks.version').waitFor();
    const [, second] = clicksOf('/').versions;
    if (second === undefined) throw new Error('no second version');
    expect(await figure('clicks.version').innerText()).toBe(
      `${words.appeared(second.appeared.map(elementName).join(', '))} ` +
        words.vanished(second.vanished.map(elementName).join(', ')),
    );
    expect(on.search()).toContain('version=2');
    expect(on.asked('/clicks').at(-1)).toContain('version=2');
    expect(await violationsOf(on.page)).toEqual([]);
  });

  it('are drawn over the page itself, in a tab of its own', async () => {
    const context = on.page.context();
    await context.route('https://shop.example/**', (route) => route.fulfill({ body: 'shop' }));
    await on.open('?site=shop&page=links&path=%2Fsale');
    const address = map().getByLabel(words.overlayAddress);
    expect(await address.inputValue()).toBe('https://shop.example/sale');
    const opened = context.waitForEvent('page');
    await map().getByRole('button', { name: words.overlay }).click();
    const tab = await opened;
    await tab.waitForURL('https://shop.example/sale#polku-overlay=o1.shop.signed');
    expect(await tab.evaluate(() => window.opener === null)).toBe(true);
    await map()
      .getByText(words.overlayReady(moment('2026-11-21T14:33:00Z', 'Europe/Helsinki')))
      .waitFor();
    expect(await violationsOf(on.page)).toEqual([]);
  });

  it.each([320, 390, 1280])('nothing sticks out at a width of %i', async (width) => {
    await on.page.setViewportSize({ width, height: 900 });
    await on.open('?site=shop&page=links&version=2');
    await figure('clicks.version').waitFor();
    expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
