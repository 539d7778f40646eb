import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser-tests';
import type { Stage } from './stage';

const GOOD = 'o1.shop.1.2.3.good';

const element = (given: Record<string, string>) => ({
  link: '',
  tag: 'a',
  text: '',
  href: '',
  selector: '',
  ...given,
});

const clicked = (given: object, clicks: number, more: object = {}) => ({
  element: given,
  clicks,
  share: clicks / 100,
  views: null,
  dead_clicks: 0,
  rage_clicks: 0,
  ...more,
});

const report = (elements: object[]) => ({
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-08T00:00:00Z',
  page_views: 200,
  visitors: 150,
  clicks: 100,
  elements,
});

const MANY_LINES = '<p>line</p>'.repeat(200);

/** The strictest that a site can have with the tracker on it. */
const strict = (stage: Stage): Record<string, string> => {
  const intake = `http://127.0.0.1:${stage.intakePort}`;
  return {
    'Content-Security-Policy':
      `default-src 'self'; style-src 'self'; script-src 'self' ${intake}; connect-src ${intake}; ` +
      `frame-ancestors 'none'; require-trusted-types-for 'script'`,
    'X-Frame-Options': 'DENY',
  };
};

/** A page with a link, a button, a link in a component and one with a declared name. */
const prepare = (stage: Stage): void => {
  Object.assign(stage.headers, strict(stage));
  stage.pages['/'] = `<!doctype html><title>Home</title>${stage.tag()}
    <nav><a href="/sale">Sale</a></nav><p><a href="/shoe">Shoe 2 €</a></p>
    <div id="box"><button class="buy">Buy</button></div>
    <shop-card><template shadowrootmode="open"><a href="/card">Card</a></template></shop-card>
    ${MANY_LINES}<a id="far" data-polku-link="deal" href="/deal">Deal</a>`;
  stage.reports['/'] = report([
    clicked(element({ text: 'Sale', href: stage.at('/sale'), selector: 'html>body>nav>a' }), 60, {
      views: 150,
    }),
    clicked(element({ tag: 'button', text: 'Buy', selector: '#box>button.buy' }), 20, {
      dead_clicks: 5,
      rage_clicks: 1,
    }),
    clicked(
      element({ text: 'Card', href: stage.at('/card'), selector: 'html>body>shop-card>a' }),
      10,
    ),
    clicked(element({ link: 'deal', href: stage.at('/deal'), selector: '#far' }), 7),
    // Its text and place have changed since, its address has not.
    clicked(element({ text: 'Shoe 1 €', href: stage.at('/shoe'), selector: 'html>body>a' }), 2),
    clicked(element({ text: 'Old', href: stage.at('/old'), selector: 'html>body>a' }), 1),
  ]);
};

const status = (page: Page) => page.locator('polku-overlay [role=status]');
const boxes = (page: Page) => page.locator('polku-overlay .box');
const labels = (page: Page): Promise<string[]> =>
  page.locator('polku-overlay .label').allTextContents();

/** Opens the page as the dashboard does, and waits until everything is drawn. */
const drawn = async (stage: Stage, path = '/'): Promise<Page> => {
  const page = await stage.visit(`${path}#polku-overlay=${GOOD}`);
  await status(page).getByText('100 clicks in 200 page views of 150 visitors').waitFor();
  return page;
};

/** Where a box is drawn, and where its element is. */
const over = async (page: Page, index: number, selector: string) => {
  await page.waitForFunction(
    ([at, wanted]) => {
      const { shadowRoot } = document.querySelector('polku-overlay')!;
      const box = shadowRoot!.querySelectorAll('.box')[at as number].getBoundingClientRect();
      const node = document.querySelector(wanted as string)!.getBoundingClientRect();
      return Math.abs(box.top - node.top) < 1 && Math.abs(box.left - node.left) < 1;
    },
    [index, selector] as const,
  );
};

browserTests('overlay', (test) => {
  test('clicksAreDrawnOverAPageWithAStrictPolicy', async (stage) => {
    prepare(stage);
    const page = await drawn(stage);

    expect(await labels(page)).toEqual([
      '60 % · 60 · seen 75 %',
      '20 % · 20 · dead 25 % · rage 5.0 %',
      '10 % · 10',
      '7.0 % · 7',
      '2.0 % · 2',
    ]);
    await over(page, 4, 'p a');
    await over(page, 0, 'nav a');
    await over(page, 1, 'button');
    const missing = page.locator('polku-overlay details', { hasText: 'Not found on the page: 1' });
    await missing.locator('summary').click();
    await missing.getByText('Old').waitFor();
    // The address is as it was without, also for who copies it.
    expect(page.url()).toBe(stage.at('/'));
    expect(stage.overlays).toEqual([
      { query: '?site=shop&path=%2F&limit=200', authorization: `Bearer ${GOOD}` },
    ]);
  });

  test('whoLooksIsNoVisitor', async (stage) => {
    prepare(stage);
    stage.pages['/sale'] = `<!doctype html>${stage.tag()}<h1>Sale</h1>`;
    stage.reports['/sale'] = report([]);
    const page = await drawn(stage);
    await page.click('button');
    await page.evaluate(() => (window.polku as unknown as (name: string) => void)('asked'));
    await page.click('nav a');
    await status(page).getByText('100 clicks').waitFor();

    expect(page.url()).toBe(stage.at('/sale'));
    expect(stage.overlays.map(({ query }) => query)).toEqual([
      '?site=shop&path=%2F&limit=200',
      '?site=shop&path=%2Fsale&limit=200',
    ]);
    expect(stage.received).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
    expect(stage.loaded).toEqual([
      '/polku.js',
      '/polku-overlay.js',
      '/polku.js',
      '/polku-overlay.js',
    ]);
  });

  test('aVisitorLoadsNothingOfIt', async (stage) => {
    prepare(stage);
    const page = await stage.visit('/#somewhere');
    await stage.mark(page);

    expect(stage.loaded).toEqual(['/polku.js', '/polku-auto.js']);
    expect(stage.overlays).toEqual([]);
    expect(await page.locator('polku-overlay').count()).toBe(0);
  });

  test.each([`#polku-overlay=${GOOD}x`, '#polku-overlay=', '#polku-overlay=<b>'])(
    'nothingIsShownWith %s',
    async (stage, fragment) => {
      prepare(stage);
      const faults: string[] = [];
      const page = await stage.context.newPage();
      page.on('pageerror', (fault) => faults.push(fault.message));
      await page.goto(stage.at('/' + fragment));
      await status(page).getByText('Open the page').waitFor();

      expect(await boxes(page).count()).toBe(0);
      expect(faults).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      // The next page is a visitor's again.
      await page.goto(stage.at('/next'));
      await stage.event('page_view');
      expect(stage.sent.every(({ url }) => !url.includes('overlay'))).toBe(true);
    },
  );

  test('thePageStaysUsableAndOutlinesFollow', async (stage) => {
    prepare(stage);
    const page = await drawn(stage);
    await page.click('button');
    await page.evaluate(() => document.querySelector('#far')!.scrollIntoView());
    await over(page, 3, '#far');
    await page.setViewportSize({ width: 390, height: 700 });
    await over(page, 3, '#far');
    const inside = await page.evaluate(() => {
      const { right, bottom, left } = document
        .querySelector('polku-overlay')!
        .shadowRoot!.querySelector('.panel')!
        .getBoundingClientRect();
      return left >= 0 && right <= innerWidth && bottom <= innerHeight;
    });
    expect(inside).toBe(true);
    // Elements that a framework puts in place of others.
    await page.evaluate(() => {
      const old = document.querySelector('#far')!;
      const link = old.cloneNode(true) as HTMLElement;
      link.style.marginLeft = '40px';
      old.replaceWith(link);
    });
    await over(page, 3, '#far');
  });

  test('anotherRouteOfTheAppIsReadAnew', async (stage) => {
    prepare(stage);
    stage.reports['/sale'] = report([
      clicked(element({ tag: 'button', text: 'Buy', selector: '#box>button.buy' }), 90),
    ]);
    const page = await drawn(stage);
    await page.evaluate(() => history.pushState(null, '', '/sale'));
    await page.waitForFunction(
      () =>
        document.querySelector('polku-overlay')!.shadowRoot!.querySelectorAll('.box').length === 1,
    );

    expect(await labels(page)).toEqual(['90 % · 90']);
  });

  test('itHidesAndClosesByKeyboardAndIsForgotten', async (stage) => {
    prepare(stage);
    const page = await drawn(stage);
    const toggle = page.getByRole('button', { name: 'Outlines' });
    await toggle.press('Enter');
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
    expect(await page.locator('polku-overlay .layer').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    expect(await page.locator('polku-overlay').count()).toBe(0);
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
    await page.reload();
    await stage.event('page_view');
  });

  test('whereTheIntakeHandsNothingOnItSaysWhy', async (stage) => {
    prepare(stage);
    delete stage.reports['/'];
    const page = await stage.visit(`/#polku-overlay=${GOOD}`);
    await status(page).getByText('No figures: /v1/overlay (expected: elsewhere)').waitFor();
    expect(await boxes(page).count()).toBe(0);
  });
});
