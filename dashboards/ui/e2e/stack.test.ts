import type { Browser, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openBrowser, openTab } from '../fixtures/browser';
import {
  overviewFigures,
  qualityFigures,
  reportFigures,
  shownFigures,
  siteFigures,
  type Figures,
} from '../fixtures/figures';
import { POLICY } from '../fixtures/policy';
import { PAGES } from '../src/address/view';
import type {
  ChannelReport,
  FunnelList,
  FunnelReport,
  Overview,
  ProductReport,
  Quality,
  SearchTermReport,
  SiteList,
} from '../src/api/types';
import { subjectOf } from '../src/api/types';
import { messages } from '../src/words/messages';
import { reportSentence } from '../src/words/sentences';

/**
 * The pages against a running stack: every figure on the screen is the API's.
 *
 * POLKU_E2E_URL where the pages are, POLKU_E2E_TOKEN the bearer token; and, where the stack has several,
 * POLKU_E2E_SITE, POLKU_E2E_FUNNEL, POLKU_E2E_BREAKDOWN (a dimension, `device` by default), POLKU_E2E_FROM and
 * POLKU_E2E_TO (days, half-open; all time by default).
 */
const { POLKU_E2E_URL: url = '', POLKU_E2E_TOKEN: token = '' } = process.env;
const { POLKU_E2E_SITE, POLKU_E2E_FUNNEL, POLKU_E2E_FROM, POLKU_E2E_TO } = process.env;
const breakdown = process.env.POLKU_E2E_BREAKDOWN ?? 'device';

describe.skipIf(url === '' || token === '' || CHROMIUM === undefined)(
  'the pages on a running stack (POLKU_E2E_URL, POLKU_E2E_TOKEN)',
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser.close());

    const base = url.replace(/\/+$/, '');
    const ask = async <T>(path: string): Promise<T> => {
      const response = await fetch(`${base}${path}`, { headers: { Authorization: `Bearer ${token}` } });
      expect(response.status, path).toBe(200);
      return (await response.json()) as T;
    };

    it('show the figures that the API gives', async () => {
      const site = POLKU_E2E_SITE ?? (await ask<SiteList>('/api/v1/sites')).sites[0]?.site ?? '';
      const { funnels } = await ask<FunnelList>(`/api/v1/sites/${site}/funnels`);
      const funnel = funnels.find(({ id }) => POLKU_E2E_FUNNEL === undefined || id === POLKU_E2E_FUNNEL);
      if (funnel === undefined) throw new Error(`site ${site} has no funnel ${POLKU_E2E_FUNNEL ?? ''}`);
      const { id, definition } = funnel;
      const days =
        POLKU_E2E_FROM === undefined || POLKU_E2E_TO === undefined
          ? 'range=all'
          : `from=${POLKU_E2E_FROM}&to=${POLKU_E2E_TO}`;

      // While events flow the figures move; so the screen is compared with what the page was last answered.
      const tab = await openTab(browser);
      const answered = new Map<string, { address: string; body: unknown }>();
      const take = async (response: Response) => {
        const address = response.url();
        const kind = /\/(report|overview|quality|channels|search-terms|products)(?=\?|$)/.exec(address)?.[1];
        // The suggestions of the form have an overview of their own; the form is closed here.
        if (kind === undefined || response.status() !== 200) return;
        answered.set(kind, { address, body: await response.json() });
      };
      tab.page.on('response', (response) => void take(response).catch(() => undefined));
      await tab.page.goto(`${base}/?site=${site}&funnel=${id}&${days}&breakdown=${breakdown}#token=${token}`);
      await tab.page.locator('[data-figure="steps.1.entered"]').waitFor();
      expect(tab.page.url()).not.toContain(token);

      const last = (kind: string) => answered.get(kind)?.body;
      const settled = (expected: () => Figures | undefined) =>
        expect
          .poll(
            async () => {
              const wanted = expected();
              if (wanted === undefined) return 'no answers yet';
              const shown = await shownFigures(tab.page, Object.keys(wanted));
              return Object.keys(wanted).filter((name) => wanted[name] !== shown[name]);
            },
            { timeout: 30_000, interval: 200 },
          )
          .toEqual([]);

      await settled(() => {
        const report = last('report') as FunnelReport | undefined;
        return (
          report && { ...reportFigures(report), sentence: reportSentence(report, subjectOf(definition)) }
        );
      });

      await tab.page
        .getByRole('navigation', { name: messages.pages.label })
        .getByRole('link', { name: messages.pages.names.overview })
        .click();
      await settled(() => {
        const overview = last('overview') as Overview | undefined;
        const quality = last('quality') as Quality | undefined;
        const channels = last('channels') as ChannelReport | undefined;
        const terms = last('search-terms') as SearchTermReport | undefined;
        const products = last('products') as ProductReport | undefined;
        return (
          overview &&
          quality &&
          channels &&
          terms &&
          products && {
            ...overviewFigures(overview),
            ...siteFigures(overview, channels, terms, products),
            ...qualityFigures(quality),
          }
        );
      });

      // And what the page was answered is what anybody is answered, as long as nothing new was stored meanwhile.
      const reported = answered.get('report') as { address: string; body: FunnelReport };
      const own = await ask<FunnelReport>(reported.address.slice(base.length));
      if (own.data_version === reported.body.data_version && own.source === reported.body.source) {
        expect(own.steps.map(({ entered }) => entered)).toEqual(
          reported.body.steps.map(({ entered }) => entered),
        );
      }
      expect(reported.body.steps.map(({ name }) => name)).toHaveLength(definition.steps.length);
      expect(tab.complaints).toEqual([]);
      await tab.close();
    });

    it('complain of nothing on any page, under the policy that they are served with', async () => {
      const served = await fetch(`${base}/`);
      expect(served.headers.get('content-security-policy')?.split('; ')).toEqual(POLICY);
      const site = POLKU_E2E_SITE ?? (await ask<SiteList>('/api/v1/sites')).sites[0]?.site ?? '';
      const tab = await openTab(browser);
      await tab.page.goto(`${base}/?site=${site}#token=${token}`);
      for (const page of PAGES) {
        await tab.page.goto(`${base}/?site=${site}&page=${page}`);
        await tab.page
          .getByRole('navigation', { name: messages.pages.label })
          .locator('a[aria-current="page"]', { hasText: messages.pages.names[page] })
          .waitFor();
        await tab.page.getByRole('heading').first().waitFor();
        await expect
          .poll(() => tab.page.getByRole('status', { name: messages.loading }).count(), { timeout: 30_000 })
          .toBe(0);
        expect(tab.complaints, page).toEqual([]);
      }
      await tab.close();
    });

    it('refuse a wrong token in words', async () => {
      const tab = await openTab(browser);
      await tab.page.goto(`${base}/#token=certainly-wrong`);
      await tab.page.getByRole('alert').waitFor();
      await tab.close();
    });
  },
);
