import { describe, expect, it } from 'vitest';
import { stepsOf } from '../fixtures/answers';
import { violationsOf } from '../fixtures/axe';
import { CHROMIUM } from '../fixtures/browser';
import { shownFigures, type Figures } from '../fixtures/figures';
import { FINDINGS, FORMS, NOTHING_DEFINED, NOTHING_FOUND, frictionOf } from '../fixtures/finding-answers';
import { detoursOf } from '../fixtures/link-answers';
import type { Finding, FormReport, FrictionReport } from '../src/api/types';
import { frictionSentence, signDetail } from '../src/dropoff/sentences';
import { formKey, formSentence, formsSentence, reasonsText } from '../src/forms/sentences';
import {
  daysSentence,
  evidenceOf,
  findingsSentence,
  lessBy,
  riskTexts,
  trendText,
} from '../src/finding/sentences';
import { count, duration, percent, points, pointsInterval } from '../src/words/format';
import { messages } from '../src/words/messages';
import { play } from './harness';

const ZONE = 'Europe/Helsinki';
const words = messages.findings;
const nothing = messages.report.nothing;

/** What must stand on the page for one finding. */
function findingFigures(name: string, finding: Finding): Figures {
  const figures: Figures = {
    [`${name}.sentence`]: finding.sentence,
    [`${name}.subjects`]: count(finding.subjects),
    [`${name}.rate`]: percent(finding.rate),
    [`${name}.rate.more`]: words.against[finding.kind](percent(finding.expected)),
    [`${name}.difference`]: words.points(lessBy(finding.difference)),
    [`${name}.difference.more`]: words.interval(
      messages.to(lessBy(finding.interval[0] ?? 0), lessBy(finding.interval[1] ?? 0)),
    ),
    [`${name}.affected`]: words.aboutMore(count(Math.round(finding.affected))),
    [`${name}.trend`]: trendText(finding.trend),
  };
  if (finding.at_risk !== null)
    [figures[`${name}.at_risk`], figures[`${name}.at_risk.more`]] = riskTexts(finding.at_risk) as [
      string,
      string,
    ];
  return figures;
}

function frictionFigures(report: FrictionReport): Figures {
  const figures: Figures = { 'friction.sentence': frictionSentence(report, 'session') };
  for (const [at, one] of report.rows.entries()) {
    const put = (name: string, text: string) => (figures[`friction.rows.${at + 1}.${name}`] = text);
    put('detail', signDetail(one));
    if (one.page !== '') put('page', one.page);
    put('subjects', count(one.subjects));
    put('rate', percent(one.rate));
    put('without', one.rate_without === null ? nothing : percent(one.rate_without));
    put(
      'excess',
      one.excess === null || one.excess_interval === null
        ? nothing
        : `${points(one.excess)}${pointsInterval(one.excess_interval)}`,
    );
    put('verdict', messages.friction.verdicts[one.verdict]);
  }
  return figures;
}

function formFigures(report: FormReport): Figures {
  const figures: Figures = { 'forms.sentence': formsSentence(report) };
  for (const form of report.forms) {
    const key = formKey(form);
    figures[`form.${key}.sentence`] = formSentence(form);
    for (const one of form.fields) {
      const put = (name: string, text: string) => (figures[`form.${key}.${one.field}.${name}`] = text);
      put('touched', count(one.touched));
      put('last', count(one.last));
      put('share', form.told === 0 ? nothing : percent(one.last_share));
      put('errors', count(one.errors));
      if (one.reasons.length > 0) put('reasons', reasonsText(one));
      put('seconds', one.median_seconds === null ? nothing : duration(one.median_seconds));
    }
  }
  return figures;
}

describe.skipIf(CHROMIUM === undefined)('what is wrong on a site', () => {
  const on = play();
  const figure = (name: string) => on.page.locator(`[data-figure="${name}"]`);
  const answer = (change: object) => {
    on.stage.scene.answers['GET /sites/S/findings'] = () => change;
  };

  describe('this week', () => {
    it('shows every figure of its findings as they are', async () => {
      await on.open('?site=shop&page=findings');
      await figure('findings.sentence').waitFor();
      const expected: Figures = {
        'findings.sentence': findingsSentence(FINDINGS),
      };
      for (const kind of ['breaks', 'misleading', 'missed_links'] as const)
        for (const [at, one] of FINDINGS[kind].entries())
          Object.assign(expected, findingFigures(`${kind}.${at + 1}`, one));
      expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
      // The browser and Node may put other spaces around the dash of days.
      const plain = (text: string) => text.replace(/\s+/g, ' ');
      expect(plain((await figure('findings.days').textContent()) ?? '')).toBe(
        plain(daysSentence(FINDINGS, ZONE)),
      );
      await on.page.getByText(FINDINGS.notes[0] ?? '').waitFor();
      expect(expected['findings.sentence']).toBe(
        '2 breaks, 1 misleading page and 1 missed link. 87 comparisons were made of 2 funnels and 2 intended links. Of what is reported, 1.0% is expected to be chance.',
      );
    });

    it('is one question, of its own days', async () => {
      await on.open('?site=shop&page=findings&range=30d&segment=loyal');
      await figure('findings.sentence').waitFor();
      expect(on.asked('/findings')).toEqual(['GET /api/v1/sites/shop/findings -> 200']);
    });

    it('leads from each finding to where it can be looked at, in the same days', async () => {
      for (const [finding, ready] of [
        [FINDINGS.breaks[0], 'friction.sentence'],
        [FINDINGS.misleading[0], 'detours.sentence'],
        [FINDINGS.missed_links[0], 'link.sentence'],
      ] as const) {
        if (finding === undefined) throw new Error('no finding');
        await on.open('?site=shop&page=findings');
        const [text = ''] = evidenceOf(finding, FINDINGS, ZONE)[0] ?? [];
        await on.page.getByRole('link', { name: text, exact: true }).click();
        await figure(ready).waitFor();
        expect(on.search()).toContain('from=2026-11-14&to=2026-11-21');
      }
      await on.open('?site=shop&page=findings');
      await on.page.getByRole('link', { name: words.clicksOn('/stories/autumn') }).click();
      await expect.poll(() => on.asked('/clicks').at(-1)).toContain('path=%2Fstories%2Fautumn');
      await on.open('?site=shop&page=findings');
      await on.page.getByRole('link', { name: words.evidence.fell('2') }).click();
      await expect.poll(() => on.asked('/funnels/buy/report').at(-1)).toContain('compare=');
    });

    it('says what was looked at where nothing was found', async () => {
      await on.open('?site=shop&page=live');
      answer(NOTHING_FOUND);
      await on.open('?site=shop&page=findings');
      await expect
        .poll(() => figure('findings.sentence').textContent())
        .toBe(findingsSentence(NOTHING_FOUND));
      for (const text of Object.values(words.none)) await on.page.getByText(text).waitFor();
    });

    it('says what has to be defined first', async () => {
      await on.open('?site=shop&page=live');
      answer(NOTHING_DEFINED);
      await on.open('?site=shop&page=findings');
      await on.heading(words.noFunnel);
      await on.heading(messages.links.none);
      await on.page.getByRole('link', { name: words.makeFunnel }).click();
      await expect.poll(on.search).toContain('edit=1');
    });
  });

  describe('the weekly digest', () => {
    const digests = messages.digests;
    const button = (name: string) => on.page.getByRole('button', { name, exact: true });

    it('is set, sent now, and deleted', async () => {
      const sent: unknown[] = [];
      const { answers } = on.stage.scene;
      answers['PUT /sites/S/digests/ID'] = (url, digest) => {
        sent.push([url.pathname, digest]);
        return { id: 'shop-floor', digest, changed_at: '2026-11-21T14:03:11Z' };
      };
      answers['POST /sites/S/digests/ID/test'] = ({ pathname }) =>
        pathname.includes('shop-floor')
          ? { taken: false, reason: 'it answered 404' }
          : { taken: true, reason: null };
      answers['DELETE /sites/S/digests/ID'] = () => ({});
      await on.open('?site=shop&page=findings');
      expect(await figure('digest.team').textContent()).toBe('Monday, 08:00, to https://hooks.example/team');
      await button(digests.testOf('Web team')).click();
      await on.page.getByText(digests.taken).waitFor();
      await button(digests.add).click();
      const form = on.page.getByRole('form', { name: digests.add });
      await form.getByLabel(digests.name).fill('Shop floor');
      await form.getByLabel(digests.url).fill('https://hooks.example/floor');
      await form.getByLabel(digests.day).selectOption('friday');
      await form.getByLabel(digests.hour).selectOption('16');
      expect(await violationsOf(on.page)).toEqual([]);
      await button(digests.save).click();
      await figure('digest.shop-floor').waitFor();
      const digest = { name: 'Shop floor', url: 'https://hooks.example/floor', day: 'friday', hour: 16 };
      expect(sent).toEqual([['/api/v1/sites/shop/digests/shop-floor', digest]]);
      await button(digests.testOf('Shop floor')).click();
      await on.page.getByText(digests.refused('it answered 404')).waitFor();
      await button(digests.removeOf('Web team')).click();
      await figure('digest.team').waitFor({ state: 'detached' });
    });

    it('says what the API finds wrong with an address, and is not shown to whoever may only look', async () => {
      await on.open('?site=shop&page=findings');
      await button(digests.add).click();
      const form = on.page.getByRole('form', { name: digests.add });
      await form.getByLabel(digests.name).fill('Here');
      await form.getByLabel(digests.url).fill('http://127.0.0.1/');
      const problem = { type: 'about:blank', title: 'Invalid digest', status: 422, code: 'invalid_digest' };
      on.stage.scene.failure = {
        on: '/digests',
        problem: { ...problem, problems: [{ pointer: '/url', message: 'a private network' }] },
      };
      await button(digests.save).click();
      await on.page.getByRole('alert').getByText('Invalid digest').waitFor();
      on.stage.scene.failure = { on: '/digests', problem: { ...problem, status: 403, code: 'forbidden' } };
      await on.page.reload();
      await figure('findings.sentence').waitFor();
      await expect.poll(() => on.asked('/digests').at(-1)).toContain('-> 403');
      await on.page.getByRole('heading', { name: digests.title }).waitFor({ state: 'detached' });
    });
  });

  describe('alerts', () => {
    const alerts = messages.alerts;
    const button = (name: string) => on.page.getByRole('button', { name, exact: true });

    it('show how they stand; one is set, tried, and deleted', async () => {
      const sent: unknown[] = [];
      const { answers } = on.stage.scene;
      answers['PUT /sites/S/alerts/ID'] = (url, alert) => {
        sent.push([url.pathname, alert]);
        const state = {
          status: 'waiting',
          since: null,
          judged: null,
          told: false,
          sent_at: null,
          message: null,
        };
        return { id: 'too-slow', alert, state, changed_at: '2026-11-21T14:03:11Z' };
      };
      answers['POST /sites/S/alerts/ID/test'] = () => ({
        channels: [{ taken: false, reason: 'it answered 404' }],
      });
      answers['DELETE /sites/S/alerts/ID'] = () => ({});
      await on.open('?site=shop&page=findings');
      expect(await figure('alert.buy.state').textContent()).toBe('Firing since 21 Nov 2026, 08:00:10');
      expect(await figure('alert.buy.rule').textContent()).toContain('fell by more than 20.0%');
      expect(await figure('alert.buy.judged').textContent()).toContain(
        '30.0% (25.0–36.0%) of 260; a week before 45.0%',
      );
      expect(await figure('alert.buy.message').textContent()).toContain('hooks.example answered 503');
      await button(alerts.testOf('Buy falls')).click();
      await on.page.getByText(alerts.refused('it answered 404')).waitFor();
      await button(alerts.add).click();
      const form = on.page.getByRole('form', { name: alerts.add });
      expect(await violationsOf(on.page)).toEqual([]);
      await form.getByLabel(alerts.name).fill('Too slow');
      await form.getByLabel(alerts.metric).selectOption('lag');
      await form.getByLabel(alerts.minutes).fill('5');
      await form.getByLabel(alerts.url).fill('https://hooks.example/ops');
      await button(alerts.save).click();
      await figure('alert.too-slow.state').waitFor();
      const alert = {
        name: 'Too slow',
        metric: { of: 'lag' },
        when: { is: 'above', value: 300 },
        quiet: 'PT24H',
        channels: [{ kind: 'slack', url: 'https://hooks.example/ops' }],
      };
      expect(sent).toEqual([['/api/v1/sites/shop/alerts/too-slow', alert]]);
      await button(alerts.removeOf('Buy falls')).click();
      await figure('alert.buy.state').waitFor({ state: 'detached' });
    });

    it.each([320, 1920])('stick out nowhere at a width of %i', async (width) => {
      await on.page.setViewportSize({ width, height: 900 });
      await on.open('?site=shop&page=findings');
      await figure('alert.buy.state').waitFor();
      await button(alerts.add).click();
      expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });

  describe('friction at a step', () => {
    const [step] = stepsOf(['Product seen'], [4_518]);
    if (step === undefined) throw new Error('no step');

    it('shows every figure as it is, and the examples of ways as sessions', async () => {
      await on.open('?site=shop&funnel=buy&step=1');
      await figure('friction.sentence').waitFor();
      await figure('patterns.loop.subjects').waitFor();
      const expected = frictionFigures(frictionOf(step));
      for (const one of detoursOf(step).patterns) {
        expected[`patterns.${one.pattern}.subjects`] = count(one.subjects);
        expected[`patterns.${one.pattern}.lost`] = count(one.lost);
        expected[`patterns.${one.pattern}.open`] = count(one.open);
      }
      expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
      expect(await violationsOf(on.page)).toEqual([]);
      await on.page
        .getByRole('link', { name: messages.detours.exampleOf('1', messages.detours.patternNames.loop) })
        .click();
      await figure('session.sentence').waitFor();
      expect(on.search()).toContain('session=v-3:1763760000000');
    });

    it.each([320, 1920])('nothing of it sticks out at a width of %i', async (width) => {
      await on.page.setViewportSize({ width, height: 900 });
      await on.open('?site=shop&funnel=buy&step=1');
      await figure('friction.sentence').waitFor();
      await figure('patterns.loop.subjects').waitFor();
      expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });

  it('the forms show every figure as it is', async () => {
    await on.open('?site=shop&page=forms');
    await figure('forms.sentence').waitFor();
    const expected = formFigures(FORMS);
    expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
  });

  it('the forms say where there is none', async () => {
    await on.open('?site=shop&page=live');
    on.stage.scene.answers['GET /sites/S/forms'] = () => ({ ...FORMS, started: 0, forms: [] });
    await on.open('?site=shop&page=forms');
    await on.heading(messages.forms.noForms);
  });
});
