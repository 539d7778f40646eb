import { describe, expect, it } from 'vitest';
import { BUY, SIGN_UP, overviewOf, qualityOf } from '../fixtures/answers';
import { violationsOf } from '../fixtures/axe';
import { CHROMIUM } from '../fixtures/browser';
import { overviewFigures, shownFigures, siteFigures } from '../fixtures/figures';
import {
  BACKWARD,
  NO_SUGGESTION,
  PATHS,
  PRODUCTS,
  SEARCH_TERMS,
  SUGGESTION,
  TIMELINE,
  VISITOR,
  channelsOf,
  liveOf,
  sessionsOf,
} from '../fixtures/site-answers';
import { pathSentence } from '../src/path/sentences';
import { sessionSentence, visitorSentence } from '../src/session/sentences';
import { count } from '../src/words/format';
import { messages } from '../src/words/messages';
import { play } from './harness';

describe.skipIf(CHROMIUM === undefined)('the pages of a site', () => {
  const on = play();
  const ready = (figure: string) => on.page.locator(`[data-figure="${figure}"]`).first().waitFor();

  it('narrow each of their figures by what the address says', async () => {
    const filter = JSON.stringify([{ by: 'device', op: 'eq', value: 'mobile' }]);
    const narrowed = `filter=${encodeURIComponent(filter)}&segment=loyal`;
    for (const [page, reports] of [
      ['overview', ['overview', 'channels', 'search-terms', 'products']],
      ['paths', ['paths']],
      ['sessions', ['sessions']],
    ] as const) {
      await on.open(`?site=shop&page=${page}&${narrowed}`);
      for (const report of reports)
        await expect
          .poll(() =>
            on.asked(`/sites/shop/${report}?`).map((line) => new URLSearchParams(line.split('?')[1])),
          )
          .toSatisfy(
            (asked: URLSearchParams[]) =>
              asked.length > 0 &&
              asked.every((one) => one.get('filter') === filter && one.get('segment') === 'loyal'),
          );
    }
  });

  describe('the overview', () => {
    it('shows every figure of its answers as they are', async () => {
      await on.open('?site=shop');
      await ready('products.42.buy_rate');
      await ready('channels.(total).sessions');
      await ready('search.tent.searches');
      const expected = {
        ...overviewFigures(overviewOf(7)),
        ...siteFigures(overviewOf(7), channelsOf(), SEARCH_TERMS, PRODUCTS),
      };
      expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
    });

    it('draws the chosen figure over time, and marks what is not complete', async () => {
      await on.open('?site=shop');
      await on.page
        .getByRole('img', { name: /^Line chart: Visitors over time\..*not complete yet/ })
        .waitFor();
      await on.page.getByRole('button', { name: messages.overview.metrics.conversion, exact: true }).click();
      await on.page.getByRole('img', { name: /^Line chart: Conversion over time\./ }).waitFor();
      expect(on.search()).toBe('?site=shop&metric=conversion');
    });

    it('leads from a channel to its funnels, from a page to its ways, from a product to its funnel', async () => {
      await on.open('?site=shop');
      await ready('products.42.buy_rate');
      await on.page
        .getByRole('button', { name: messages.acquisition.dimensions.referrer_host, exact: true })
        .click();
      await on.page.getByRole('link', { name: 'social.example' }).click();
      await on.heading('From product to purchase');
      expect(decodeURIComponent(on.search())).toContain(
        'filter=[{"by":"referrer_host","op":"eq","value":"social.example"}]',
      );
      await on.page.goBack();
      await on.page
        .getByRole('region', { name: messages.overview.exits, exact: true })
        .getByRole('link', { name: '/checkout' })
        .click();
      await expect.poll(() => on.asked('/paths').at(-1)).toContain('end=page%3A%2Fcheckout&');
      await on.page.goBack();
      await on.page.getByRole('link', { name: 'Rain jacket' }).click();
      await on.page.getByRole('heading', { name: messages.products.pathOf('Rain jacket') }).waitFor();
      await expect
        .poll(() => JSON.stringify(stageBody()))
        .toContain('{"property":"item.item_id","op":"eq","value":"42"}');
    });
    const stageBody = () => on.stage.bodies.at(0);
  });

  describe('the paths', () => {
    it('give the same figures as a chart, as a table and in words', async () => {
      await on.open('?site=shop&page=paths&start=page:/cart');
      await ready('paths.n2.n6');
      const expected = Object.fromEntries([
        ...PATHS.links.map(({ from, to, count: n }) => [`paths.${from}.${to}`, count(n)]),
        ['paths.sentence', pathSentence(PATHS)],
      ]) as Record<string, string>;
      expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
      expect(expected['paths.sentence']).toBe(
        '1,000 sessions from “/cart”. Most go to “/checkout/address” next: 560 (56.0%, 95% interval 52.9–59.0%). 200 (20.0%) left right there.',
      );
      await on.page.getByRole('img', { name: /^Stream chart of the ways\. 1,000 sessions from/ }).waitFor();
      expect(await on.page.getByRole('cell', { name: messages.paths.exit }).count()).toBe(4);
    });

    it('are asked for between what really occurs, to a depth, over pages or events', async () => {
      await on.open('?site=shop&page=paths');
      await ready('paths.sentence');
      expect(on.asked('/paths')[0]).toContain('depth=4&by=page');
      const from = on.page.getByRole('form', { name: messages.paths.from });
      await from.locator('select').selectOption(messages.paths.points.event);
      await from.getByLabel(/: an event$/).fill('add_to_cart');
      await on.page.keyboard.press('Enter');
      await expect.poll(on.search).toBe('?site=shop&page=paths&start=event:add_to_cart');
      const to = on.page.getByRole('form', { name: messages.paths.to });
      await to.locator('select').selectOption(messages.paths.points.step);
      await to.getByLabel(/: a step/).selectOption('step:buy/4');
      await on.page.getByLabel(messages.paths.depth).selectOption('8');
      await on.page.getByRole('button', { name: messages.paths.kinds.event }).click();
      await expect
        .poll(on.search)
        .toBe('?site=shop&page=paths&start=event:add_to_cart&end=step:buy/4&depth=8&by=event');
      await expect
        .poll(() => on.asked('/paths').at(-1))
        .toContain('start=event%3Aadd_to_cart&end=step%3Abuy%2F4&depth=8&by=event');
    });

    it('run backward in the order of time', async () => {
      await on.open('?site=shop&page=paths&end=page:/cart');
      await on.page.getByText(pathSentence(BACKWARD)).first().waitFor();
      const rows = on.page.getByRole('row');
      await expect.poll(() => rows.nth(1).textContent()).toBe('1/p/*/cart90090.0%');
      await expect.poll(() => rows.nth(2).textContent()).toBe(`1${messages.paths.began}/cart10010.0%`);
    });
  });

  describe('the sessions', () => {
    it('are listed a page at a time, and searched', async () => {
      await on.open('?site=shop&page=sessions&range=30d');
      await ready('sessions.sentence');
      await on.page.getByText('3 sessions began in these days. 2 of them are shown here.').waitFor();
      await on.page.getByRole('link', { name: messages.sessions.older }).click();
      await expect.poll(() => on.page.locator('tr[data-session]').count()).toBe(1);
      expect(on.asked('/sessions?').at(-1)).toContain('after=1763760000001%2FdjI');
      await on.page.goBack();
      await expect.poll(() => on.page.locator('tr[data-session]').count()).toBe(2);
      await on.page.getByRole('searchbox').fill(' form_error ');
      await on.page.keyboard.press('Enter');
      await on.page.getByText('1 session fits “form_error” in these days.').waitFor();
      expect(on.search()).toBe('?site=shop&page=sessions&range=30d&search=form_error');
    });

    it('lead to what happened in one: gaps, trouble and steps of funnels', async () => {
      await on.open('?site=shop&page=sessions&funnel=buy');
      await on.page.locator('tr[data-session]').first().getByRole('link').first().click();
      await on.page.getByText(sessionSentence(TIMELINE)).waitFor();
      expect(on.asked('/sessions/')[0]).toContain('/sessions/djE6MTc2Mzc2MDAwMDAwMA ->');
      expect(await on.page.locator('[data-event]').count()).toBe(TIMELINE.events.length);
      const entry = (id: string) => on.page.locator(`[data-event="${id}"]`);
      expect(await entry('e-400-form_error').textContent()).toContain(messages.signals.form_error);
      expect(await entry('e-260-add_to_cart').textContent()).toContain(
        'From product to purchase 2: Put into the cart',
      );
      expect(await entry('e-330-begin_checkout').textContent()).toContain(messages.session.notCounted);
      await on.page.getByText(messages.session.pause('4 min 5 s')).waitFor();
      await on.page.getByRole('link', { name: 'v-3f2a9c' }).click();
      await on.page.getByText(visitorSentence(VISITOR)).waitFor();
      await on.page.getByText('Checkout begun, 3 of 4 steps').waitFor();
      await on.page.goBack();
      await on.page.getByRole('link', { name: messages.session.all }).click();
      await on.page.getByText(/sessions began/).waitFor();
    });

    it('find a visitor whatever its id is made of', async () => {
      await on.open('?site=shop&page=sessions');
      const odd = sessionsOf(new URLSearchParams()).sessions[1]?.visitor_id ?? '';
      await on.page.getByRole('link', { name: odd }).click();
      await ready('visitor.sentence');
      expect(on.asked('/visitors/')[0]).toContain(`/visitors/${encodeURIComponent(odd)} ->`);
    });
  });

  describe('live', () => {
    const state = (name: string) => on.page.locator(`.report-head [data-state="${name}"]`).waitFor();

    it('shows what comes as it comes, with what each funnel gains', async () => {
      await on.open('?site=shop&page=live');
      await state('live');
      const expected = {
        'live.funnel.buy.entered': '260',
        'live.funnel.buy.converted': '11',
        'live.funnel.sign-up.entered': messages.livePage.computing,
        'live.page./p/42': '4',
        'live.sentence': messages.livePage.sentence('17', '61', false),
      };
      expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
      const [buy, ...others] = liveOf().funnels;
      if (buy === undefined) throw new Error('no funnel');
      on.stage.tell(liveOf({ visitors_5m: 1, funnels: [{ ...buy, entered: 263 }, ...others] }));
      await on.page.getByText('1 visitor is active now').waitFor();
      await on.page.getByRole('cell', { name: '+3', exact: true }).waitFor();
    });

    it('says when it is stale, and comes back', async () => {
      await on.open('?site=shop&page=live');
      await state('live');
      on.stage.scene.failure = {
        on: '/live',
        problem: { type: 'about:blank', title: 'Too many listeners', status: 429, code: 'too_many' },
      };
      on.stage.hangUp();
      await state('lost');
      await expect
        .poll(
          async () => {
            await on.page.clock.runFor(1_000);
            return on.page.getByText('Too many listeners').count();
          },
          { timeout: 15_000 },
        )
        .toBe(1);
      await on.page.getByText(/these figures are old/).waitFor();
      on.stage.scene.failure = undefined;
      await expect
        .poll(
          async () => {
            await on.page.clock.runFor(5_000);
            return on.page.locator('.report-head [data-state="live"]').count();
          },
          { timeout: 15_000 },
        )
        .toBe(1);
    });

    it('notices silence, and asks again', async () => {
      let asked = 0;
      on.page.on('request', (request) => {
        if (request.url().endsWith('/live')) asked++;
      });
      await on.open('?site=shop&page=live');
      await state('live');
      expect(asked).toBe(1);
      await on.page.clock.runFor(20_000);
      on.stage.tell(undefined);
      await expect
        .poll(
          async () => {
            await on.page.clock.runFor(2_000);
            return asked;
          },
          { timeout: 15_000 },
        )
        .toBeGreaterThan(1);
      await state('live');
    });

    it('rests while nobody looks', async () => {
      await on.open('?site=shop&page=live');
      await state('live');
      const hide = (hidden: boolean) =>
        on.page.evaluate((value) => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        }, hidden);
      await hide(true);
      await state('paused');
      await expect.poll(() => on.stage.tell(undefined), { timeout: 10_000 }).toBe(0);
      await hide(false);
      await state('live');
    });
  });

  describe('the first visit', () => {
    it('leads from the line over the first event to a first funnel', async () => {
      on.stage.scene.funnels = [];
      on.stage.scene.answers['GET /sites/S/funnels/suggestion'] = () => NO_SUGGESTION;
      on.stage.scene.quality = () => qualityOf({ received: 0, stored: 0, in_flight: 0 });
      await on.open('?site=shop');
      await on.heading(messages.first.begin('shop'));
      expect(on.search()).toBe('?site=shop&page=site');
      await on.page.getByText(messages.first.waiting).waitFor();
      expect(await violationsOf(on.page)).toEqual([]);
      on.stage.scene.quality = () => qualityOf({ received: 3, stored: 3 });
      await on.page.clock.runFor(6_000);
      await on.page.getByText(messages.first.seen).waitFor();
      await on.page.getByText(NO_SUGGESTION.reason).waitFor();
      on.stage.scene.answers['GET /sites/S/funnels/suggestion'] = () => SUGGESTION;
      await on.page.clock.runFor(6_000);
      await ready('suggestion.2.visitors');
      const expected = {
        'suggestion.1.events': '311',
        'suggestion.2.visitors': '11',
        'suggestion.reason': SUGGESTION.reason,
      };
      expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
      expect(await violationsOf(on.page)).toEqual([]);
      await on.page.getByRole('button', { name: messages.first.store('Purchase path') }).click();
      await on.heading('Purchase path');
      expect(on.search()).toBe('?site=shop&funnel=purchase-path');
      expect(on.stage.bodies[0]).toEqual(SUGGESTION.funnel);
    });

    it('is over where there are funnels', async () => {
      on.stage.scene.funnels = [BUY, SIGN_UP];
      await on.open('?site=shop&page=site');
      await on.page.getByRole('link', { name: 'From product to purchase' }).waitFor();
      expect(on.asked('/suggestion')).toEqual([]);
    });
  });

  describe('for everybody', () => {
    const views = [
      ['paths', '?site=shop&page=paths&start=page:/cart', 'paths.n2.n6'],
      ['a session', '?site=shop&page=sessions&session=djE&funnel=buy', 'session.sentence'],
      ['a visitor', '?site=shop&page=sessions&visitor=v-1', 'visitor.sentence'],
      ['the overview', '?site=shop&metric=bounce', 'products.42.buy_rate'],
    ] as const;

    it.each(
      views.flatMap((view) => (['light', 'dark'] as const).map((scheme) => [...view, scheme] as const)),
    )('axe finds nothing wrong with %s (%s, %s) in %s', async (_, search, figure, colorScheme) => {
      await on.page.emulateMedia({ colorScheme });
      await on.open(search);
      await ready(figure);
      await on.page.waitForLoadState('networkidle');
      expect(await violationsOf(on.page)).toEqual([]);
    });

    it.each(
      views.flatMap(([, search, figure]) => [320, 390].map((width) => [search, width, figure] as const)),
    )('nothing of %s sticks out at a width of %i', async (search, width, figure) => {
      await on.page.setViewportSize({ width, height: 900 });
      await on.open(search);
      await ready(figure);
      await on.page.waitForLoadState('networkidle');
      expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });

    it('says of a session that is not there what the API says', async () => {
      on.stage.scene.failure = {
        on: '/sessions/',
        problem: { type: 'about:blank', title: 'No such session', status: 404, code: 'not_found' },
      };
      await on.open('?site=shop&page=sessions&session=gone');
      await on.page.getByRole('alert').getByText('No such session').waitFor();
    });
  });
});
