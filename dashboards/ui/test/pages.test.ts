import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUY, NOW, OUTLET, SHOP, buyReport, emptyReport, qualityOf } from '../fixtures/answers';
import { violationsOf } from '../fixtures/axe';
import { CHROMIUM, openBrowser, openTab, type Tab } from '../fixtures/browser';
import { reportFigures, shownFigures } from '../fixtures/figures';
import { TOKEN, openStage, type Stage } from '../fixtures/server';
import { messages } from '../src/words/messages';
import { reportSentence } from '../src/words/sentences';

const UNAVAILABLE = {
  type: 'about:blank',
  title: 'ClickHouse is away',
  status: 503,
  code: 'unavailable',
  detail: 'No answer within 2 s.',
};

describe.skipIf(CHROMIUM === undefined)('the pages in Chromium', () => {
  let browser: Browser;
  let stage: Stage;
  let tab: Tab;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stage = await openStage();
    tab = await openTab(browser);
    page = tab.page;
  });
  afterEach(async () => {
    const { complaints } = tab;
    await tab.close();
    await stage.close();
    expect(complaints).toEqual([]);
  });

  const open = async (search: string) => {
    await page.clock.install({ time: NOW });
    await page.goto(`${stage.url}/${search}#token=${TOKEN}`);
  };
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
  const search = () => new URL(page.url()).search;
  const reports = () => stage.log.filter((line) => line.includes('/funnels/buy/report'));
  /** Lets the page's own clock run on until the server was asked once more. */
  const nextPoll = async () => {
    const before = reports().length;
    await expect
      .poll(
        async () => {
          await page.clock.runFor(1_000);
          return reports().length;
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(before);
  };

  describe('the login', () => {
    it('takes the token out of the link and strips it from the address', async () => {
      await open('?site=shop&funnel=buy');
      await heading('From product to purchase');
      expect(page.url()).toBe(`${stage.url}/?site=shop&funnel=buy`);
      await page.reload();
      await heading('From product to purchase');
    });

    it('says when a token is wrong, and takes a right one', async () => {
      await page.goto(`${stage.url}/#token=wrong`);
      await page.getByRole('alert').getByText(messages.login.wrong).waitFor();
      await page.getByLabel(messages.login.token).fill(TOKEN);
      await page.getByRole('button', { name: messages.login.submit }).click();
      await heading(messages.pages.names.overview);
    });

    it('forgets the token on logging out', async () => {
      await open('');
      await page.getByRole('button', { name: messages.login.logout }).click();
      await heading(messages.login.title);
      await page.reload();
      await heading(messages.login.title);
      expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
    });
  });

  describe('the report', () => {
    it('shows every figure of the answers as they are', async () => {
      await open('?site=shop&funnel=buy&breakdown=device');
      await page.locator('[data-figure="breakdown.mobile.rate"]').waitFor();
      const report = buyReport(7, 'device');
      const expected = { ...reportFigures(report), sentence: reportSentence(report, 'session') };
      expect(await shownFigures(page, Object.keys(expected))).toEqual(expected);
    });

    it('asks for the days of the site, half-open', async () => {
      await open('?site=shop&funnel=buy&range=30d&breakdown=prop:plan');
      await page.locator('[data-figure="breakdown.mobile.rate"]').waitFor();
      expect(reports()[0]).toContain('from=2026-10-23&to=2026-11-22&interval=day&breakdown=prop%3Aplan');
    });

    it('draws both charts, with words for those who do not see them', async () => {
      await open('?site=shop&funnel=buy');
      await page.getByRole('img', { name: /^Bar chart of the steps\. Of 4,518 sessions/ }).waitFor();
      await page.getByRole('img', { name: /^Line chart of the conversion over time/ }).waitFor();
      const painted = await page.locator('.chart canvas').evaluateAll((canvases) =>
        canvases.map((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const pixels = (canvas as HTMLCanvasElement)
            .getContext('2d')
            ?.getImageData(0, 0, width, height).data;
          return pixels?.some((value) => value > 0) === true;
        }),
      );
      expect(painted).toEqual([true, true]);
      await page
        .locator('.chart')
        .first()
        .hover({ position: { x: 30, y: 36 } });
      await page.locator('.tooltip').getByText('1,243').waitFor();
    });

    it('shows boxes while it loads', async () => {
      stage.scene.delayMillis = 1_000;
      await page.goto(`${stage.url}/?site=shop&funnel=buy#token=${TOKEN}`);
      await page.getByRole('status', { name: messages.loading }).first().waitFor();
      await heading('From product to purchase');
    });
  });

  describe('live refresh', () => {
    it('shows new figures without reloading, and costs a 304 where nothing is new', async () => {
      await open('?site=shop&funnel=buy');
      const entered = page.locator('[data-figure="steps.1.entered"]');
      await entered.getByText('4,518').waitFor();
      await nextPoll();
      expect(reports().at(-1)).toContain('-> 304');
      await page.locator('.chart canvas').first().waitFor();
      await page
        .locator('.chart')
        .first()
        .evaluate((chart) => chart.setAttribute('data-kept', ''));
      stage.scene.report = (days, by) => buyReport(days, by, 1);
      await nextPoll();
      await entered.getByText('4,519').waitFor();
      expect(await page.locator('.chart[data-kept] canvas').count()).toBe(1);
    });

    it('rests while the tab is hidden and goes on when it is back', async () => {
      await open('?site=shop&funnel=buy');
      await page.locator('[data-figure="steps.1.entered"]').waitFor();
      const hide = (hidden: boolean) =>
        page.evaluate((value) => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
          Object.defineProperty(document, 'visibilityState', {
            configurable: true,
            get: () => (value ? 'hidden' : 'visible'),
          });
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        }, hidden);
      await hide(true);
      await page.getByText(messages.live.paused).waitFor();
      // What the page begins to ask, not what comes to the server, which may have been on its way.
      let begun = 0;
      page.on('request', () => begun++);
      const begunIn = async (millis: number) => {
        const before = begun;
        await page.clock.runFor(millis);
        return begun - before;
      };
      await expect.poll(() => begunIn(1_000)).toBe(0);
      expect(await begunIn(60_000)).toBe(0);
      await hide(false);
      await page.getByText(messages.live.live, { exact: true }).waitFor();
      await nextPoll();
    });

    it('keeps the last figures with a notice when a refresh fails, and recovers', async () => {
      await open('?site=shop&funnel=buy');
      const entered = page.locator('[data-figure="steps.1.entered"]');
      await entered.waitFor();
      stage.scene.failure = { on: '/report', problem: UNAVAILABLE };
      await nextPoll();
      await page.clock.runFor(2_000);
      await page.getByText(/ClickHouse is away\. These figures are from/).waitFor();
      expect(await entered.textContent()).toBe('4,518');
      stage.scene.failure = undefined;
      await nextPoll();
      await page.getByText(/ClickHouse is away/).waitFor({ state: 'detached' });
    });
  });

  describe('a failure', () => {
    it('says what the problem document says, and can be tried again', async () => {
      stage.scene.failure = { on: '/report', problem: UNAVAILABLE };
      await page.goto(`${stage.url}/?site=shop&funnel=buy#token=${TOKEN}`);
      const alert = page.getByRole('alert');
      await alert.getByText('ClickHouse is away').waitFor();
      await alert.getByText('No answer within 2 s.').waitFor();
      stage.scene.failure = undefined;
      await alert.getByRole('button', { name: messages.problem.retry }).click();
      await page.locator('[data-figure="steps.1.entered"]').waitFor();
    });
  });

  describe('the address', () => {
    it('follows what is chosen, and back goes back', async () => {
      await open('?page=funnels');
      await heading('From product to purchase');
      expect(search()).toBe('?site=shop&funnel=buy');
      await page.getByRole('button', { name: messages.presets['30d'] }).click();
      await page.getByLabel(messages.breakdown.by).selectOption('country');
      await page.getByRole('button', { name: 'Week' }).click();
      expect(search()).toBe('?site=shop&funnel=buy&range=30d&breakdown=country&interval=week');
      await page.getByRole('button', { name: 'Newsletter' }).click();
      await heading('Newsletter');
      await page.goBack();
      await heading('From product to purchase');
      expect(search()).toBe('?site=shop&funnel=buy&range=30d&breakdown=country&interval=week');
    });

    it('takes chosen days with the last one included', async () => {
      await open('?site=shop&funnel=buy');
      await page.getByRole('button', { name: /15.*21 Nov 2026/ }).click();
      await page.getByLabel(messages.range.from, { exact: true }).fill('2026-10-01');
      await page.getByLabel(messages.range.to, { exact: true }).fill('2026-10-31');
      await page.getByRole('button', { name: messages.range.apply }).click();
      await expect.poll(search).toBe('?site=shop&funnel=buy&from=2026-10-01&to=2026-11-01');
    });

    it('means by all time the days in which there are events', async () => {
      await open('?site=shop&funnel=buy&range=all');
      await page.getByRole('button', { name: /^2 Oct.*21 Nov 2026$/ }).waitFor();
      await page.locator('[data-figure="steps.1.entered"]').waitFor();
      expect(reports()[0]).toContain('from=2026-10-02&to=2026-11-22&interval=day');
    });

    it('lets choose among sites', async () => {
      stage.scene.sites = [OUTLET, SHOP];
      await open('');
      await heading(messages.site.pick);
      await page.getByRole('button', { name: /^outlet/ }).click();
      await heading(messages.pages.names.overview);
      await page.getByLabel(messages.site.label).selectOption('shop');
      await expect.poll(search).toContain('site=shop');
    });
  });

  describe('a question', () => {
    it('is asked without being stored, as a link', async () => {
      stage.scene.funnels = [];
      await open('?page=funnels');
      await heading(messages.funnels.none);
      await page.getByRole('button', { name: messages.funnels.make, exact: true }).click();
      const step = (n: number) =>
        page.getByRole('group', { name: messages.form.stepNumber(String(n)), exact: true });
      await page.getByRole('button', { name: messages.form.ask }).click();
      await page.getByText(messages.form.faults('2', false)).waitFor();
      expect(await page.getByText(messages.form.need).count()).toBe(2);
      await page.getByLabel(messages.form.name, { exact: true }).fill('Search to cart');
      await step(1).getByLabel(messages.form.event, { exact: true }).fill('search');
      await step(2).getByLabel(messages.form.path, { exact: true }).fill('/cart/**');
      await step(2).getByLabel(messages.form.stepName).fill('Cart');
      await page.getByRole('button', { name: messages.form.ask }).click();
      await page.getByText(/^Of 2,000 sessions that reached “search”, 667 .* reached “Cart”/).waitFor();
      expect(stage.bodies.find((body) => 'interval' in (body as object))).toEqual({
        funnel: {
          name: 'Search to cart',
          subject: 'session',
          order: 'ordered',
          window: 'PT1H',
          steps: [{ match: [{ event: 'search' }] }, { name: 'Cart', match: [{ path: '/cart/**' }] }],
        },
        from: '2026-11-15',
        to: '2026-11-22',
        interval: 'day',
      });
      await page.reload();
      await page.getByText(/^Of 2,000 sessions that reached “search”/).waitFor();
    });

    it('can be saved, changed and deleted', async () => {
      await open('?site=shop&funnel=buy&edit=1');
      await page.getByRole('button', { name: messages.form.removeStep('3') }).click();
      await page.getByLabel(messages.form.name, { exact: true }).fill('Shorter');
      await page.getByRole('button', { name: messages.form.save }).click();
      await heading('Shorter');
      await expect
        .poll(() => page.getByRole('combobox', { name: messages.versions.label }).inputValue())
        .toBe('4');
      expect(stage.bodies.filter((body) => !('funnel' in (body as object)))).toContainEqual({
        ...BUY.definition,
        name: 'Shorter',
        steps: BUY.definition.steps.filter((_, at) => at !== 2),
      });
      await page.getByRole('button', { name: messages.funnels.edit }).click();
      await page.getByRole('button', { name: messages.form.remove, exact: true }).click();
      await page.getByRole('button', { name: messages.form.removeYes }).click();
      await heading('Newsletter');
    });

    it('shows each fault that the server found', async () => {
      await open('?site=shop&funnel=buy&edit=1');
      await page.getByLabel(messages.form.name, { exact: true }).waitFor();
      stage.scene.failure = {
        on: '/funnels/buy',
        problem: {
          type: 'about:blank',
          title: 'Invalid funnel',
          status: 422,
          code: 'funnel_invalid',
          problems: [{ pointer: '/steps/1/match/0/path', message: "'' (expected: 1 to 1000 characters)" }],
        },
      };
      await page.getByRole('button', { name: messages.form.save }).click();
      const path = page
        .getByRole('group', { name: messages.form.stepNumber('2') })
        .getByLabel(messages.form.path, { exact: true });
      await expect.poll(() => path.getAttribute('aria-invalid')).toBe('true');
      await page.getByText("'' (expected: 1 to 1000 characters)", { exact: true }).waitFor();
      await path.fill('/cart');
      await expect.poll(() => path.getAttribute('aria-invalid')).toBe(null);
    });

    it('holds every option of a funnel', async () => {
      await open('?site=shop&edit=1');
      const words = messages.form;
      const step = (n: number) => page.getByRole('group', { name: words.stepNumber(String(n)), exact: true });
      await page.getByLabel(words.name, { exact: true }).fill('All of it');
      await page.getByLabel(words.count, { exact: true }).selectOption('visitor');
      await page.getByLabel(words.window, { exact: true }).fill('30');
      await page.getByLabel(words.windowUnit).selectOption('M');
      await page.getByLabel(words.windowScope).selectOption('step');
      await page.getByLabel(words.hold, { exact: true }).selectOption('item_id');
      await page.getByLabel(words.unit, { exact: true }).selectOption('item');
      await page.getByRole('button', { name: words.addStep }).click();
      await step(1).getByLabel(words.event, { exact: true }).fill('view_item');
      await step(1).getByRole('button', { name: words.addCondition }).click();
      await step(1).getByLabel(words.property, { exact: true }).fill('category');
      await step(1).getByLabel(words.operator).selectOption('in');
      await step(1).getByLabel(words.valueNumber('1')).fill('shoes');
      await step(1).getByLabel(words.valueNumber('2')).fill('hats');
      await step(2).getByLabel(words.event, { exact: true }).fill('view_cart');
      await step(2).getByRole('button', { name: words.addAlternative }).click();
      await step(2).getByLabel(words.path, { exact: true }).nth(1).fill('/cart');
      await step(2).getByLabel(words.optional).check();
      await step(3).getByLabel(words.event, { exact: true }).fill('purchase');
      await page.getByRole('button', { name: words.addExclusion }).click();
      const exclusion = page.getByRole('group', { name: words.exclusionNumber('1'), exact: true });
      await exclusion.getByLabel(words.event, { exact: true }).fill('refund');
      await page.getByRole('button', { name: words.save }).click();
      await heading('All of it');
      expect(stage.bodies.filter((body) => !('funnel' in (body as object)))).toEqual([
        {
          name: 'All of it',
          subject: 'visitor',
          order: 'ordered',
          window_per_step: 'PT30M',
          hold: 'item_id',
          unit: 'item',
          steps: [
            {
              match: [
                {
                  event: 'view_item',
                  where: [{ property: 'category', op: 'in', value: ['shoes', 'hats'] }],
                },
              ],
            },
            { match: [{ event: 'view_cart' }, { path: '/cart' }], optional: true },
            { match: [{ event: 'purchase' }] },
          ],
          exclude: [{ match: [{ event: 'refund' }], from: 1, to: 3 }],
        },
      ]);
    });

    it('suggests what occurs and counts while it is typed', async () => {
      await open('?site=shop&funnel=buy&edit=1');
      const step = page.getByRole('group', { name: messages.form.stepNumber('2'), exact: true });
      const live = (n: number) => page.locator(`[data-figure="live.${n}"]`);
      const counted = async (text: string) => {
        await expect
          .poll(async () => {
            await page.clock.runFor(500);
            return live(2).textContent();
          })
          .toContain(text);
      };
      await counted('667');
      await step.getByLabel(messages.form.event, { exact: true }).fill('search');
      const options = page.locator('datalist option');
      await options.first().waitFor({ state: 'attached' });
      expect(await options.first().getAttribute('value')).toBe('page_view');
      expect(await options.first().getAttribute('label')).toBe(messages.seen.times('20.1k'));
      const asked = () => stage.bodies.filter((body) => JSON.stringify(body).includes('"search"')).length;
      await expect
        .poll(async () => {
          await page.clock.runFor(500);
          return asked();
        })
        .toBe(1);
      stage.scene.failure = {
        on: '/funnels/report',
        problem: {
          type: 'about:blank',
          title: 'Invalid funnel',
          status: 422,
          code: 'funnel_refused',
          problems: [{ pointer: '/funnel/steps/1/match/0/event', message: 'event: too odd' }],
        },
      };
      await step.getByLabel(messages.form.event, { exact: true }).fill('odd');
      await page.clock.runFor(500);
      await step.getByText('event: too odd').waitFor();
    });

    it('moves steps with buttons and keys and keeps the focus', async () => {
      await open('?site=shop&funnel=buy&edit=1');
      const words = messages.form;
      const label = (n: number) =>
        page
          .getByRole('group', { name: words.stepNumber(String(n)), exact: true })
          .getByLabel(words.stepName)
          .inputValue();
      await page.getByRole('button', { name: words.moveDown('1') }).click();
      expect([await label(1), await label(2)]).toEqual(['Put into the cart', 'Product seen']);
      await page.getByText(words.moved('Product seen', '2', '4')).waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
        words.moveDown('2'),
      );
      await page.keyboard.press('Alt+ArrowUp');
      expect(await label(1)).toBe('Product seen');
    });
  });

  describe('with nothing to show', () => {
    it('makes a site and shows its key once', async () => {
      stage.scene.sites = [];
      await open('');
      await heading(messages.site.none);
      await page.getByLabel(messages.site.name).fill('shop');
      await page.getByLabel(messages.site.timeZone).fill('Europe/Helsinki');
      await page.getByLabel(messages.site.origin).fill('https://shop.example');
      await page.getByRole('button', { name: messages.site.make }).click();
      await page.getByText('key-shown-once').waitFor();
      expect(stage.bodies[0]).toEqual({ time_zone: 'Europe/Helsinki', origins: ['https://shop.example'] });
      await page.clock.runFor(40_000);
      await page.getByText('key-shown-once').waitFor();
      await page.getByRole('button', { name: messages.site.done }).click();
      await heading(messages.pages.names.overview);
    });

    it('shows the line for the pages until the first event comes', async () => {
      stage.scene.quality = () => qualityOf({ received: 0, stored: 0, in_flight: 0 });
      await page.clock.install({ time: NOW });
      await page.goto(`${stage.url}/#token=${TOKEN}&collect=https://collect.shop.example`);
      await heading(messages.first.begin('shop'));
      await page
        .getByText('<script defer src="https://collect.shop.example/polku.js" data-site="shop"></script>')
        .waitFor();
      stage.scene.quality = () => qualityOf({ received: 1, stored: 1 });
      await page.clock.runFor(6_000);
      await page.getByText(messages.first.seen).waitFor();
      await page.getByRole('link', { name: messages.first.onwards }).click();
      await heading(messages.pages.names.overview);
    });

    it('leads to the days in which there are events', async () => {
      stage.scene.report = () => emptyReport();
      await open('?site=shop&funnel=buy');
      await page.getByText('lie between 2 Oct 2026 and 21 Nov 2026').waitFor();
      await page.getByRole('button', { name: messages.report.goThere }).click();
      await expect.poll(search).toBe('?site=shop&funnel=buy&from=2026-10-02&to=2026-11-22');
    });

    it('leads to everybody where the conditions leave nobody', async () => {
      stage.scene.report = () => emptyReport();
      await open('?site=shop&funnel=buy&segment=phones');
      await page.getByText(messages.report.emptyNarrowedHint).waitFor();
      await page.getByRole('button', { name: messages.report.showEverybody }).click();
      await expect.poll(search).toBe('?site=shop&funnel=buy');
      await page.getByText(messages.report.emptyHint).waitFor();
    });

    it('says that a site or a funnel is not there', async () => {
      await open('?site=shop&funnel=gone');
      await heading(messages.funnels.unknown('gone'));
      await page.goto(`${stage.url}/?site=nowhere`);
      await heading(messages.site.unknown('nowhere'));
    });
  });

  describe('for everybody', () => {
    const views = [
      ['report', '?site=shop&funnel=buy&breakdown=device'],
      ['form', '?site=shop&funnel=buy&edit=1'],
      ['unknown funnel', '?site=shop&funnel=gone'],
      ['new funnel', '?site=shop&edit=1'],
    ] as const;

    it.each(
      views.flatMap(([name, view]) =>
        (['light', 'dark'] as const).map((scheme) => [name, scheme, view] as const),
      ),
    )('axe finds nothing wrong with the %s in %s', async (_, colorScheme, view) => {
      await page.emulateMedia({ colorScheme });
      await open(view);
      await page
        .getByRole('heading', { level: 1 })
        .or(page.getByRole('heading', { level: 2 }))
        .first()
        .waitFor();
      await page.waitForLoadState('networkidle');
      expect(await violationsOf(page)).toEqual([]);
    });

    it.each(['light', 'dark'] as const)(
      'axe finds nothing wrong with login and first steps in %s',
      async (colorScheme) => {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${stage.url}/#token=wrong`);
        await page.getByRole('alert').waitFor();
        expect(await violationsOf(page)).toEqual([]);
        stage.scene.sites = [];
        await page.goto(`${stage.url}/#token=${TOKEN}`);
        await heading(messages.site.none);
        expect(await violationsOf(page)).toEqual([]);
        stage.scene.sites = [SHOP];
        stage.scene.quality = () => qualityOf({ received: 0, stored: 0, in_flight: 0 });
        await page.goto(`${stage.url}/?site=shop`);
        await heading(messages.first.begin('shop'));
        expect(await violationsOf(page)).toEqual([]);
      },
    );

    it.each([320, 390, 1280, 1920])('nothing sticks out at a width of %i', async (width) => {
      await page.setViewportSize({ width, height: 900 });
      await open('?site=shop&funnel=buy&breakdown=device&edit=1');
      await page.locator('[data-figure="breakdown.mobile.rate"]').waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });

    it('the keyboard reaches the figures and changes the range', async () => {
      await open('?site=shop&funnel=buy');
      await heading('From product to purchase');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(messages.skip);
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('figures');
      await page.getByRole('button', { name: messages.presets.today }).focus();
      await page.keyboard.press('Space');
      await expect.poll(search).toBe('?site=shop&funnel=buy&range=today');
    });
  });
});
