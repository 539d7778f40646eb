import { expect } from 'vitest';
import { browserTests } from './browser-tests';
import { browse } from './stage';

const UUID7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

browserTests('page views', (test) => {
  test('fullLoadSendsOnePageViewAsTheContractSays', async (stage) => {
    const page = await stage.visit('/p/42?utm_source=mail&email=jane@mail.example#top');
    await stage.event('page_view');
    const mark = await stage.mark(page);

    const [request] = stage.received;
    expect(request).toMatchObject({ method: 'POST', contentType: 'text/plain' });
    expect(request.body).toMatchObject({
      site: 'shop',
      visitor_id: expect.stringMatching(UUID7),
      user_id: null,
      context: { device: 'desktop', language: 'en-US', tracker: 'web/0.1.0' },
    });
    expect(request.body.context.screen).toMatch(/^\d+x\d+$/);
    expect(request.body.context.time_zone).not.toBe('');
    expect(Math.abs(request.body.sent_at - Date.now())).toBeLessThan(10_000);

    const [view] = request.body.events;
    expect(view).toMatchObject({
      id: expect.stringMatching(UUID7),
      name: 'page_view',
      pv: expect.stringMatching(UUID7),
      seq: 1,
      url: stage.at('/p/42?utm_source=mail'),
      referrer: '',
      title: 'Shop /p/42',
      props: {},
    });
    expect(Math.abs(view.time - Date.now())).toBeLessThan(10_000);
    expect(mark).toMatchObject({ pv: view.pv, seq: 2 });
    expect(stage.sent).toHaveLength(2);
    expect(stage.received.every(({ method }) => method === 'POST')).toBe(true);
  });

  test('nextPageNamesThePageBeforeIt', async (stage) => {
    const page = await stage.visit('/first');
    const first = await stage.mark(page);
    await page.goto(stage.at('/second'), { referer: stage.at('/first?secret=1') });
    const second = await stage.event('page_view', 2);
    expect(second.prev).toMatchObject({ pv: first.pv, seq: first.seq });
    expect(second.referrer).toBe(stage.at('/first'));
    expect(second.pv).not.toBe(first.pv);
  });

  test('reloadIsAPageViewOfItsOwn', async (stage) => {
    const page = await stage.visit('/');
    await stage.event('page_view');
    await page.reload();
    await stage.mark(page);
    expect(stage.named('page_view')).toHaveLength(2);
  });

  test('pushStateIsAPageViewWithThePageBeforeAsReferrerAndItsOwnTitle', async (stage) => {
    const page = await stage.visit('/a?utm_source=mail');
    await stage.event('page_view');
    await page.evaluate(() => {
      history.pushState(null, '', '/b');
      document.title = 'B';
      history.pushState(null, '', '/c');
      document.title = 'C';
    });
    await stage.mark(page);
    expect(stage.named('page_view')).toMatchObject([
      { url: stage.at('/a?utm_source=mail'), title: 'Shop /a', seq: 1 },
      { url: stage.at('/b'), referrer: stage.at('/a?utm_source=mail'), title: 'B', seq: 1 },
      { url: stage.at('/c'), referrer: stage.at('/b'), title: 'C', seq: 1 },
    ]);
  });

  test('backInASinglePageAppIsAPageView', async (stage) => {
    const page = await stage.visit('/a');
    await page.evaluate(() => history.pushState(null, '', '/b'));
    await stage.event('page_view', 2);
    await page.goBack();
    expect(await stage.event('page_view', 3)).toMatchObject({
      url: stage.at('/a'),
      referrer: stage.at('/b'),
    });
  });

  test('sameAddressOrOtherFragmentSendsNothing', async (stage) => {
    const page = await stage.visit('/a?x=1');
    await stage.event('page_view');
    await page.evaluate(() => {
      history.replaceState({ some: 'state' }, '');
      history.replaceState(null, '', '/a?x=1');
      history.pushState(null, '', '#part');
      location.hash = 'other';
    });
    const mark = await stage.mark(page);
    expect(mark.seq).toBe(2);
    expect(stage.sent.map(({ name }) => name)).toEqual(['page_view', mark.name]);
  });

  test('replaceStateWithAnotherQueryIsAPageView', async (stage) => {
    const page = await stage.visit('/a?x=1');
    await page.evaluate(() => history.replaceState(null, '', '/a?x=2'));
    await stage.event('page_view', 2);
  });

  test('fragmentIsThePageForHashRouters', async (stage) => {
    stage.pages['/'] = `<title>App</title>${stage.tag('data-site="shop" data-hash')}`;
    const page = await stage.visit('/#/home');
    await page.evaluate(() => {
      location.hash = '#/cart';
    });
    expect(await stage.event('page_view', 2)).toMatchObject({
      url: stage.at('/#/cart'),
      referrer: stage.at('/#/home'),
    });
  });

  test('pageCallStartsAPageView', async (stage) => {
    const page = await stage.visit('/a');
    await page.evaluate(() => window.polku!('page', { step: 2 }));
    expect(await stage.event('page_view', 2)).toMatchObject({ seq: 1, props: { step: 2 } });
  });

  test('backForwardCacheRestoreIsAPageView', async (stage) => {
    const page = await stage.visit('/a');
    await stage.event('page_view');
    await page.evaluate(() => {
      (window as unknown as { alive: boolean }).alive = true;
    });
    await page.click('a');
    await stage.event('page_view', 2);
    await page.goBack({ waitUntil: 'commit' });
    const third = await stage.event('page_view', 3);
    expect(await page.evaluate(() => (window as unknown as { alive: boolean }).alive)).toBe(true);
    expect(third).toMatchObject({ url: stage.at('/a'), referrer: stage.at('/next'), seq: 1 });
    await stage.mark(page);
    expect(stage.named('page_view')).toHaveLength(3);
  });

  test('prerenderedPageSendsNothingUntilItIsShown', async (stage) => {
    // Chromium does not prerender under a debugger, so these pages play without one: the first
    // waits at /go until the prerendered one has asked for /parsed, and then goes there.
    stage.pages['/'] = `<title>Start</title>${stage.tag()}
      <script type="speculationrules">
        {"prerender": [{"urls": ["/soon"], "eagerness": "immediate"}]}
      </script>
      <script>fetch('/go').then(() => (location.href = '/soon'))</script>`;
    stage.pages['/soon'] = `<title>Soon</title>${stage.tag()}
      <script>
        window.polku = window.polku || function () { (polku.q = polku.q || []).push(arguments) };
        polku('parsed', {prerendering: document.prerendering});
        addEventListener('load', () => fetch('/parsed'));
      </script>`;
    stage.gates['/go'] = stage.until('prerendered page', () => stage.asked.includes('/parsed'));
    const end = browse(stage.at('/'));
    try {
      await stage.gates['/go'];
      expect(stage.sent.filter(({ url }) => url.endsWith('/soon'))).toEqual([]);
      const parsed = await stage.event('parsed');
      expect(parsed.props).toEqual({ prerendering: true });
      expect(stage.named('page_view')).toMatchObject([
        { url: stage.at('/') },
        { url: stage.at('/soon'), title: 'Soon', pv: parsed.pv, seq: 1 },
      ]);
    } finally {
      await end();
    }
  });
});
