import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser-tests';
import type { Stage } from './stage';

const TAG = 'data-site="shop" data-modules="friction" data-rage="3,800" data-dead="1200"';

const open = async (stage: Stage, body: string, path = '/', tag = TAG): Promise<Page> => {
  const [address] = path.split('#');
  // Boxes in boxes, as pages have them, so that what is beside them is not near.
  stage.pages[address] = `<!doctype html>${stage.tag(tag)}<body>
    <main><section><div><div id="case">${body}</div></div></section></main>
    <footer><div><div><div><button id="dead" style="position:fixed;right:0;bottom:0">Nothing
    </button></div></div></div></footer>`;
  const page = await stage.visit(path);
  await stage.until('module', () => stage.loaded.includes('/polku-friction.js'));
  await stage.mark(page);
  return page;
};

const ids = (stage: Stage, name: string) => stage.named(name).map(({ element }) => element!.id);

const thrice = (selector: string) => (page: Page) => page.click(selector, { clickCount: 3 });
const once = (selector: string) => (page: Page) => page.click(selector);

interface Case {
  what: string;
  body: string;
  act: (page: Page) => Promise<unknown>;
  path?: string;
  toString(): string;
}

const named = (cases: Omit<Case, 'toString'>[]): Case[] =>
  cases.map((each) => ({ ...each, toString: () => each.what }));

const FINE = named([
  {
    what: 'DoubleClickToSelectAWord',
    body: '<p>Some words</p>',
    act: (page) => page.dblclick('p'),
  },
  { what: 'TripleClickToSelectAParagraph', body: '<p>Some words</p>', act: thrice('p') },
  {
    what: 'StepperOfAField',
    body: `<input id="n" value="1"><button id="more" onclick="n.value++">+</button>`,
    act: thrice('#more'),
  },
  {
    what: 'StepperOfAText',
    body: `<b id="n">1</b><button id="more" onclick="n.textContent++">+</button>`,
    act: thrice('#more'),
  },
  {
    what: 'Carousel',
    body: `<ul id="slides" style="transition:transform .3s"><li>1<li>2<li>3</ul>
      <button id="next" onclick="x=(window.x||0)+1;slides.style.transform='translateX('+-9*x+'px)'">›
      </button>`,
    act: thrice('#next'),
  },
  {
    what: 'Paging',
    body: `<ol id="rows"><li>1</ol><button id="next" onclick="setTimeout(() => {
      rows.innerHTML = '<li>' + Math.random() })">Next</button>`,
    act: async (page) => {
      for (let i = 0; i < 3; i++) {
        const before = await page.textContent('#rows');
        await page.click('#next');
        await page.waitForFunction(
          (text) => document.querySelector('#rows')!.textContent !== text,
          before,
          { polling: 20 },
        );
      }
    },
  },
  {
    what: 'Download',
    body: '<a id="file" href="/files/prices.pdf" download>Prices</a>',
    act: once('#file'),
  },
  {
    what: 'DownloadMadeByAScript',
    body: `<button id="file" onclick="const a = document.createElement('a');
      a.href = window.URL.createObjectURL(new Blob(['x'])); a.download = 'x.txt'; a.click()">Save</button>`,
    act: once('#file'),
  },
  {
    what: 'NewTab',
    body: '<a id="out" href="/next" target="_blank">Out</a>',
    act: (page) => Promise.all([page.waitForEvent('popup'), page.click('#out')]),
  },
  {
    what: 'NewTabByAScript',
    body: `<button id="out" onclick="window.open('/next')">Out</button>`,
    act: (page) => Promise.all([page.waitForEvent('popup'), page.click('#out')]),
  },
  {
    what: 'Details',
    body: '<details><summary id="more">More</summary>Text</details>',
    act: thrice('summary'),
  },
  {
    what: 'Checkbox',
    body: '<label id="label"><input type="checkbox"> <i>Yes</i></label>',
    act: thrice('#label i'),
  },
  {
    what: 'LabelOfAField',
    body: '<label id="label" for="mail">Mail</label><input id="mail">',
    act: thrice('#label'),
  },
  {
    what: 'Scroll',
    body: `<button id="down" onclick="window.scrollBy(0, 50)">Down</button>
      <p style="height:3000px"></p>`,
    act: once('#down'),
  },
  {
    what: 'ScrollOfABox',
    body: `<div id="box" style="height:50px;overflow:auto"><p style="height:500px">x</div>
      <button id="down" onclick="box.scrollTop += 50">Down</button>`,
    act: once('#down'),
  },
  {
    what: 'Focus',
    body: `<input id="mail"><button id="go" onclick="mail.focus()">Go</button>`,
    act: once('#go'),
  },
  {
    what: 'Selection',
    body: `<pre id="code">code</pre>
      <button id="all" onclick="getSelection().selectAllChildren(code)">All</button>`,
    act: once('#all'),
  },
  {
    what: 'Canvas',
    body: `<canvas id="map"></canvas><button id="zoom"
      onclick="map.getContext('2d').fillRect(0, 0, 9, 9)">Zoom</button>`,
    act: thrice('#zoom'),
  },
  {
    what: 'Video',
    body: `<video id="film"></video><button id="mute"
      onclick="film.muted = !film.muted">Mute</button>`,
    act: once('#mute'),
  },
  {
    what: 'Target',
    body: `<style>#part{display:none} #part:target{display:block}</style>
      <a id="open" href="#part">Open</a><p id="part">Part</p>`,
    act: once('#open'),
  },
  {
    what: 'SameAnchorAgain',
    body: '<a id="open" href="#part">Open</a><p id="part">Part</p>',
    act: once('#open'),
    path: '/#part',
  },
  {
    what: 'MenuOfCssAlone',
    body: `<style>ul{display:none;position:absolute} div:focus-within>ul{display:block}</style>
      <div><button id="menu">Menu</button><ul><li>Item</ul></div>`,
    act: once('#menu'),
  },
  {
    what: 'MenuThatOpensOnPress',
    body: `<button id="menu" onpointerdown="items.hidden = false">Menu</button>
      <ul id="items" hidden><li>Item</ul>`,
    act: once('#menu'),
  },
  {
    what: 'SlowAnswerThatShowsItIsBusy',
    body: `<button id="buy" onclick="this.classList.add('busy')">Buy</button>`,
    act: once('#buy'),
  },
  {
    what: 'SlowPage',
    body: '<a id="slow" href="/slow">Slow</a>',
    act: (page) => page.click('#slow', { noWaitAfter: true }),
  },
  {
    what: 'SlowPageByAScript',
    body: `<button id="slow" onclick="location.assign('/slow')">Slow</button>`,
    act: (page) => page.click('#slow', { noWaitAfter: true }),
  },
  {
    what: 'CopyButton',
    body: `<button id="copy" onclick="navigator.clipboard ? navigator.clipboard.writeText('x')
      : 0">Copy</button>`,
    act: once('#copy'),
  },
  {
    what: 'CopyButtonOfOld',
    body: `<button id="copy" onclick="document.execCommand('copy')">Copy</button><p id="p">x</p>`,
    act: once('#copy'),
  },
  {
    what: 'FormThatTheBrowserRefuses',
    body: '<form><input required><button id="go">Go</button></form>',
    act: once('#go'),
  },
  { what: 'Dialog', body: `<button id="ask" onclick="alert('x')">Ask</button>`, act: once('#ask') },
  {
    what: 'ComponentThatChangesItself',
    body: `<x-count></x-count><script>customElements.define('x-count', class extends HTMLElement {
      constructor() {
        super();
        const root = this.attachShadow({mode: 'open'});
        root.innerHTML = '<button id="count">0</button>';
        root.firstChild.onclick = ({target}) => target.textContent++;
      }})</script>`,
    act: thrice('x-count button'),
  },
  {
    what: 'ComponentThatAnotherAnswers',
    body: `<x-cart></x-cart><button id="add">Add</button><script>
      const root = document.querySelector('x-cart').attachShadow({mode: 'open'});
      root.innerHTML = '<b>0</b>';
      add.onclick = () => root.firstChild.textContent++;</script>`,
    act: thrice('#add'),
  },
]);

const ANNOYING = named([
  { what: 'Button', body: '<button id="it">Buy</button>', act: thrice('#it') },
  { what: 'RoleButton', body: '<span role="button" id="it">Buy</span>', act: thrice('#it') },
  {
    what: 'LinkToNothing',
    body: '<a id="it" href="#">Buy</a>',
    act: thrice('#it'),
  },
  {
    what: 'LinkThatAScriptHolds',
    body: '<a id="it" href="/next" onclick="return false">Buy</a>',
    act: thrice('#it'),
  },
  {
    what: 'ButtonOnAPageWithAClock',
    body: `<b id="clock">0</b><button id="it">Buy</button>
      <script>setInterval(() => clock.textContent++, 50)</script>`,
    act: async (page) => {
      await page.waitForFunction(() => +document.querySelector('#clock')!.textContent! > 60);
      await page.click('#it', { clickCount: 3 });
    },
  },
  {
    what: 'ButtonAfterAFieldWasLeft',
    body: '<input id="mail"><button id="it">Buy</button>',
    act: async (page) => {
      await page.fill('#mail', 'x');
      await page.click('#it', { clickCount: 3 });
    },
  },
  {
    what: 'ButtonThatLooksPressed',
    body: `<style>button{transition:transform .1s} button:active{transform:scale(.9)}</style>
      <button id="it" onpointerdown="this.className='down'" onpointerup="this.className=''">Buy`,
    act: async (page) => {
      await page.click('#it');
      await page.click('#it');
      await page.click('#it');
    },
  },
  {
    what: 'ButtonInAComponent',
    body: `<x-buy></x-buy><script>document.querySelector('x-buy')
      .attachShadow({mode: 'open'}).innerHTML = '<button id="it">Buy</button>'</script>`,
    act: thrice('x-buy button'),
  },
]);

browserTests('friction', (test) => {
  test.each(FINE)('noFriction%s', async (stage, { body, act, path }) => {
    const page = await open(stage, body, path);
    let away = () => {};
    stage.gates['/slow'] = new Promise<void>((done) => (away = done));
    const { x, y, width, height } = (await page.locator('#dead').boundingBox())!;
    await act(page);
    await page.bringToFront();
    // Its time is over after that of what was done before. By the mouse, as nothing is waited for.
    await page.mouse.click(x + width / 2, y + height / 2);
    await stage.event('dead_click');
    expect(ids(stage, 'dead_click')).toEqual(['dead']);
    expect(ids(stage, 'rage_click')).toEqual([]);
    away();
  });

  test.each(ANNOYING)('friction%s', async (stage, { body, act }) => {
    const page = await open(stage, body);
    await act(page);
    await stage.event('rage_click');
    await stage.event('dead_click', 3);
    await stage.mark(page);
    expect(ids(stage, 'rage_click')).toEqual(['it']);
    expect(new Set(ids(stage, 'dead_click'))).toEqual(new Set(['it']));
  });

  test('clicksThatAreAnsweredTooLateAreRage', async (stage) => {
    const page = await open(
      stage,
      `<button id="it" onclick="setTimeout(() => this.textContent += '!', 3000)">Buy</button>`,
    );
    await page.click('#it', { clickCount: 3 });
    await stage.event('rage_click');
  });

  test('whatFrictionIsCanBeSetAndNonsenseIsSaid', async (stage) => {
    stage.pages['/other'] = `<!doctype html>${stage.tag(
      'data-site="shop" data-modules="friction" data-rage="few" data-dead="0"',
    )}`;
    const page = await open(
      stage,
      '<button id="it">Buy</button>',
      '/',
      TAG.replace('3,800', '2,400,5').replace('1200', '0'),
    );
    await page.dblclick('#it');
    await stage.event('rage_click');
    await stage.mark(page);
    expect(stage.named('dead_click')).toEqual([]);
    const other = await stage.context.newPage();
    const [message] = await Promise.all([
      other.waitForEvent('console'),
      other.goto(stage.at('/other')),
    ]);
    expect(message.text()).toBe('polku data-rage: few (expected: such as 3,1000,30)');
  });
});
