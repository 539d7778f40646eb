import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser-tests';
import { browse, type Stage } from './stage';

const LINKS = 'data-site="shop" data-modules="links"';
const ALL = `${LINKS} data-views="all"`;

/** What was told as seen, in words that tests read easily. */
const seen = (stage: Stage) =>
  stage.named('link_view').map(({ element }) => element!.link || element!.text);

/** A link that can be told by its name, somewhere on the page. */
const link = (name: string, style = '') =>
  `<a data-polku-link="${name}" href="/next" style="display:block;${style}">${name}</a>`;

/** A box of 200 px of which so much is above the lower edge of the viewport. */
const cut = (name: string, share: number, left: number) =>
  link(
    name,
    `position:absolute;width:100px;height:200px;left:${left}px;top:calc(100vh - ${share * 200}px)`,
  );

const frames = (page: Page) =>
  page.evaluate(
    () =>
      new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))),
      ),
  );

browserTests('exposures', (test) => {
  test('halfInViewIsSeenLessIsNot', async (stage) => {
    stage.pages['/'] = `<!doctype html><body style="margin:0">${stage.tag()}
      ${cut('less', 0.48, 0)}${cut('more', 0.52, 200)}`;
    const page = await stage.visit('/');
    await stage.event('link_view');
    await stage.mark(page);
    expect(seen(stage)).toEqual(['more']);
  });

  test.each([0.8, 1.25, 2.625])('halfIsHalfAtDeviceScale%s', async (stage, scale) => {
    stage.pages['/'] = `<!doctype html><body style="margin:0">${stage.tag()}
      ${cut('less', 0.48, 0)}${cut('more', 0.52, 200)}`;
    const page = await stage.context.newPage();
    const devtools = await stage.context.newCDPSession(page);
    await devtools.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(1280 / scale),
      height: Math.round(720 / scale),
      deviceScaleFactor: scale,
      mobile: false,
    });
    await page.goto(stage.at('/'));
    await stage.event('link_view');
    await stage.mark(page);
    expect(seen(stage)).toEqual(['more']);
  });

  test('zoomInPutsLinksOutOfViewAndZoomOutBringsThemBack', async (stage) => {
    stage.pages['/'] = `<!doctype html><html style="zoom:2"><body style="margin:0">${stage.tag()}
      ${link('first', 'height:100px')}<div style="height:400px"></div>${link('second', 'height:100px')}`;
    const page = await stage.visit('/');
    await stage.event('link_view');
    await stage.mark(page);
    expect(seen(stage)).toEqual(['first']);
    await page.evaluate(() => (document.documentElement.style.zoom = '1'));
    await stage.event('link_view', 2);
    expect(seen(stage)).toEqual(['first', 'second']);
  });

  test('whoeverScrollsPastFastHasNotSeenIt', async (stage) => {
    stage.pages['/'] = `<!doctype html><body style="margin:0">${stage.tag()}
      <div style="height:2000px"></div>${link('passed')}
      <div style="height:2000px"></div>${link('end')}<div style="height:2000px"></div>`;
    const page = await stage.visit('/');
    await stage.until('module', () => stage.loaded.includes('/polku-auto.js'));
    await stage.mark(page);
    const from = Date.now();
    for (const y of [1700, 1800, 1900]) {
      await page.evaluate((top) => scrollTo(0, top), y);
      await frames(page);
    }
    await page.evaluate(() => scrollTo(0, 3800));
    const millis = Date.now() - from;
    await stage.event('link_view');
    await stage.mark(page);
    // A machine that stood still in between has shown it for a second.
    expect(seen(stage)).toEqual(millis < 1_000 ? ['end'] : expect.arrayContaining(['end']));
    await page.evaluate(() => scrollTo(0, 1800));
    await stage.until('back', () => seen(stage).includes('passed'));
    await page.evaluate(() => scrollTo(0, 3800));
    await stage.mark(page);
    expect(seen(stage).filter((name) => name === 'end')).toHaveLength(1);
  });

  test('tabInTheBackgroundShowsNothingUntilItIsLookedAt', async (stage) => {
    // Under a debugger no tab is ever hidden, so these pages play by themselves.
    stage.pages['/'] = `<!doctype html>${stage.tag()}<body><script>
      fetch('/go').then(() => {
        document.body.insertAdjacentHTML('beforeend', '${link('first')}');
        open('/other');
      });</script>`;
    stage.pages['/other'] = `<!doctype html>${stage.tag()}${link('second')}
      <script>fetch('/close').then(() => close())</script>`;
    stage.gates['/go'] = stage.event('page_view');
    let close = () => {};
    stage.gates['/close'] = new Promise<void>((done) => (close = done));
    const end = browse(stage.at('/'));
    try {
      await stage.event('link_view');
      expect(seen(stage)).toEqual(['second']);
      close();
      await stage.event('link_view', 2);
      expect(seen(stage)).toEqual(['second', 'first']);
    } finally {
      await end();
    }
  });

  test('twoTabsCountEachForItself', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag()}${link('top')}`;
    await stage.visit('/');
    await stage.visit('/');
    await stage.event('link_view', 2);
    expect(new Set(stage.named('link_view').map(({ pv }) => pv)).size).toBe(2);
  });

  test('returnFromTheBackForwardCacheCountsAgain', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag()}${link('top')}`;
    const page = await stage.visit('/');
    await stage.event('link_view');
    await page.evaluate(() => {
      (window as unknown as { alive: boolean }).alive = true;
    });
    await page.click('a');
    await stage.event('page_view', 2);
    await page.goBack({ waitUntil: 'commit' });
    const back = await stage.event('page_view', 3);
    const again = await stage.event('link_view', 2);
    expect(await page.evaluate(() => (window as unknown as { alive: boolean }).alive)).toBe(true);
    expect(again.pv).toBe(back.pv);
    expect(again.time - back.time).toBeGreaterThanOrEqual(1_000);
    await stage.mark(page);
    expect(seen(stage)).toEqual(['top', 'top']);
  });

  test('navigationInASinglePageAppCountsAgainWhatStaysInView', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag()}${link('menu')}`;
    const page = await stage.visit('/');
    await stage.event('link_view');
    await page.evaluate(() => history.pushState(null, '', '/next'));
    const view = await stage.event('page_view', 2);
    const again = await stage.event('link_view', 2);
    expect(again).toMatchObject({ pv: view.pv, url: stage.at('/next') });
    expect(again.time - view.time).toBeGreaterThanOrEqual(1_000);
    await page.evaluate(() => window.polku!('page'));
    expect((await stage.event('link_view', 3)).pv).toBe(stage.named('page_view')[2].pv);
  });

  test('whatAStyleHidesIsSeenOnceItShows', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag()}
      ${link('shown')}${link('faded', 'opacity:0')}${link('hidden', 'visibility:hidden')}`;
    const page = await stage.visit('/');
    await stage.event('link_view');
    await stage.mark(page);
    expect(seen(stage)).toEqual(['shown']);
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('a')) {
        element.style.cssText = 'display:block';
      }
    });
    await stage.event('link_view', 3);
    expect(seen(stage).sort()).toEqual(['faded', 'hidden', 'shown']);
  });

  test('linkThatAFrameworkMakesAnewIsSeenOnceAndAnotherInItsPlaceAgain', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag()}<div id="app">${link('old')}</div>`;
    const page = await stage.visit('/');
    await stage.event('link_view');
    const render = (name: string) =>
      page.evaluate((html) => {
        document.querySelector('#app')!.innerHTML = html;
      }, link(name));
    await render('old');
    await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), link('a'));
    await stage.event('link_view', 2);
    await render('new');
    await stage.event('link_view', 3);
    // Filled anew without being replaced.
    await page.evaluate(() => (document.querySelector('#app a')!.textContent = 'Other words'));
    await stage.event('link_view', 4);
    expect(seen(stage)).toEqual(['old', 'a', 'new', 'new']);
    expect(stage.named('link_view')[3].element!.text).toBe('Other words');
  });

  test('linksInOpenShadowTreesAreSeenAndClickedAndToldApart', async (stage) => {
    stage.pages['/'] = `<!doctype html>${stage.tag(ALL)}
      <x-card id="shoe"></x-card><x-card id="boot"></x-card>
      <div data-polku-link="late"><x-late></x-late></div>
      <div data-polku-ignore><x-card></x-card></div>
      <script>
        customElements.define('x-card', class extends HTMLElement {
          constructor() {
            super();
            this.attachShadow({mode: 'open'}).innerHTML = '<x-price></x-price>';
          }
        });
        customElements.define('x-price', class extends HTMLElement {
          constructor() {
            super();
            this.attachShadow({mode: 'open'}).innerHTML =
              '<button id="buy" data-polku-link="buy">Buy</button>';
          }
        });
      </script>`;
    const told = (name: string) =>
      stage.named(name).map(({ element }) => `${element!.link} ${element!.selector}`);
    const page = await stage.visit('/');
    await stage.event('link_view', 2);
    await page.evaluate(() => {
      customElements.define(
        'x-late',
        class extends HTMLElement {
          constructor() {
            super();
            this.attachShadow({ mode: 'open' }).innerHTML = '<button>More</button>';
          }
        },
      );
    });
    await stage.until('late', () => told('link_view').find((each) => each.includes('x-late')));
    await page.click('#shoe button');
    await page.click('#boot button');
    await page.click('x-late button');
    await stage.mark(page);
    const expected = ['buy #shoe>x-price>#buy', 'buy #boot>x-price>#buy'];
    expect(told('click').slice(0, 2)).toEqual(expected);
    expect(
      told('link_view')
        .filter((each) => each.startsWith('buy'))
        .sort(),
    ).toEqual([...expected].sort());
    expect(told('click')[2]).toContain('late ');
    expect(told('link_view')).toContain(told('click')[2]);
  });

  test('declaredLinksAreSeenAndNothingElse', async (stage) => {
    stage.links = [
      { pages: ['/other'], text: 'Elsewhere' },
      { pages: ['/', '/c/*'], href: '/sale/**' },
      { pages: ['/c/**'], selector: '#menu>a.buy', text: 'Buy now' },
      { pages: ['/**'], name: 'hero', href: 'http://*/hero' },
    ];
    const intake = `http://127.0.0.1:${stage.intakePort}`;
    stage.pages['/c/1'] = `<!doctype html>
      <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; script-src ${intake}; connect-src ${intake}">
      ${stage.tag(LINKS)}
      <nav id="menu"><a href="/x" class="buy">Buy now</a><a href="/x">Buy now</a></nav>
      <p><a href="/x" class="buy">Buy now</a> <a href="/sale/a/b?x=1">Sale</a>
      <a href="/sales">Sales</a> <a href="/x">Elsewhere</a></p>
      <div data-polku-link="hero"><a href="/hero">In the hero</a></div>`;
    const page = await stage.visit('/c/1');
    await stage.event('link_view', 4);
    await stage.mark(page);
    expect(
      stage
        .named('link_view')
        .map(({ element }) => `${element!.selector} ${element!.text}`)
        .sort(),
    ).toEqual([
      '#menu>a.buy Buy now',
      // Told for every link with a name in the page.
      'html>body>div In the hero',
      'html>body>div>a In the hero',
      'html>body>p>a Sale',
    ]);
    expect(stage.loaded).toContain('/polku-links.json?site=shop');
  });

  test('linksOfOneAddressAreToldApart', async (stage) => {
    stage.links = [{ pages: ['/'], href: '/sale', selector: '#foot>a' }];
    stage.pages['/'] = `<!doctype html>${stage.tag(LINKS)}
      <div id="head"><a href="/sale">Sale</a></div><div id="foot"><a href="/sale">Sale</a></div>`;
    const page = await stage.visit('/');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await stage.event('link_view');
    await page.click('#head a');
    await page.click('#foot a');
    await stage.mark(page);
    const selectors = (name: string) => stage.named(name).map(({ element }) => element!.selector);
    expect(selectors('link_view')).toEqual(['#foot>a']);
    expect(selectors('click')).toEqual(['#head>a', '#foot>a']);
  });

  test('declaredLinksAreAskedForBesideTheScriptElseWhereEventsGo', async (stage) => {
    stage.links = [{ pages: ['/**'], href: '/next' }];
    const intake = `http://127.0.0.1:${stage.intakePort}`;
    stage.pages['/renamed'] = `${stage.tag(LINKS, 'renamed.js?v=1')}<a href="/next">Next</a>`;
    await stage.visit('/renamed');
    await stage.event('link_view');
    expect(stage.loaded).toContain('/renamed-links.json?site=shop');

    stage.pages['/package'] = `<a href="/next">Next</a><script type="module">
      import { init, links } from '${intake}/index.mjs';
      init({ site: 'shop', endpoint: '${intake}', modules: [links] });</script>`;
    await stage.visit('/package');
    await stage.event('link_view', 2);
    expect(stage.loaded.at(-1)).toBe('/polku-links.json?site=shop');
  });

  test('siteWithoutDeclaredLinksTellsNoneAndLosesNothing', async (stage) => {
    stage.pages['/'] = `${stage.tag(LINKS)}<a href="/next">Next</a>${link('named')}`;
    const page = await stage.visit('/');
    await stage.until('asked', () => stage.loaded.includes('/polku-links.json?site=shop'));
    await stage.event('link_view');
    await stage.mark(page);
    expect(seen(stage)).toEqual(['named']);
  });

  test('everythingThatCanBeClickedIsSeenWhereThatIsAsked', async (stage) => {
    stage.pages['/'] = `${stage.tag(ALL)}<a href="/next">Next</a><button>Press</button>
      ${link('named')}<a>No link</a><span role="button">Span</span>
      <div data-polku-ignore><button>Private</button></div>`;
    const page = await stage.visit('/');
    await stage.event('link_view', 4);
    await stage.mark(page);
    expect(seen(stage).sort()).toEqual(['Next', 'Press', 'Span', 'named']);
    expect(stage.loaded.filter((path) => path.includes('json'))).toEqual([]);
  });
});
