import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { NOW } from '../fixtures/answers';
import { openBrowser, openTab, type Tab } from '../fixtures/browser';
import { TOKEN, openStage, type Scene, type Stage } from '../fixtures/server';

/** A stage and a tab for each test of a file; afterwards the page must have complained of nothing. */
export interface Play {
  readonly page: Page;
  readonly stage: Stage;
  /** Opens the view that the query part names, logged in, at the time of the answers. */
  open: (search: string) => Promise<void>;
  heading: (name: string) => Promise<void>;
  search: () => string;
  /** The requests so far to addresses with the text in them. */
  asked: (text: string) => string[];
}

/** Call in a describe block, before its tests. */
export function play(change: () => Partial<Scene> = () => ({})): Play {
  let browser: Browser;
  let stage: Stage;
  let tab: Tab;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stage = await openStage(change());
    tab = await openTab(browser);
  });
  afterEach(async () => {
    const { complaints } = tab;
    await tab.close();
    await stage.close();
    expect(complaints).toEqual([]);
  });
  return {
    get page() {
      return tab.page;
    },
    get stage() {
      return stage;
    },
    open: async (search) => {
      await tab.page.clock.install({ time: NOW });
      await tab.page.goto(`${stage.url}/${search}#token=${TOKEN}`);
    },
    heading: (name) => tab.page.getByRole('heading', { name, exact: true }).waitFor(),
    search: () => new URL(tab.page.url()).search,
    asked: (text) => stage.log.filter((line) => line.includes(text)),
  };
}
