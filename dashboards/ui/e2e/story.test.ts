import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openBrowser, openTab } from '../fixtures/browser';
import type {
  BreakdownRow,
  FindingReport,
  FunnelReport,
  LinkReport,
  SessionTimeline,
} from '../src/api/types';
import { findingsSentence } from '../src/finding/sentences';
import { linkSentence } from '../src/link/sentences';
import { count, percent } from '../src/words/format';
import { messages } from '../src/words/messages';
import { largestLoss } from '../src/words/sentences';

/**
 * What an analyst does, on the demo shop: sees that the checkout loses people after the payment, breaks it down, finds
 * the browser it happens in, and opens a session in which it happened.
 *
 * POLKU_E2E_URL and POLKU_E2E_TOKEN as in `stack.test.ts`; POLKU_E2E_STORY the site of the demo shop, and POLKU_E2E_FROM
 * and POLKU_E2E_TO the days to look at.
 */
const { POLKU_E2E_URL: url = '', POLKU_E2E_TOKEN: token = '', POLKU_E2E_STORY: site = '' } = process.env;
const { POLKU_E2E_FROM: from = '', POLKU_E2E_TO: to = '' } = process.env;

/** What the demo shop's checkout is like: the payment page's script fails in Safari on phones. */
const PAYMENT = 3;
const BROWSER = 'Safari';

/** Its intended link, and what people click instead. */
const MISSED = 'new-arrivals';
const BANNER = 'autumn-banner';

describe.skipIf(url === '' || token === '' || site === '' || CHROMIUM === undefined)(
  'the story of the demo shop (POLKU_E2E_STORY)',
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser.close());

    const base = url.replace(/\/+$/, '');
    const ask = async <T>(path: string): Promise<T> => {
      const response = await fetch(`${base}/api/v1/sites/${site}${path}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(response.status, path).toBe(200);
      return (await response.json()) as T;
    };
    /** Of those who told how they pay, the share that never bought. */
    const lossAfterPayment = ({ steps }: BreakdownRow) => {
      const payment = steps[PAYMENT - 1];
      return payment === undefined || payment.entered === 0 ? 0 : payment.dropped / payment.entered;
    };

    it('leads from the drop to a session in which it happened', async () => {
      const tab = await openTab(browser);
      const { page } = tab;

      // The drop: the step after which people are lost although they had come so far.
      await page.goto(`${base}/?site=${site}&from=${from}&to=${to}#token=${token}`);
      await page
        .getByRole('navigation', { name: messages.pages.label })
        .getByRole('link', { name: messages.pages.names.funnels })
        .click();
      await page.getByRole('button', { name: 'Checkout', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Checkout', exact: true }).waitFor();
      const days = `from=${from}&to=${to}`;
      const whole = await ask<FunnelReport>(`/funnels/checkout/report?${days}&breakdown=browser`);
      const payment = whole.steps[PAYMENT - 1];
      if (payment === undefined) throw new Error('the checkout has no step for the payment');
      expect(largestLoss(whole.steps)?.index).toBe(PAYMENT);
      await expect
        .poll(() => page.locator(`[data-figure="steps.${PAYMENT}.dropped"]`).first().textContent(), {
          timeout: 20_000,
        })
        .toBe(count(payment.dropped));

      // For whom: the browsers beside each other.
      await page.getByLabel(messages.breakdown.by).selectOption('browser');
      const rows = whole.breakdown.filter(({ steps }) => (steps[PAYMENT - 1]?.entered ?? 0) >= 10);
      const worst = rows.toSorted((a, b) => lossAfterPayment(b) - lossAfterPayment(a))[0];
      expect(worst?.value).toBe(BROWSER);
      expect(largestLoss(worst?.steps ?? [])?.index).toBe(PAYMENT);
      const rate = worst?.steps.at(-1)?.rate_first ?? 0;
      await expect
        .poll(() => page.locator(`[data-figure="breakdown.${BROWSER}.rate"]`).textContent(), {
          timeout: 20_000,
        })
        .toBe(percent(rate));

      // Show me: the people behind the figure, in that browser alone, and one of their sessions.
      const lost = worst?.steps[PAYMENT - 1]?.dropped ?? 0;
      await page.locator(`[data-figure="breakdown.${BROWSER}.lost"]`).getByText(count(lost)).click();
      await expect
        .poll(() => page.locator('[data-figure="people.total"]').textContent(), { timeout: 20_000 })
        .toBe(count(lost));
      const session = page.locator('.people-table a[href*="session="]').first();
      await session.click();
      await page.locator('[data-figure="session.sentence"]').waitFor({ timeout: 30_000 });
      const id = new URL(page.url()).searchParams.get('session') ?? '';
      const timeline = await ask<SessionTimeline>(`/sessions/${encodeURIComponent(id)}`);
      expect(timeline.session.browser).toBe(BROWSER);
      expect(timeline.session.purchases).toBe(0);
      expect(await page.locator('[data-event]').count()).toBe(timeline.events.length);
      await page.locator('.step-chain', { hasText: 'Checkout 3: Payment' }).first().waitFor();
      for (const { event_id: event, signal } of timeline.events) {
        if (signal !== null)
          expect(await page.locator(`[data-event="${event}"]`).textContent()).toContain(
            messages.signals[signal],
          );
      }
      expect(tab.complaints).toEqual([]);
      await tab.close();
    });

    it('leads from what is wrong this week to the link that a banner takes its clicks from', async () => {
      const tab = await openTab(browser);
      const { page } = tab;
      const days = `from=${from}&to=${to}`;

      // What the page itself was answered: shoppers keep coming.
      const answered = async <T>(path: string) => {
        const response = await page.waitForResponse(
          (one) =>
            one.url().includes(`/sites/${site}${path}?`) || one.url().endsWith(`/sites/${site}${path}`),
          { timeout: 120_000 },
        );
        expect(response.status(), path).toBe(200);
        return (await response.json()) as T;
      };
      const asked = answered<FindingReport>('/findings');
      await page.goto(`${base}/?site=${site}&page=findings#token=${token}`);
      const findings = await asked;
      await expect
        .poll(() => page.locator('[data-figure="findings.sentence"]').textContent(), { timeout: 60_000 })
        .toBe(findingsSentence(findings));

      const reported = answered<LinkReport>(`/links/${MISSED}/report`);
      await page.goto(`${base}/?site=${site}&page=links&link=${MISSED}&${days}`);
      const report = await reported;
      expect(report.verdict).toBe('missed');
      expect(report.instead[0]?.element.link).toBe(BANNER);
      await expect
        .poll(() => page.locator('[data-figure="link.sentence"]').textContent(), { timeout: 30_000 })
        .toBe(linkSentence(report));
      expect(tab.complaints).toEqual([]);
      await tab.close();
    }, 240_000);
  },
);
