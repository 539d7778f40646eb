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
});
