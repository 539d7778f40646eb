import type { Browser, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openBrowser, openTab } from '../fixtures/browser';
import { overviewFigures, qualityFigures, reportFigures, shownFigures } from '../fixtures/figures';
import type { FunnelList, FunnelReport, Overview, Quality, SiteList } from '../src/api/types';
import { subjectOf } from '../src/api/types';
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
        const kind = /\/(report|overview|quality)(?=\?|$)/.exec(address)?.[1];
        // The suggestions of the form have an overview of their own; the form is closed here.
        if (kind === undefined || response.status() !== 200) return;
        answered.set(kind, { address, body: await response.json() });
      };
      tab.page.on('response', (response) => void take(response).catch(() => undefined));
      await tab.page.goto(`${base}/?site=${site}&funnel=${id}&${days}&breakdown=${breakdown}#token=${token}`);
      await tab.page.locator('[data-figure="steps.1.entered"]').waitFor();
      expect(tab.page.url()).not.toContain(token);

      await expect
        .poll(
          async () => {
            const report = answered.get('report')?.body as FunnelReport | undefined;
            const overview = answered.get('overview')?.body as Overview | undefined;
            const quality = answered.get('quality')?.body as Quality | undefined;
            if (report === undefined || overview === undefined || quality === undefined)
              return 'no answers yet';
            const expected = {
              ...reportFigures(report),
              ...overviewFigures(overview),
              ...qualityFigures(quality),
              sentence: reportSentence(report, subjectOf(definition)),
            };
            const shown = await shownFigures(tab.page, Object.keys(expected));
            return Object.keys(expected).filter(
              (name) => expected[name as keyof typeof expected] !== shown[name],
            );
          },
          { timeout: 30_000, interval: 200 },
        )
        .toEqual([]);

      // And what the page was answered is what anybody is answered, as long as nothing new was stored meanwhile.
      const last = answered.get('report') as { address: string; body: FunnelReport };
      const own = await ask<FunnelReport>(last.address.slice(base.length));
      if (own.data_version === last.body.data_version && own.source === last.body.source) {
        expect(own.steps.map(({ entered }) => entered)).toEqual(
          last.body.steps.map(({ entered }) => entered),
        );
      }
      expect(last.body.steps.map(({ name }) => name)).toHaveLength(definition.steps.length);
      expect(tab.complaints).toEqual([]);
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
