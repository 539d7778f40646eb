import { describe, expect, it } from 'vitest';
import { overviewOf, qualityOf } from '../fixtures/answers';
import { violationsOf } from '../fixtures/axe';
import { CHROMIUM } from '../fixtures/browser';
import { overviewFigures, qualityFigures, shownFigures } from '../fixtures/figures';
import { PAGES, type PageName } from '../src/address/view';
import { messages } from '../src/words/messages';
import { play } from './harness';

describe.skipIf(CHROMIUM === undefined)('the frame around the pages', () => {
  const on = play();
  const names = messages.pages.names;
  // A live stream never ends.
  const settled = (page: PageName) =>
    page === 'live'
      ? on.page.locator('[data-figure="live.sentence"]').waitFor()
      : on.page.waitForLoadState('networkidle');
  const link = (name: string) =>
    on.page.getByRole('navigation', { name: messages.pages.label }).getByRole('link', { name, exact: true });

  it('opens with the overview: every figure as the API gave it', async () => {
    await on.open('');
    await on.heading(names.overview);
    await expect.poll(on.search).toBe('?site=shop');
    await on.page.locator('[data-figure="quality.late"]').waitFor();
    await on.page.locator('[data-figure="visitors"]').waitFor();
    const expected = { ...overviewFigures(overviewOf(7)), ...qualityFigures(qualityOf()) };
    expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
  });

  it('leads to every page and back, and keeps what narrows the figures', async () => {
    await on.open('?site=shop&range=30d&segment=phones');
    await on.heading(names.overview);
    for (const page of PAGES.filter((name) => name !== 'overview')) {
      await link(names[page]).click();
      await expect.poll(() => link(names[page]).getAttribute('aria-current')).toBe('page');
      await on.page.getByRole('heading', { level: 1 }).waitFor();
      expect(on.search()).toContain('site=shop');
      expect(on.search()).toContain('range=30d&segment=phones');
    }
    await on.page.goBack();
    await expect.poll(() => link(names.live).getAttribute('aria-current')).toBe('page');
    await on.page.goForward();
    await expect.poll(() => link(names.site).getAttribute('aria-current')).toBe('page');
    expect(await link(names.live).getAttribute('aria-current')).toBeNull();
  });

  it('gives each page its title, and the keyboard its beginning', async () => {
    await on.open('?site=shop');
    await on.heading(names.overview);
    expect(await on.page.title()).toBe(`${names.overview} · shop · ${messages.product}`);
    await link(names.paths).focus();
    await on.page.keyboard.press('Enter');
    await expect.poll(() => on.page.title()).toBe(`${names.paths} · shop · ${messages.product}`);
    await expect.poll(() => on.page.evaluate(() => document.activeElement?.id)).toBe('figures');
  });

  it('is reached and left by the keyboard alone', async () => {
    await on.open('?site=shop');
    await on.heading(names.overview);
    await on.page.keyboard.press('Tab');
    expect(await on.page.evaluate(() => document.activeElement?.textContent)).toBe(messages.skip);
    await on.page.keyboard.press('Tab');
    for (const page of PAGES.slice(0, PAGES.indexOf('funnels'))) {
      expect(await on.page.evaluate(() => document.activeElement?.textContent)).toBe(names[page]);
      await on.page.keyboard.press('Tab');
    }
    await on.page.keyboard.press('Enter');
    await on.heading('From product to purchase');
  });

  it('says when a page cannot be loaded, and leads back', async () => {
    await on.open('?site=shop');
    await on.heading(names.overview);
    await on.page.route('**/PathsPage*', (route) => route.abort());
    await link(names.paths).click();
    await on.page.getByText(messages.problem.unreachable).waitFor();
    await on.page.goBack();
    await on.heading(names.overview);
    await on.page.unroute('**/PathsPage*');
    await link(names.paths).click();
    await on.page.getByRole('button', { name: messages.problem.retry }).click();
    await on.heading(names.paths);
  });

  it('opens a page in a tab of its own, as the same link', async () => {
    await on.open('?site=shop&range=today');
    await on.heading(names.overview);
    expect(await link(names.sessions).getAttribute('href')).toBe('/?site=shop&page=sessions&range=today');
  });

  it('asks for the first page no more than it needs', async () => {
    await on.open('?site=shop&page=live');
    await on.heading(names.live);
    const kilobytes = await on.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\.(js|css)$/.test(name))
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize / 1024, 0),
    );
    // Without the charts, which are most of what there is. Not packed: the stage packs nothing.
    expect(kilobytes).toBeLessThan(400);
  });

  it.each(PAGES.flatMap((page) => (['light', 'dark'] as const).map((scheme) => [page, scheme] as const)))(
    'axe finds nothing wrong with %s in %s',
    async (page, colorScheme) => {
      await on.page.emulateMedia({ colorScheme });
      await on.open(`?site=shop&page=${page}`);
      await on.page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      expect(await violationsOf(on.page)).toEqual([]);
    },
  );

  it.each(PAGES.flatMap((page) => [320, 1920].map((width) => [page, width] as const)))(
    'nothing of %s sticks out at a width of %i',
    async (page, width) => {
      await on.page.setViewportSize({ width, height: 900 });
      await on.open(`?site=shop&page=${page}`);
      await on.page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    },
  );
});
