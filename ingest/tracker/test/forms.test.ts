import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTests } from './browser-tests';
import type { Stage } from './stage';

const FORM = `<form id="join" name="joining" action="/next">
  <input name="mail" type="email"><input name="word" type="password"><select name="plan">
  <option>a<option>b</select><input type="hidden" name="token" value="secret">
  <textarea name="note" data-polku-ignore></textarea><button>Go</button></form>`;

const html = (stage: Stage, body: string) =>
  `<!doctype html>${stage.tag('data-site="shop" data-modules="forms"')}<body>${body}
   <a href="/next">Away</a>`;

const open = async (stage: Stage, body = FORM): Promise<Page> => {
  stage.pages['/'] = html(stage, body);
  const page = await stage.visit('/');
  await stage.until('module', () => stage.loaded.includes('/polku-forms.js'));
  await stage.mark(page);
  return page;
};

/** Somebody who takes his time in a field. */
const linger = (page: Page, millis: number) =>
  page.evaluate((time) => new Promise((done) => setTimeout(done, time)), millis);

const fieldsOf = (props: Record<string, unknown>) =>
  JSON.parse(props.fields as string) as Record<string, number>;

browserTests('forms', (test) => {
  test('formThatIsLeftTellsHowFarPeopleGotAndNothingTheyTyped', async (stage) => {
    const page = await open(stage);
    await page.fill('[name=mail]', 'secret@mail.example');
    await linger(page, 300);
    await page.focus('[name=word]');
    await page.keyboard.type('secret');
    await page.fill('textarea', 'secret');
    await page.focus('[name=plan]');
    await page.click('a');
    const { props, url } = await stage.event('form_abandon');
    expect(url).toBe(stage.at('/'));
    expect(props).toEqual({
      form_id: 'join',
      form_name: 'joining',
      form_destination: stage.at('/next'),
      last_field: 'plan',
      last_field_type: 'select-one',
      seconds: expect.any(Number),
      fields: expect.any(String),
      page: stage.at('/'),
    });
    expect(props.seconds).toBeGreaterThanOrEqual(0.3);
    const fields = fieldsOf(props);
    expect(Object.keys(fields)).toEqual(['mail', 'plan']);
    expect(fields.mail).toBeGreaterThanOrEqual(290);
    await stage.event('page_view', 2);
    await stage.mark(page);
    expect(stage.named('form_abandon')).toHaveLength(1);
    expect(JSON.stringify(stage.received)).not.toContain('secret');
  });

  test('submittedFormTellsTheSameAndIsNotAbandoned', async (stage) => {
    const page = await open(stage);
    await page.fill('[name=mail]', 'jane@mail.example');
    await page.selectOption('[name=plan]', 'b');
    await page.click('button');
    const { props } = await stage.event('form_submit');
    expect(props).toMatchObject({ form_id: 'join', last_field: 'plan' });
    expect(props.seconds).toEqual(expect.any(Number));
    expect(fieldsOf(props)).toHaveProperty('mail');
    await stage.event('page_view', 2);
    await stage.mark(page);
    expect(stage.named('form_abandon')).toEqual([]);
  });

  test('whoOnlyLooksAtAFormHasNotAbandonedIt', async (stage) => {
    const page = await open(stage);
    await page.focus('[name=mail]');
    await page.focus('[name=plan]');
    await page.click('a');
    await stage.event('page_view', 2);
    await stage.mark(page);
    expect(stage.named('form_abandon')).toEqual([]);
  });

  test('formThatTheBrowserRefusesAndIsLeftIsAbandoned', async (stage) => {
    const page = await open(stage);
    await page.fill('[name=mail]', 'no address');
    await page.click('button');
    await stage.event('form_error');
    await page.click('a');
    await stage.event('form_abandon');
    expect(stage.named('form_submit')).toEqual([]);
  });

  test('formThatAScriptSendsByItselfIsNotAbandoned', async (stage) => {
    const page = await open(stage);
    await page.fill('[name=mail]', 'jane@mail.example');
    await page.evaluate(() => document.forms[0].submit());
    await stage.event('page_view', 2);
    await stage.mark(page);
    expect(stage.named('form_abandon')).toEqual([]);
  });

  test('formThatASinglePageAppTakesAwayIsAbandonedOnItsPage', async (stage) => {
    const page = await open(stage);
    await page.fill('[name=mail]', 'jane@mail.example');
    await page.evaluate(() => {
      history.pushState(null, '', '/elsewhere');
      document.forms[0].remove();
    });
    expect((await stage.event('form_abandon')).props).toMatchObject({
      form_id: 'join',
      last_field: 'mail',
      page: stage.at('/'),
    });
  });

  test('formThatAFrameworkMakesAnewIsTheSameAndItsSubmitEndsIt', async (stage) => {
    const page = await open(stage, `<div id="app">${FORM}</div>`);
    await page.fill('[name=mail]', 'jane@mail.example');
    await page.evaluate((form) => {
      document.querySelector('#app')!.innerHTML = form;
      document.addEventListener('submit', (event) => {
        event.preventDefault();
        (event.target as Element).remove();
      });
    }, FORM);
    await page.click('button');
    expect((await stage.event('form_submit')).props).toMatchObject({ last_field: 'mail' });
    await page.click('a');
    await stage.event('page_view', 2);
    await stage.mark(page);
    expect(stage.named('form_abandon')).toEqual([]);
  });

  test('pageInTheBackForwardCacheTellsOnceAndBeginsAnew', async (stage) => {
    const page = await open(stage);
    await page.fill('[name=mail]', 'jane@mail.example');
    await page.click('a');
    await stage.event('form_abandon');
    await stage.event('page_view', 2);
    await page.goBack({ waitUntil: 'commit' });
    const back = await stage.event('page_view', 3);
    await page.selectOption('[name=plan]', 'b');
    await page.click('a');
    const again = await stage.event('form_abandon', 2);
    expect(again.pv).toBe(back.pv);
    expect(again.props.last_field).toBe('plan');
    expect(fieldsOf(again.props)).not.toHaveProperty('mail');
  });

  test('whatIsToldIsNeverLongerThanTheIntakeTakes', async (stage) => {
    const fields = Array.from(
      { length: 40 },
      (_, i) => `<input name="${'field'.repeat(8)}${i}">`,
    ).join('');
    const page = await open(stage, `<form id="long">${fields}</form>`);
    await page.evaluate(() => {
      for (const field of document.querySelectorAll('input')) {
        field.focus();
      }
    });
    await page.keyboard.type('x');
    await page.click('a');
    const { props } = await stage.event('form_abandon');
    expect((props.fields as string).length).toBeLessThanOrEqual(1_000);
    expect(Object.keys(fieldsOf(props)).length).toBeGreaterThan(10);
    expect(Object.keys(fieldsOf(props)).length).toBeLessThanOrEqual(30);
  });
});
