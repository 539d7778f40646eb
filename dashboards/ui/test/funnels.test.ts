import { describe, expect, it } from 'vitest';
import { buyReport } from '../fixtures/answers';
import { violationsOf } from '../fixtures/axe';
import { CHROMIUM } from '../fixtures/browser';
import { shownFigures, type Figures } from '../fixtures/figures';
import {
  LOYAL,
  comparedReport,
  dropoffsOf,
  explanationOf,
  subjectsOf,
  timingOf,
  valueOf,
} from '../fixtures/funnel-answers';
import { dropoffSentence, signalsSentence } from '../src/dropoff/sentences';
import { explanationSentence } from '../src/explain/sentences';
import { conditionText } from '../src/filter/by';
import { WITHOUT_BOTS } from '../src/filter/condition';
import { count, duration, money, percent, points, ratio } from '../src/words/format';
import { messages } from '../src/words/messages';
import { comparisonSentence, largestLoss, timingSentence, worthSentence } from '../src/words/sentences';
import { play } from './harness';

describe.skipIf(CHROMIUM === undefined)('a funnel in Chromium', () => {
  const test = play();
  const view = () => Object.fromEntries(new URLSearchParams(test.search()));
  const filterOf = () => JSON.parse(view().filter ?? '[]') as unknown;
  const shown = async (expected: Figures) => {
    const [first = ''] = Object.keys(expected);
    await test.page.locator(`[data-figure="${first}"]`).waitFor();
    expect(await shownFigures(test.page, Object.keys(expected))).toEqual(expected);
  };

  describe('what narrows it', () => {
    it('is added, shown, asked for and removed', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy');
      await page.getByRole('button', { name: messages.filter.add, exact: false }).first().click();
      const form = page.getByRole('form', { name: messages.filter.add });
      await form.getByLabel(messages.filter.what).selectOption('browser');
      await form.getByLabel(messages.filter.value).fill('Safari');
      await form.getByRole('button', { name: messages.filter.apply }).click();
      await expect.poll(filterOf).toEqual([{ by: 'browser', op: 'eq', value: 'Safari' }]);
      await page.getByRole('button', { name: messages.filter.withoutBots, exact: true }).click();
      await expect.poll(filterOf).toEqual([{ by: 'browser', op: 'eq', value: 'Safari' }, WITHOUT_BOTS]);
      await expect
        .poll(() => test.asked('/funnels/buy/report').at(-1))
        .toContain(encodeURIComponent(JSON.stringify(WITHOUT_BOTS)).replaceAll('%20', '+'));
      for (const part of ['timing', 'value'])
        await expect.poll(() => test.asked(`/funnels/buy/${part}`).at(-1)).toContain('filter=');
      await page.getByRole('button', { name: messages.filter.remove('Browser is Safari') }).click();
      await expect.poll(filterOf).toEqual([WITHOUT_BOTS]);
      await page.goBack();
      await expect.poll(filterOf).toHaveLength(2);
    });

    it('is a row of a breakdown that is clicked', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy&breakdown=device');
      await page.getByRole('link', { name: messages.filter.narrow('mobile') }).click();
      await expect.poll(filterOf).toEqual([{ by: 'device', op: 'eq', value: 'mobile' }]);
      expect(view().breakdown).toBeUndefined();
      await page.goBack();
      await page.getByRole('link', { name: messages.filter.narrow(messages.breakdown.other) }).click();
      await expect
        .poll(filterOf)
        .toEqual([{ by: 'device', op: 'not_in', value: ['mobile', 'desktop', 'tablet', '', 'tv'] }]);
    });

    it('leads from a count of a breakdown to those it counts', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy&breakdown=device');
      const row = buyReport(7, 'device').breakdown.find(({ value }) => value === 'mobile');
      const loss = largestLoss(row?.steps ?? []);
      if (loss === undefined) throw new Error('nobody on a phone was lost');
      const label = messages.breakdown.people(
        count(loss.dropped),
        messages.states.dropped,
        loss.name,
        'mobile',
      );
      await page.getByRole('link', { name: label }).click();
      await expect.poll(filterOf).toEqual([{ by: 'device', op: 'eq', value: 'mobile' }]);
      expect(view()).toMatchObject({ step: String(loss.index), state: 'dropped' });
      await page.locator('[data-figure="people.total"]').waitFor();
      await page.goBack();
      await page.locator('[data-figure="breakdown.mobile.lost"]').waitFor();
    });

    it('can be saved as a segment, applied and deleted', async () => {
      const { page, stage } = test;
      const filter = [{ by: 'device', op: 'eq', value: 'mobile' }];
      await test.open(`?site=shop&funnel=buy&filter=${encodeURIComponent(JSON.stringify(filter))}`);
      await page.getByRole('button', { name: messages.filter.save }).click();
      await page.getByLabel(messages.filter.segmentName).fill('On phones');
      await page.getByRole('button', { name: messages.filter.saveIt, exact: true }).click();
      await expect.poll(() => view().segment).toBe('on-phones');
      expect(stage.bodies.at(-1)).toEqual({ name: 'On phones', filter });
      expect(view().filter).toBeUndefined();
      await page.getByLabel(messages.filter.segment).selectOption('loyal');
      await page
        .getByText(
          messages.filter.holds(
            LOYAL.name,
            `${conditionText(LOYAL.filter[0] ?? WITHOUT_BOTS)} and ${conditionText(LOYAL.filter[1] ?? WITHOUT_BOTS)}`,
          ),
        )
        .waitFor();
      await expect.poll(() => test.asked('/funnels/buy/report').at(-1)).toContain('segment=loyal');
      await page.getByRole('button', { name: messages.filter.delete }).click();
      await page.getByRole('button', { name: messages.form.removeYes }).click();
      await expect.poll(() => view().segment).toBeUndefined();
      expect(stage.scene.segments.map(({ id }) => id)).toEqual(['on-phones']);
    });
  });

  describe('the report', () => {
    it('shows times and values as they are', async () => {
      await test.open('?site=shop&funnel=buy');
      const timing = timingOf();
      const value = valueOf();
      const times: Figures = { 'timing.sentence': timingSentence(timing) };
      for (const { index, from_previous: one, from_first: first } of timing.steps) {
        if (one === null || first === null) continue;
        times[`timing.${index}.n`] = count(one.n);
        for (const word of ['median', 'mean', 'p25', 'p75', 'p90', 'p95'] as const)
          times[`timing.${index}.${word}`] = duration(one[word] ?? 0);
        times[`timing.${index}.median_first`] = duration(first.median ?? 0);
        times[`timing.${index}.mean_first`] = duration(first.mean ?? 0);
      }
      await shown(times);
      const worth: Figures = { 'worth.sentence': worthSentence(value) };
      for (const step of value.steps) {
        const amounts = (list: typeof step.worth) =>
          list.length === 0
            ? messages.report.nothing
            : list.map(({ amount, currency }) => money(amount, currency)).join('');
        worth[`worth.${step.index}.worth`] = amounts(step.worth);
        worth[`worth.${step.index}.at_risk`] = amounts(step.at_risk);
        worth[`worth.${step.index}.unknown`] = count(step.unknown);
        worth[`worth.${step.index}.at_risk_unknown`] = count(step.at_risk_unknown);
      }
      await shown(worth);
    });

    it('is compared with the days before, and says what explains the change', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy');
      await page.getByLabel(messages.compare.label).selectOption('previous');
      await expect.poll(() => view().compare).toBe('previous');
      const report = comparedReport();
      const { compared } = report;
      if (compared === null) throw new Error('nothing compared');
      const figures: Figures = { 'compared.sentence': comparisonSentence(report, compared) };
      report.steps.slice(1).forEach((step) => {
        const at = step.index - 1;
        const name = (word: string) => `compared.${step.index}.${word}`;
        figures[name('entered_then')] = count(compared.steps[at]?.entered ?? 0);
        figures[name('rate_then')] = percent(compared.steps[at]?.rate_previous ?? 0);
        figures[name('rate_now')] = percent(step.rate_previous);
        figures[name('difference')] = points(compared.differences[at]?.rate_previous.difference ?? 0);
      });
      await shown(figures);
      await page.getByText(messages.compare.incomplete.range_open).waitFor();
      const explanation = explanationOf();
      const explained: Figures = { 'explain.sentence': explanationSentence(explanation) };
      for (const step of explanation.steps) {
        explained[`explain.step.${step.index}.rate_now`] = percent(step.rate_now);
        explained[`explain.step.${step.index}.difference`] = points(step.difference);
        explained[`explain.step.${step.index}.contribution`] = points(step.contribution ?? 0);
      }
      for (const one of explanation.segments) {
        const name = `explain.segment.${one.by}=${one.other ? '(other)' : one.value}`;
        explained[`${name}.excess`] = points(one.excess);
        explained[`${name}.contribution`] = points(one.contribution);
        explained[`${name}.rate_now`] = percent(one.now.rate);
      }
      await shown(explained);
      expect(test.asked('/explanation')[0]).toContain('compare=previous');
      await page.getByRole('link', { name: messages.filter.narrow('Browser: Safari') }).click();
      await expect.poll(filterOf).toEqual([{ by: 'browser', op: 'eq', value: 'Safari' }]);
      await page.getByLabel(messages.compare.label).selectOption('days');
      await page.getByLabel(messages.compare.from, { exact: true }).fill('2026-10-01');
      await page.getByLabel(messages.compare.to, { exact: true }).fill('2026-10-07');
      await page.getByRole('button', { name: messages.compare.apply }).click();
      await expect.poll(() => view().compare).toBe('2026-10-01/2026-10-08');
    });

    it('is saved as a file', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: messages.report.csv }).first().click();
      expect((await download).suggestedFilename()).toBe('buy-2026-11-15-2026-11-22.csv');
      expect(test.asked('format=csv')[0]).toContain('/funnels/buy/report?from=2026-11-15');
    });

    it('shows an older version beside the latest, not to be changed', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy');
      await page.getByRole('combobox', { name: messages.versions.label }).selectOption('2');
      await test.heading(messages.versions.title('2', '3'));
      await expect.poll(() => view().version).toBe('2');
      await shown({
        'version.2.4.entered': count(buyReport(7, undefined).steps[3]?.entered ?? 0),
        'version.3.4.entered': count(buyReport(7, undefined).steps[3]?.entered ?? 0),
      });
      expect(await page.getByRole('button', { name: messages.funnels.edit }).count()).toBe(0);
      expect(test.asked('version=2').some((line) => line.includes('/timing'))).toBe(true);
      await page.getByRole('button', { name: messages.versions.toLatest }).click();
      await expect.poll(() => view().version).toBeUndefined();
    });
  });

  describe('a step', () => {
    const step = buyReport(7, undefined).steps[1];
    if (step === undefined) throw new Error('no second step');

    it('leads to what those did who dropped, and to who they are', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy');
      const label = messages.report.people(count(step.dropped), messages.states.dropped, step.name);
      await page.locator('.steps').getByRole('link', { name: label }).click();
      await expect.poll(() => view().step).toBe('2');
      expect(view().state).toBe('dropped');
      const dropoffs = dropoffsOf(step);
      const figures: Figures = {
        'dropoff.sentence': dropoffSentence(dropoffs, 'session'),
        'signals.sentence': signalsSentence(dropoffs.signals, 'session'),
        'people.total': count(step.dropped),
      };
      for (const list of ['next', 'last_clicks', 'last_pages'] as const) {
        for (const row of dropoffs[list]) {
          figures[`dropoff.${list}.${row.kind}:${row.value}.dropped`] = count(row.dropped);
          figures[`dropoff.${list}.${row.kind}:${row.value}.converted`] = count(row.converted);
        }
      }
      for (const signal of dropoffs.signals) {
        figures[`signals.${signal.signal}.dropped_with`] = count(signal.dropped_with);
        figures[`signals.${signal.signal}.converted_with`] = count(signal.converted_with);
        if (signal.odds_ratio !== null)
          figures[`signals.${signal.signal}.odds_ratio`] = ratio(signal.odds_ratio);
      }
      await page.locator('[data-figure="people.total"]').waitFor();
      await shown(figures);
      expect(figures['signals.sentence']).toContain('5.9 times');
    });

    it('lists all people of a figure, page by page, with their sessions', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy&step=2&state=dropped');
      const rows = page.locator('.people-table tbody tr');
      await rows.first().waitFor();
      const first = subjectsOf(step, 'dropped', null);
      expect(await rows.count()).toBe(first.subjects.length);
      await page.getByRole('button', { name: messages.stepPeople.more }).click();
      await expect.poll(() => rows.count()).toBe(2 * first.subjects.length);
      expect(test.asked('after=20')).toHaveLength(1);
      const session = rows.nth(0).locator('a').nth(1);
      expect(await session.getAttribute('href')).toContain('page=sessions');
      expect(await session.getAttribute('href')).toContain('session=session-0');
      expect(await rows.nth(1).locator('a').count()).toBe(1);
      await page
        .locator('.people')
        .getByRole('link', {
          name: messages.report.people(count(step.open), messages.states.open, step.name),
        })
        .click();
      await expect.poll(() => view().state).toBe('open');
      await page
        .locator('[data-figure="people.total"]')
        .getByText(count(step.open), { exact: true })
        .waitFor();
      await page.goBack();
      await expect.poll(() => view().state).toBe('dropped');
    });

    it('is opened by a click into the chart', async () => {
      const { page } = test;
      await test.open('?site=shop&funnel=buy');
      const chart = page.locator('.steps .chart');
      await chart.locator('canvas').waitFor();
      await chart.click({ position: { x: 30, y: 36 } });
      await expect.poll(() => view().step).toBe('1');
    });
  });

  it.each(
    [
      ['step', '?site=shop&funnel=buy&step=2&state=dropped', '[data-figure="people.total"]'],
      [
        'comparison',
        '?site=shop&funnel=buy&compare=previous&segment=loyal',
        '[data-figure="explain.sentence"]',
      ],
      ['older version', '?site=shop&funnel=buy&version=1', '[data-figure="version.3.1.entered"]'],
    ].flatMap(([name, address, mark]) =>
      (['light', 'dark'] as const).map((scheme) => [name, scheme, address, mark]),
    ),
  )('axe finds nothing wrong with the %s in %s', async (_, scheme, address = '', mark = '') => {
    const { page } = test;
    await page.emulateMedia({ colorScheme: scheme === 'dark' ? 'dark' : 'light' });
    await test.open(address);
    await page.locator(mark).waitFor();
    await page.getByRole('button', { name: `+ ${messages.filter.add}` }).click();
    await page.waitForLoadState('networkidle');
    expect(await violationsOf(page)).toEqual([]);
  });

  it.each([320, 390, 1280, 1920])('nothing sticks out at a width of %i', async (width) => {
    const { page } = test;
    await page.setViewportSize({ width, height: 900 });
    await test.open('?site=shop&funnel=buy&compare=previous&step=2&state=dropped&breakdown=device');
    await page.locator('[data-figure="people.total"]').waitFor();
    await page.locator('[data-figure="explain.sentence"]').waitFor();
    await page.getByRole('button', { name: `+ ${messages.filter.add}` }).click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
