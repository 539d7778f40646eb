import { describe, expect, it } from 'vitest';
import { stepsOf } from '../fixtures/answers';
import { violationsOf } from '../fixtures/axe';
import { CHROMIUM } from '../fixtures/browser';
import { shownFigures, type Figures } from '../fixtures/figures';
import { CHECKOUT, HERO, detoursOf, linkReportOf } from '../fixtures/link-answers';
import type { DetourReport, LinkReport } from '../src/api/types';
import { detourSentence } from '../src/dropoff/sentences';
import { driftSentence, elementName, linkSentence } from '../src/link/sentences';
import { count, duration, interval, percent, points, pointsInterval } from '../src/words/format';
import { messages } from '../src/words/messages';
import { play } from './harness';

const ZONE = 'Europe/Helsinki';
const words = messages.links;
const nothing = messages.report.nothing;

/** What must stand on the page for a link's report. */
function linkFigures(report: LinkReport): Figures {
  const figures: Figures = {
    'link.sentence': linkSentence(report),
    'link.pages': words.onPages(count(report.page_views)),
    'link.total.views': count(report.totals.views),
    'link.total.clicked': percent(report.totals.rate),
    'link.total.clicked.more': interval(report.totals.interval),
    'link.total.seconds':
      report.median_seconds_to_click === null ? nothing : duration(report.median_seconds_to_click),
  };
  if (report.drift !== null) figures['link.drift'] = driftSentence(report.drift, ZONE);
  for (const one of report.outcomes) {
    const put = (name: string, text: string) => (figures[`link.${one.did}.${name}`] = text);
    put('views', count(one.views));
    put('share', percent(one.share));
    put('reached', one.reached === null ? nothing : count(one.reached));
    put('never', one.reached === null ? nothing : count(one.views - one.reached));
    put('pages', one.median_pages === null ? nothing : count(one.median_pages));
    put('seconds', one.median_seconds === null ? nothing : duration(one.median_seconds));
  }
  for (const { element, views, share } of report.instead) {
    figures[`instead.${elementName(element)}.views`] = count(views);
    figures[`instead.${elementName(element)}.share`] = percent(share);
  }
  for (const { from, figures: own } of report.series) {
    figures[`link.course.${from}.views`] = count(own.views);
    figures[`link.course.${from}.clicked`] = count(own.clicked);
    figures[`link.course.${from}.rate`] = percent(own.rate);
  }
  for (const { value, figures: own } of report.breakdown) {
    figures[`link.by.${value}.views`] = count(own.views);
    figures[`link.by.${value}.clicked`] = count(own.clicked);
    figures[`link.by.${value}.rate`] = percent(own.rate);
  }
  return figures;
}

function detourFigures(report: DetourReport): Figures {
  const figures: Figures = { 'detours.sentence': detourSentence(report, 'session') };
  for (const one of report.detours) {
    const put = (name: string, text: string) => (figures[`detours.${one.value}.${name}`] = text);
    put('subjects', count(one.subjects));
    put('returned', count(one.returned));
    put('loss_rate', percent(one.loss_rate));
    put(
      'excess',
      one.excess === null || one.excess_interval === null
        ? nothing
        : `${points(one.excess)}${pointsInterval(one.excess_interval)}`,
    );
  }
  return figures;
}

describe.skipIf(CHROMIUM === undefined)('the links', () => {
  const on = play();
  const figure = (name: string) => on.page.locator(`[data-figure="${name}"]`);
  const button = (name: string) => on.page.getByRole('button', { name, exact: true });

  it.each([HERO, CHECKOUT])('show every figure of the report of $id as it is', async (link) => {
    await on.open(`?site=shop&page=links&link=${link.id}`);
    await figure('link.by.mobile.rate').waitFor();
    const expected = linkFigures(linkReportOf(link, 'device'));
    expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
  });

  it('draw the share over time beside what was expected, for whoever sees it and whoever does not', async () => {
    await on.open('?site=shop&page=links');
    const sentence = linkSentence(linkReportOf(HERO, 'device'));
    await on.page.getByRole('img', { name: words.chartLabel(sentence) }).waitFor();
    await button(messages.intervals.week).click();
    await expect.poll(() => on.asked('/links/hero/report').at(-1)).toContain('interval=week');
  });

  it('are told apart by channel as the address says', async () => {
    await on.open('?site=shop&page=links');
    await figure('link.by.mobile.rate').waitFor();
    await button(words.by.channel_group).click();
    await figure('link.by.organic_search.rate').waitFor();
    expect(on.search()).toBe('?site=shop&page=links&breakdown=channel_group');
    const expected = linkFigures(linkReportOf(HERO, 'channel_group'));
    expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
  });

  it('are made, under an id that no other link has', async () => {
    await on.open('?site=shop&page=links');
    await button(words.add).click();
    const form = on.page.getByRole('form', { name: words.add });
    await form.getByLabel(words.name, { exact: true }).fill('Hero');
    await form.getByLabel(words.pages).fill('/\n/c/*');
    await form.getByLabel(words.linkName).fill('sale');
    await form.getByLabel(words.expected).fill('12,5');
    await form.getByRole('button', { name: words.save }).click();
    await expect.poll(on.search).toContain('link=hero-2');
    expect(on.stage.bodies).toEqual([
      { name: 'Hero', pages: ['/', '/c/*'], link: { name: 'sale' }, expected: 0.125 },
    ]);
    await on.page.getByText(words.nobody).waitFor();
  });

  it('say what the API finds wrong, where it is wrong', async () => {
    await on.open('?site=shop&page=links');
    await button(words.edit).click();
    const form = on.page.getByRole('form', { name: HERO.link.name });
    await form.getByLabel(words.expected).fill('none');
    await form.getByRole('button', { name: words.save }).click();
    await form.getByText(words.needShare).waitFor();
    await form.getByLabel(words.expected).fill('10');
    on.stage.scene.failure = {
      on: '/links/hero',
      problem: {
        type: 'about:blank',
        title: 'Invalid link',
        status: 422,
        code: 'invalid_link',
        problems: [{ pointer: '/pages/0', message: 'no/slash (expected: a path that begins with /)' }],
      },
    };
    await form.getByLabel(words.pages).fill('no/slash');
    await form.getByRole('button', { name: words.save }).click();
    await on.page.getByRole('alert').getByText('Invalid link').waitFor();
    expect(await form.getByLabel(words.pages).getAttribute('aria-invalid')).toBe('true');
    on.stage.scene.failure = undefined;
    await form.getByLabel(words.pages).fill('/');
    await form.getByRole('button', { name: words.save }).click();
    await form.waitFor({ state: 'detached' });
    expect(on.stage.bodies.at(-1)).toEqual({ ...HERO.link, expected: 0.1 });
  });

  it('are deleted', async () => {
    await on.open('?site=shop&page=links&link=hero');
    await button(words.edit).click();
    await button(words.remove).click();
    await on.page.getByRole('heading', { name: CHECKOUT.link.name }).waitFor();
    expect(on.asked('DELETE /api/v1/sites/shop/links/hero')).toHaveLength(1);
  });

  it('say what an intended link is where there is none', async () => {
    on.stage.scene.links = [];
    await on.open('?site=shop&page=links');
    await on.heading(words.none);
    await on.page.getByText(words.noneHint).waitFor();
  });

  it('are open to everybody with the form open too', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await on.page.emulateMedia({ colorScheme });
      await on.open('?site=shop&page=links');
      await figure('link.by.mobile.rate').waitFor();
      await button(words.edit).click();
      expect(await violationsOf(on.page)).toEqual([]);
    }
  });

  it.each([320, 390, 1280, 1920])('nothing sticks out at a width of %i', async (width) => {
    await on.page.setViewportSize({ width, height: 900 });
    await on.open('?site=shop&page=links');
    await figure('link.by.mobile.rate').waitFor();
    await button(words.edit).click();
    expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it('detours of a step show every figure as it is', async () => {
    await on.open('?site=shop&funnel=buy&step=1');
    await figure('detours.sentence').waitFor();
    const [step] = stepsOf(['Product seen'], [4_518]);
    if (step === undefined) throw new Error('no step');
    const expected = detourFigures(detoursOf(step));
    expect(await shownFigures(on.page, Object.keys(expected))).toEqual(expected);
    expect(await violationsOf(on.page)).toEqual([]);
  });
});
