import { expect } from 'vitest';
import { browserTests } from './browser-tests';

browserTests('clicks', (test) => {
  test('clickOnALinkArrivesAlthoughThePageIsLeftAtOnce', async (stage) => {
    stage.pages['/'] = `<title>Home</title>${stage.tag()}<nav id="menu"><ul class="main-menu"><li>
       <a class="css-1x9 nav-link" href="/next?utm_source=x&token=1">
         Next   <b>page</b></a></li></ul></nav>`;
    const page = await stage.visit('/');
    await page.click('a');
    const click = await stage.event('click');
    expect(click).toMatchObject({
      url: stage.at('/'),
      seq: 2,
      props: {},
      element: {
        tag: 'a',
        text: 'Next page',
        href: stage.at('/next?utm_source=x'),
        id: '',
        selector: '#menu>ul.main-menu>li>a.nav-link',
      },
    });
    await stage.event('page_view', 2);
    await stage.mark(page);
    expect(stage.counted.map(({ name }) => name).slice(0, 3)).toEqual([
      'page_view',
      'click',
      'page_view',
    ]);
  });

  test('clickBeforeASlowAnswerIsNeitherLostNorCountedTwice', async (stage) => {
    const page = await stage.visit('/');
    await stage.event('page_view');
    let release = () => {};
    stage.hold = new Promise((done) => (release = done));
    await page.click('a');
    await page.waitForURL('**/next');
    stage.hold = undefined;
    await stage.mark(page);
    release();
    expect(stage.named('click')).toHaveLength(1);
    expect(stage.named('page_view')).toHaveLength(2);
  });

  test('clicksBeforeTheirModuleHasComeAreToldOnceItIsThere', async (stage) => {
    let come = () => {};
    stage.gates['/polku-auto.js'] = new Promise<void>((done) => (come = done));
    stage.pages['/'] = `${stage.tag()}<button data-polku-event="asked">Ask</button>`;
    const page = await stage.context.newPage();
    await page.goto(stage.at('/'), { waitUntil: 'domcontentloaded' });
    await page.click('button');
    await stage.mark(page);
    expect(stage.named('click')).toEqual([]);
    come();
    await stage.event('asked');
    await stage.mark(page);
    expect(stage.named('click')).toMatchObject([{ element: { text: 'Ask' } }]);
  });

  test('buttonsAndMarkedElementsAreClickedOthersAreNot', async (stage) => {
    stage.pages['/'] = `${stage.tag()}<p>text</p>
      <button id="buy">Buy</button>
      <span role="button" aria-label="More">+</span>
      <form onsubmit="return false"><input type="submit" value="secret"></form>
      <div data-polku-link="hero"><img alt=""><i>Hero</i></div>
      <div data-polku-ignore><button id="private">Private</button></div>
      <a id="here" href="#part">jump</a>`;
    const page = await stage.visit('/');
    for (const target of [
      'p',
      '#buy i, #buy',
      'span',
      '[type=submit]',
      'div i',
      '#private',
      '#here',
    ]) {
      await page.click(target);
    }
    await stage.mark(page);
    expect(stage.named('click').map(({ element }) => element)).toMatchObject([
      { tag: 'button', text: 'Buy', id: 'buy', href: '', selector: '#buy' },
      { tag: 'span', text: 'More' },
      { tag: 'input', text: '' },
      { tag: 'div', text: 'Hero', link: 'hero' },
      { tag: 'a', text: 'jump', id: 'here' },
    ]);
  });

  test('linkInsideAMarkedElementCarriesItsName', async (stage) => {
    stage.pages['/'] =
      `${stage.tag()}<div data-polku-link="banner"><a href="mailto:jane@mail.example">Mail</a></div>`;
    const page = await stage.visit('/');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.click('a');
    expect((await stage.event('click')).element).toMatchObject({
      tag: 'a',
      href: 'mailto:',
      link: 'banner',
    });
  });

  test('middleClickOpensLinksRightClickDoesNot', async (stage) => {
    const page = await stage.visit('/');
    await page.click('a', { button: 'right' });
    await page.click('h1', { button: 'middle' });
    await page.click('a', { button: 'middle' });
    await stage.mark(page);
    expect(stage.named('click').filter(({ url }) => url === stage.at('/'))).toHaveLength(1);
  });

  test('clickInsideAShadowTreeIsSeen', async (stage) => {
    stage.pages['/'] = `${stage.tag()}<x-card></x-card><script>
      document.querySelector('x-card').attachShadow({mode: 'open'}).innerHTML =
        '<button class="add-to-cart">Add</button>'</script>`;
    const page = await stage.visit('/');
    await page.click('x-card button');
    expect((await stage.event('click')).element).toMatchObject({
      text: 'Add',
      selector: 'html>body>x-card>button.add-to-cart',
    });
  });

  test('textIsShortAndNeverFromFormFields', async (stage) => {
    stage.pages['/'] = `${stage.tag()}
      <button>${'long '.repeat(60)}</button>
      <div data-polku-link="box"><b>Your note</b><textarea>private</textarea></div>
      <div data-polku-link="editor"><b>Edit</b><p contenteditable>private</p></div>`;
    const page = await stage.visit('/');
    await page.click('button');
    await page.fill('textarea', 'also private');
    await page.click('[data-polku-link=box] b');
    await page.click('[data-polku-link=editor] b');
    await stage.mark(page);
    const texts = stage.named('click').map(({ element }) => element!.text);
    expect(texts[0]).toHaveLength(100);
    expect(texts.slice(1).every((text) => text === '')).toBe(true);
    expect(JSON.stringify(stage.received)).not.toContain('private');
  });

  test('declaredEventCarriesItsPropertiesAndECommerceFields', async (stage) => {
    stage.pages['/'] = `${stage.tag()}
      <button data-polku-event="add_to_cart" data-polku-prop-item-list="top"
        data-polku-prop-value="9.5" data-polku-prop-currency="EUR">Add</button>`;
    const page = await stage.visit('/');
    await page.click('button');
    expect(await stage.event('add_to_cart')).toMatchObject({
      props: { item_list: 'top' },
      value: 9.5,
      currency: 'EUR',
      element: { tag: 'button', text: 'Add' },
    });
    expect(stage.named('click')).toHaveLength(1);
  });

  test('declaredFormSendsOnSubmitOnly', async (stage) => {
    stage.pages['/'] = `${stage.tag()}
      <form action="/next" data-polku-event="sign_up" data-polku-prop-plan="free">
        <label for="mail">Mail</label><input id="mail" name="id" value="jane@mail.example">
        <button>Go</button></form>`;
    const page = await stage.visit('/');
    await page.click('#mail');
    await page.click('button');
    const event = await stage.event('sign_up');
    expect(event).toMatchObject({ props: { plan: 'free' }, element: { tag: 'form', text: '' } });
    await page.waitForURL('**/next**');
    await stage.mark(page);
    expect(stage.named('sign_up')).toHaveLength(1);
    expect(JSON.stringify(stage.received)).not.toContain('jane');
  });
});
