import { expect } from 'vitest';
import { browserTests } from './browser-tests';
import type { Stage } from './stage';

const using = (stage: Stage, modules: string): string =>
  stage.tag(`data-site="shop" data-modules="${modules}"`);

const propsOf = (stage: Stage, name: string) => stage.named(name).map(({ props }) => props);

browserTests('modules', (test) => {
  test('onlyWhatIsUsedIsLoaded', async (stage) => {
    const page = await stage.visit('/');
    await stage.mark(page);
    expect(stage.loaded).toEqual(['/polku.js', '/polku-auto.js']);
  });

  test('everythingCanBeRenamed', async (stage) => {
    stage.pages['/'] = `${stage.tag(
      'data-site="shop" data-prefix="x7" data-path="/note" data-modules="errors"',
      'renamed.js?v=1',
    )}<button data-x7-event="asked" data-x7-prop-a-b="1">Ask</button>`;
    const page = await stage.visit('/');
    await page.click('button');
    expect((await stage.event('asked')).props).toEqual({ a_b: '1' });
    expect(stage.loaded).toEqual(['/renamed.js', '/renamed-auto.js', '/renamed-errors.js']);
    expect(new Set(stage.received.map(({ path }) => path))).toEqual(new Set(['/note']));
  });

  test('outboundLinksAndDownloadsAreNamed', async (stage) => {
    stage.pages['/'] = `${stage.tag()}
      <a id="out" href="http://elsewhere.example/x?token=1">Out</a>
      <a id="file" href="/files/Price%20list.PDF?token=1">Prices</a>
      <a id="in" href="/next">In</a>
      <script>addEventListener('click', (event) => event.preventDefault())</script>`;
    const page = await stage.visit('/');
    for (const target of ['#out', '#file', '#in']) {
      await page.click(target);
    }
    await stage.mark(page);
    expect(propsOf(stage, 'click')).toEqual([{ outbound: true }, {}, {}]);
    expect(propsOf(stage, 'file_download')).toEqual([
      {
        file_name: 'Price%20list.PDF',
        file_extension: 'pdf',
        link_url: stage.at('/files/Price%20list.PDF'),
      },
    ]);
  });

  test('formTellsStartErrorsAndSubmitAndNothingThatWasTyped', async (stage) => {
    stage.pages['/'] = `${stage.tag()}
      <form id="join" action="/next?token=1"><input name="mail" type="email" required>
      <input name="note"><button>Go</button></form>
      <form data-polku-ignore action="/next"><input id="private"></form>`;
    const page = await stage.visit('/');
    await page.fill('#private', 'secret');
    await page.fill('[name=note]', 'secret');
    await page.fill('[name=mail]', 'secret');
    await page.click('button');
    await page.click('button');
    await page.fill('[name=mail]', 'secret@mail.example');
    await page.click('button');
    await stage.event('form_submit');
    await stage.event('page_view', 2);
    const form = { form_id: 'join', form_destination: stage.at('/next') };
    expect(propsOf(stage, 'form_start')).toEqual([form]);
    expect(propsOf(stage, 'form_error')).toEqual([
      { ...form, field: 'mail', field_type: 'email', reason: 'typeMismatch' },
    ]);
    expect(propsOf(stage, 'form_submit')).toEqual([form]);
    expect(JSON.stringify(stage.received)).not.toContain('secret');
  });

  test('scrollDepthIsToldOnceAPageView', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag()}<div style="height: 4000px"></div>`;
    const page = await stage.visit('/');
    await stage.mark(page);
    expect(stage.named('scroll')).toEqual([]);
    const depth = async (y: number, count: number) => {
      await page.evaluate((top) => scrollTo(0, top), y);
      return (await stage.event('scroll', count)).props;
    };
    expect(await depth(1500, 1)).toEqual({ percent_scrolled: 50 });
    expect(await depth(4000, 2)).toEqual({ percent_scrolled: 90 });
    await page.evaluate(() => scrollTo(0, 0));
    await stage.mark(page);
    expect(stage.named('scroll')).toHaveLength(2);
    await page.evaluate(() => history.pushState(null, '', '/more'));
    expect(await depth(1400, 3)).toEqual({ percent_scrolled: 50 });
  });

  test('declaredLinkIsSeenOnceItWasInViewForASecond', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag()}
      <a data-polku-link="top" href="/sale">Sale</a>
      <div style="height: 4000px"></div><a data-polku-link="end" href="/sale">Sale</a>`;
    const page = await stage.visit('/');
    const seen = await stage.event('link_view');
    expect(seen.element).toMatchObject({ link: 'top', tag: 'a', href: stage.at('/sale') });
    await page.evaluate(() => {
      const late = document.createElement('a');
      late.setAttribute('data-polku-link', 'late');
      late.textContent = 'Late';
      document.body.prepend(late);
    });
    await stage.event('link_view', 2);
    expect(stage.named('link_view').map(({ element }) => element!.link)).toEqual(['top', 'late']);
  });

  test('webVitalsAreToldWhenThePageIsLeft', async (stage) => {
    stage.pages['/'] = `${using(stage, 'vitals')}<h1>Shop</h1><button>Press</button>`;
    const page = await stage.visit('/');
    await stage.until('paint', () =>
      stage.named('web_vital').find(({ props }) => props.metric === 'FCP'),
    );
    await page.click('button');
    await page.goto(stage.at('/next'));
    await stage.until('largest paint', () =>
      stage.named('web_vital').find(({ props }) => props.metric === 'LCP'),
    );
    for (const { props, url } of stage.named('web_vital')) {
      expect(props).toMatchObject({ rating: expect.any(String), page: stage.at('/') });
      expect(props.value).toEqual(expect.any(Number));
      expect(url).toBe(stage.at('/'));
    }
  });

  test('errorsOfScriptsAreToldWithoutWhatMayBePersonal', async (stage) => {
    stage.pages['/'] = using(stage, 'errors');
    const page = await stage.visit('/');
    await stage.until('module', () => stage.loaded.includes('/polku-errors.js'));
    await stage.mark(page);
    await page.evaluate(() => {
      for (let i = 0; i < 3; i++) {
        setTimeout(() => {
          throw new Error('no jane@mail.example at http://shop.example/x?token=1');
        });
      }
      void Promise.reject(new Error('order 123456789'));
    });
    await stage.event('js_error', 2);
    await stage.mark(page);
    expect(
      propsOf(stage, 'js_error')
        .map(({ message }) => message)
        .sort(),
    ).toEqual(['Uncaught Error: no …@… at http://shop.example/x', 'order …']);
  });

  test('pageThatSpeaksGa4NeedsOneLine', async (stage) => {
    stage.pages['/'] = `<script>
        window.dataLayer = window.dataLayer || [];
        function gtag() { dataLayer.push(arguments); }
        gtag('js', new Date());
        gtag('config', 'G-1', {user_id: 'u1'});
        dataLayer.push({event: 'view_item', ecommerce: {currency: 'EUR', value: 5,
          items: [{item_id: 'a', price: 5}]}});
      </script>${using(stage, 'datalayer')}`;
    const page = await stage.visit('/');
    expect(await stage.event('view_item')).toMatchObject({
      value: 5,
      currency: 'EUR',
      items: [{ item_id: 'a', price: 5 }],
    });
    expect(stage.received.at(-1)!.body.user_id).toBe('u1');
    await page.evaluate(() => {
      const { dataLayer, gtag } = window as unknown as {
        dataLayer: object[];
        gtag: (...given: unknown[]) => void;
      };
      dataLayer.push({ event: 'gtm.click' }, { event: 'cookie_banner' }, { ecommerce: null });
      gtag('event', 'page_view', { page_title: 'again' });
      gtag('event', 'add_to_cart', {
        send_to: 'G-1',
        currency: 'EUR',
        value: 10,
        items: [{ id: 'b', name: 'Boot', quantity: 2, price: 5 }],
      });
      dataLayer.push({ ecommerce: { items: [{ item_id: 'c' }] } });
      dataLayer.push({ event: 'begin_checkout' });
      for (let i = 0; i < 2; i++) {
        gtag('event', 'purchase', { transaction_id: 't1', value: '10.5', currency: 'EUR' });
      }
    });
    expect(await stage.event('add_to_cart')).toMatchObject({
      props: {},
      value: 10,
      items: [{ item_id: 'b', item_name: 'Boot', quantity: 2, price: 5 }],
    });
    expect((await stage.event('begin_checkout')).items).toEqual([{ item_id: 'c' }]);
    expect(await stage.event('purchase')).toMatchObject({
      value: 10.5,
      props: { transaction_id: 't1' },
    });
    await stage.mark(page);
    const names = stage.counted.map(({ name }) => name).filter((name) => !name.startsWith('mark'));
    expect(names.sort()).toEqual([
      'add_to_cart',
      'begin_checkout',
      'identify',
      'page_view',
      'purchase',
      'view_item',
    ]);
  });

  test('packageTracksWithoutAScriptTag', async (stage) => {
    const intake = `http://127.0.0.1:${stage.intakePort}`;
    stage.pages['/'] = `<button data-polku-event="asked">Ask</button><script type="module">
      import { init, errors } from '${intake}/index.mjs';
      const polku = init({ site: 'shop', endpoint: '${intake}', modules: [errors] });
      polku('ready');
      setTimeout(() => { throw new Error('oops') });
    </script>`;
    const page = await stage.visit('/');
    await stage.event('ready');
    await page.click('button');
    await stage.event('asked');
    await stage.event('js_error');
    expect(stage.named('page_view')).toHaveLength(1);
    expect(stage.loaded).toEqual(['/index.mjs']);
    await page.evaluate(() => window.polku!('consent', 'denied'));
    await page.waitForFunction(() => localStorage['polku_consent']);
  });
});
