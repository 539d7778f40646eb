import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser-tests';

browserTests('privacy', (test) => {
  test.each(['globalPrivacyControl', 'doNotTrack'])(
    '%sSendsNothingAndKeepsNothing',
    async (stage, signal) => {
      const page = await stage.context.newPage();
      await page.clock.install();
      await page.addInitScript((name) => {
        Object.defineProperty(navigator, name, { value: name === 'doNotTrack' ? '1' : true });
      }, signal);
      await page.goto(stage.at('/'));
      await page.evaluate(() => {
        window.polku!('event');
        window.polku!('identify', 'u1');
        history.pushState(null, '', '/elsewhere');
      });
      await page.clock.runFor(60_000);
      await page.click('a');
      await page.waitForURL('**/next');
      await page.clock.runFor(60_000);
      const kept = await page.evaluate(() => [
        document.cookie,
        localStorage.length,
        sessionStorage.length,
      ]);
      expect(kept).toEqual(['', 0, 0]);
      expect(await stage.context.cookies()).toEqual([]);

      // Whatever that page had sent would have come before this.
      const other = await stage.visit('/other');
      await stage.mark(other);
      expect(new Set(stage.sent.map(({ url }) => url))).toEqual(new Set([stage.at('/other')]));
    },
  );

  test('visitorIsTheSameOnAllHostsOfTheShop', async (stage) => {
    const page = await stage.visit('/', 'www.shop.example');
    await stage.event('page_view');
    await page.goto(stage.at('/', 'checkout.shop.example'));
    await stage.event('page_view', 2);
    const visitors = stage.received.map(({ body }) => body.visitor_id);
    expect(new Set(visitors).size).toBe(1);

    const [cookie, ...others] = await stage.context.cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({
      name: 'polku_vid',
      value: visitors[0],
      domain: '.shop.example',
      path: '/',
      sameSite: 'Lax',
    });
    const days = (cookie.expires * 1_000 - Date.now()) / 864e5;
    expect(days).toBeGreaterThan(390);
    expect(days).toBeLessThan(396);
  });

  test('visitorIsForgottenThirteenMonthsAfterTheFirstVisit', async (stage) => {
    const old = (Date.now() - 400 * 864e5).toString(16).padStart(12, '0');
    const value = `${old.slice(0, 8)}-${old.slice(8)}-7000-8000-000000000000`;
    await stage.context.addCookies([{ name: 'polku_vid', value, url: stage.at('/') }]);
    await stage.visit('/');
    await stage.event('page_view');
    expect(stage.received[0].body.visitor_id).not.toBe(value);
  });

  test('visitorIsKeptInStorageWhereCookiesAreBlocked', async (stage) => {
    await stage.context.addInitScript(() => {
      Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} });
    });
    const page = await stage.visit('/');
    await stage.mark(page);
    await page.reload();
    await stage.mark(page);
    expect(new Set(stage.received.map(({ body }) => body.visitor_id)).size).toBe(1);
  });

  test('queryParametersAreSentOnlyFromTheAllowList', async (stage) => {
    stage.pages['/'] = stage.tag('data-site="shop" data-query-params="q,page"');
    await stage.visit('/?q=red+shoe&token=1&gclid=a&utm_term=b%20c&page=2&qq=3');
    expect((await stage.event('page_view')).url).toBe(
      stage.at('/?q=red+shoe&gclid=a&utm_term=b%20c&page=2'),
    );
  });

  const keptIn = (page: Page): Promise<string[]> =>
    page.evaluate(() => [
      ...document.cookie.split('; ').filter((cookie) => cookie),
      ...Object.keys(localStorage),
      ...Object.keys(sessionStorage),
    ]);

  test('nothingIsSentOrKeptUntilConsentIsGrantedThenNothingIsMissing', async (stage) => {
    stage.pages['/'] = `${stage.tag('data-site="shop" data-consent="required"')}
      <button>Buy</button>`;
    stage.pages['/other'] = stage.pages['/'];
    const page = await stage.visit('/');
    await page.waitForFunction(() => window.polku?.use);
    await page.click('button');
    await page.evaluate(() => window.polku!('early'));
    const other = await stage.visit('/blank');
    expect(await keptIn(page)).toEqual([]);
    expect(stage.received).toEqual([]);
    await other.close();

    await page.evaluate(() => window.polku!('consent', 'granted'));
    const consent = await stage.event('consent');
    expect(consent.props).toEqual({ answer: 'granted' });
    const names = stage.sent.map(({ name }) => name).sort();
    expect(names).toEqual(['click', 'consent', 'early', 'page_view']);
    const [{ body }] = stage.received;
    expect(body.context.consent).toBe('granted');
    expect(body.visitor_id).toMatch(/^[\da-f-]{36}$/);
    expect(new Set(stage.received.map((each) => each.body.visitor_id)).size).toBe(1);

    await page.goto(stage.at('/other'));
    await stage.event('page_view', 2);
    expect(stage.received.at(-1)!.body.visitor_id).toBe(body.visitor_id);
  });

  test('refusedConsentDropsWhatWaitsAndForgetsTheVisitor', async (stage) => {
    const page = await stage.visit('/');
    await stage.event('page_view');
    expect(await keptIn(page)).not.toEqual([]);
    await page.evaluate(() => {
      window.polku!('dropped');
      window.polku!('consent', 'denied');
    });
    await page.waitForFunction(() => localStorage['polku_consent'] === '"denied"');
    expect(await keptIn(page)).toEqual(['polku_consent']);
    await page.evaluate(() => window.polku!('unheard'));
    await page.goto(stage.at('/other'));
    await page.waitForFunction(() => window.polku?.use);
    await page.evaluate(() => window.polku!('unheard'));

    await page.evaluate(() => window.polku!('consent', 'granted'));
    const view = await stage.event('page_view', 2);
    expect(view).toMatchObject({ url: stage.at('/other'), seq: 1 });
    expect(view.prev).toBeUndefined();
    await stage.mark(page);
    expect([...stage.named('dropped'), ...stage.named('unheard')]).toEqual([]);
    const visitors = stage.received.map(({ body }) => body.visitor_id);
    expect(new Set(visitors).size).toBe(2);
  });

  test('ignoredBrowserIsLeftOutUntilItIsNot', async (stage) => {
    const page = await stage.visit('/');
    await stage.event('page_view');
    await page.evaluate(() => window.polku!('ignore'));
    await page.waitForFunction(() => localStorage['polku_consent']);
    await page.goto(stage.at('/mine'));
    await page.waitForFunction(() => window.polku?.use);
    await page.evaluate(() => window.polku!('ignore', false));
    await page.waitForFunction(() => !localStorage['polku_consent']);
    await page.goto(stage.at('/theirs'));
    await stage.mark(page);
    const urls = stage.named('page_view').map(({ url }) => url);
    expect(urls).toContain(stage.at('/theirs'));
    // The page on which counting began again counts, too.
    expect(urls.filter((url) => url === stage.at('/mine')).length).toBeLessThanOrEqual(1);
    expect(stage.named('page_view').filter(({ seq }) => seq !== 1)).toEqual([]);
  });

  test('cookielessModeSendsAndKeepsNothing', async (stage) => {
    stage.pages['/'] = `${stage.tag('data-site="shop" data-cookieless')}<a href="/next">next</a>`;
    stage.pages['/next'] = stage.pages['/'];
    const page = await stage.visit('/');
    await stage.mark(page);
    expect(await keptIn(page)).toEqual([]);
    await page.click('a');
    await stage.event('page_view', 2);
    await stage.event('click');
    await stage.mark(page);
    expect(await keptIn(page)).toEqual([]);
    expect(await stage.context.cookies()).toEqual([]);
    for (const { body } of stage.received) {
      expect(body).toMatchObject({ cookieless: true });
      expect(body.visitor_id).toBeUndefined();
    }
  });

  test('visitorIsKeptFromOneDomainOfTheShopToTheOther', async (stage) => {
    const tag = stage.tag('data-site="shop" data-domains="shop.example, pay.example"');
    stage.pages['/'] = `${tag}<a href="${stage.at('/checkout', 'www.pay.example')}?a=1">Pay</a>`;
    stage.pages['/checkout'] = tag;
    const page = await stage.visit('/', 'shop.example');
    await stage.event('page_view');
    await page.click('a');
    const paying = await stage.event('page_view', 2);
    await stage.mark(page);
    expect(new Set(stage.received.map(({ body }) => body.visitor_id)).size).toBe(1);
    expect(paying.referrer).toBe('');
    expect(page.url()).toBe(stage.at('/checkout?a=1', 'www.pay.example'));
    expect(JSON.stringify(stage.sent)).not.toContain('polku_l');
  });

  test('visitorOfAnOldOrForeignLinkIsNotTakenOver', async (stage) => {
    stage.pages['/'] = stage.tag('data-site="shop" data-domains="shop.example"');
    const visitor = '01900000-0000-7000-8000-000000000000';
    const page = await stage.visit(`/?polku_l=${visitor}.${Date.now().toString(36)}.abc&b=2`);
    await stage.event('page_view');
    expect(stage.received[0].body.visitor_id).not.toBe(visitor);
    expect(page.url()).toBe(stage.at('/?b=2'));
  });

  test('declaredReferrersAreNoSources', async (stage) => {
    stage.pages['/'] = stage.tag('data-site="shop" data-referrers="pay.example"');
    const page = await stage.context.newPage();
    await page.goto(stage.at('/'), { referer: 'http://www.pay.example/done' });
    expect((await stage.event('page_view')).referrer).toBe('');
    await page.goto(stage.at('/'), { referer: 'http://news.example/' });
    expect((await stage.event('page_view', 2)).referrer).toBe('http://news.example/');
  });
});
