import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { NOW, firstHour, qualityOf } from '../fixtures/answers';
import { CHROMIUM, openBrowser, openTab } from '../fixtures/browser';
import { TOKEN, openStage, type Stage } from '../fixtures/server';

/** Pictures to look at, in the folder that POLKU_SCREENSHOTS names. */
const folder = process.env.POLKU_SCREENSHOTS;

describe.skipIf(folder === undefined || CHROMIUM === undefined)('pictures to look at', () => {
  let browser: Browser;
  let stage: Stage;
  beforeAll(async () => {
    mkdirSync(folder ?? '', { recursive: true });
    browser = await openBrowser();
    stage = await openStage();
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
  });

  const cases = [
    ['overview', '?site=shop&range=30d', 390, 'light'],
    ['overview', '?site=shop&range=30d', 1280, 'light'],
    ['overview', '?site=shop&metric=conversion', 1280, 'dark'],
    ['overview', '?site=shop&range=30d', 1920, 'light'],
    ['paths', '?site=shop&page=paths&start=page:/cart', 390, 'light'],
    ['paths', '?site=shop&page=paths&start=page:/cart', 1280, 'light'],
    ['paths', '?site=shop&page=paths&start=page:/cart', 1920, 'dark'],
    ['sessions', '?site=shop&page=sessions', 390, 'dark'],
    ['sessions', '?site=shop&page=sessions', 1280, 'light'],
    ['session', '?site=shop&page=sessions&session=djE&funnel=buy', 390, 'light'],
    ['session', '?site=shop&page=sessions&session=djE&funnel=buy', 1280, 'light'],
    ['visitor', '?site=shop&page=sessions&visitor=v-3f2a9c', 1280, 'light'],
    ['live', '?site=shop&page=live', 390, 'dark'],
    ['live', '?site=shop&page=live', 1280, 'light'],
    ['setup', '?site=shop&page=site', 1280, 'light'],
    ['report', '?site=shop&funnel=buy&breakdown=device&range=30d', 390, 'light'],
    ['report', '?site=shop&funnel=buy&breakdown=device&range=30d', 1280, 'light'],
    ['report', '?site=shop&funnel=buy&breakdown=device', 1280, 'dark'],
    ['report', '?site=shop&funnel=buy&breakdown=device&range=30d', 1920, 'light'],
    ['form', '?site=shop&funnel=buy&edit=1', 1280, 'light'],
    ['form', '?site=shop&funnel=buy&edit=1', 390, 'dark'],
    ['step', '?site=shop&funnel=buy&step=2&state=dropped', 390, 'light'],
    ['step', '?site=shop&funnel=buy&step=2&state=dropped', 1280, 'dark'],
    ['step', '?site=shop&funnel=buy&step=2&state=dropped', 1920, 'light'],
    ['compared', '?site=shop&funnel=buy&compare=previous&segment=loyal', 390, 'dark'],
    ['compared', '?site=shop&funnel=buy&compare=previous&segment=loyal', 1280, 'light'],
    ['compared', '?site=shop&funnel=buy&compare=previous&segment=loyal', 1920, 'dark'],
    ['form', '?site=shop&funnel=buy&edit=1', 1920, 'light'],
    ['links', '?site=shop&page=links', 390, 'light'],
    ['links', '?site=shop&page=links', 1280, 'dark'],
    ['findings', '?site=shop&page=findings', 390, 'dark'],
    ['findings', '?site=shop&page=findings', 1280, 'light'],
    ['forms', '?site=shop&page=forms', 390, 'light'],
    ['forms', '?site=shop&page=forms', 1280, 'dark'],
    ['unknown', '?site=shop&funnel=gone', 1280, 'light'],
  ] as const;

  it.each(cases)('%s %s %i %s', async (name, search, width, colorScheme) => {
    const tab = await openTab(browser, { colorScheme, viewport: { width, height: 900 } });
    await tab.page.clock.setFixedTime(NOW);
    await tab.page.goto(`${stage.url}/${search}#token=${TOKEN}`);
    // A live stream never ends.
    if (name === 'live') await tab.page.locator('[data-figure="live.sentence"]').waitFor();
    else await tab.page.waitForLoadState('networkidle');
    await tab.page.waitForTimeout(300);
    await tab.page.screenshot({
      path: `${folder ?? ''}/${name}-${width}-${colorScheme}.png`,
      fullPage: true,
    });
    await tab.close();
  });

  it('a busy first hour', async () => {
    stage.scene.report = () => firstHour();
    const tab = await openTab(browser, { colorScheme: 'dark', viewport: { width: 1280, height: 900 } });
    await tab.page.clock.setFixedTime(NOW);
    await tab.page.goto(`${stage.url}/?site=shop&funnel=buy&range=today&breakdown=device#token=${TOKEN}`);
    await tab.page.waitForLoadState('networkidle');
    await tab.page
      .locator('.chart')
      .first()
      .hover({ position: { x: 30, y: 36 } });
    await tab.page.waitForTimeout(300);
    await tab.page.screenshot({ path: `${folder ?? ''}/first-hour.png`, fullPage: true });
    await tab.close();
  });

  it('the first steps', async () => {
    const tab = await openTab(browser);
    const shot = (name: string) => tab.page.screenshot({ path: `${folder ?? ''}/${name}.png` });
    await tab.page.goto(stage.url);
    await shot('login');
    stage.scene.sites = [];
    await tab.page.goto(`${stage.url}/#token=${TOKEN}`);
    await tab.page.waitForLoadState('networkidle');
    await shot('no-site');
    stage.scene.sites = (await openStage()).scene.sites;
    stage.scene.quality = () =>
      qualityOf({
        received: 0,
        stored: 0,
        accepted: 0,
        duplicates: 0,
        rejected: 0,
        rejected_by_code: {},
        in_flight: 0,
        late: 0,
      });
    await tab.page.goto(`${stage.url}/?site=shop`);
    await tab.page.waitForLoadState('networkidle');
    await shot('no-events');
    await tab.close();
  });
});
