import { describe, expect, it } from 'vitest';
import type { BreakdownRow, FunnelReport, Quality, ReportStep, SeriesBucket } from '../api/types';
import {
  breakdownSentence,
  largestLoss,
  lossSentence,
  lostText,
  qualitySentence,
  reportSentence,
  seriesSentence,
} from './sentences';

/** Steps by how many reached each and how many still stand open there. */
function stepsOf(...given: [name: string, entered: number, open?: number][]): ReportStep[] {
  return given.map(([name, entered, open = 0], at) => {
    const next = given[at + 1]?.[1];
    const base = given[0]?.[1] ?? 0;
    const rate = base === 0 ? 0 : entered / base;
    return {
      index: at + 1,
      name,
      optional: false,
      entered,
      converted: next ?? entered,
      dropped: next === undefined ? 0 : entered - next - open,
      open,
      excluded: 0,
      rate_first: rate,
      interval_first: [Math.max(0, rate - 0.01), Math.min(1, rate + 0.01)],
      rate_previous: 0,
      interval_previous: [0, 1],
      rate_decided: 0,
      median_seconds: null,
      median_seconds_from_first: null,
    };
  });
}

function reportOf(steps: ReportStep[]): FunnelReport {
  return {
    funnel: { id: 'buy', version: 1 },
    unit: 'subject',
    source: 'facts',
    from: '2019-10-01T00:00:00Z',
    to: '2019-11-01T00:00:00Z',
    as_of: '2019-11-01T00:00:00Z',
    complete_through: '2019-10-31T00:00:00Z',
    data_version: '1',
    late_events: 0,
    capped: 0,
    left_out: 0,
    losses: [],
    steps,
    series: [],
    breakdown: [],
    ...{ breakdown_by: null, breakdown_scope: null, filter: [], compared: null },
  };
}

describe('the answer in words', () => {
  it('says how many came how far and where most were lost', () => {
    const report = reportOf(stepsOf(['View', 4518], ['Cart', 111], ['Purchase', 62]));
    expect(reportSentence(report, 'session')).toBe(
      'Of 4,518 sessions that reached “View”, 111 (2.5%, 95% interval 1.5–3.5%) reached “Cart” and ' +
        '62 (1.4%, 95% interval 0.37–2.4%) reached “Purchase”. ' +
        'The largest loss is after “View”: 4,407 of 4,518 (97.5%) went no further.',
    );
  });

  it('tells the only step once, and who is still open', () => {
    const report = reportOf(stepsOf(['View', 10, 1], ['Buy', 9]));
    expect(reportSentence(report, 'visitor')).toBe(
      'Of 10 visitors that reached “View”, 9 (90.0%, 95% interval 89.0–91.0%) reached “Buy”. ' +
        'Nobody has been lost so far. 1 visitor is still open and may go on.',
    );
  });

  it('says that nobody entered', () => {
    expect(reportSentence(reportOf(stepsOf(['View', 0], ['Buy', 0])), 'visitor')).toBe(
      'No visitors entered this funnel in these days.',
    );
  });

  it('takes the earlier of two equal losses and never the last step', () => {
    expect(largestLoss(stepsOf(['A', 30], ['B', 20], ['C', 10]))?.name).toBe('A');
    expect(largestLoss(stepsOf(['A', 30], ['B', 30]))).toBeUndefined();
  });
});

describe('the course in words', () => {
  const bucketOf = (day: string, complete: boolean, entered: number, end: number): SeriesBucket => ({
    from: `${day}T00:00:00Z`,
    to: `${day}T23:59:59Z`,
    complete,
    steps: stepsOf(['A', entered], ['B', end]),
  });

  it('compares complete buckets only and counts the others', () => {
    const series = [
      bucketOf('2026-11-19', true, 100, 10),
      bucketOf('2026-11-20', true, 100, 20),
      bucketOf('2026-11-21', false, 100, 1),
    ];
    expect(seriesSentence(series, 'day', 'UTC')).toMatch(
      /^Between 10\.0% \(Thu,? 19 Nov\) and 20\.0% \(Fri,? 20 Nov\) of those who entered came to the last step\. 1 day is not complete yet \(dashed\): the figure may still rise\.$/,
    );
  });

  it('makes nothing of a handful', () => {
    const series = [bucketOf('2026-11-19', true, 2, 2), bucketOf('2026-11-20', true, 100, 20)];
    expect(seriesSentence(series, 'day', 'UTC')).toBe('20.0% of those who entered came to the last step.');
    expect(seriesSentence(series.slice(0, 1), 'day', 'UTC')).toBe(
      'Fewer than 30 entered in each day: much of the ups and downs is chance.',
    );
  });

  it('leaves empty buckets out, and knows when all are', () => {
    const series = [bucketOf('2026-11-19', true, 0, 0), bucketOf('2026-11-20', true, 100, 20)];
    expect(seriesSentence(series, 'day', 'UTC')).toBe('20.0% of those who entered came to the last step.');
    expect(seriesSentence(series.slice(0, 1), 'day', 'UTC')).toBe('Nobody entered in these days.');
  });
});

describe('the breakdown in words', () => {
  const row = (value: string, entered: number, end: number, other = false): BreakdownRow => ({
    value,
    other,
    steps: stepsOf(['A', entered], ['B', end]),
  });

  it('names a difference only where intervals lie apart', () => {
    expect(breakdownSentence([row('desktop', 100, 30), row('mobile', 100, 10)])).toBe(
      '“desktop” comes to the end most often (30.0%), “mobile” least (10.0%); their intervals do not overlap.',
    );
    expect(breakdownSentence([row('desktop', 100, 11), row('mobile', 100, 10)])).toContain(
      'all intervals overlap',
    );
  });

  it('compares neither a handful nor the rest', () => {
    expect(
      breakdownSentence([row('desktop', 100, 30), row('tablet', 5, 5), row('(other)', 100, 0, true)]),
    ).toBe('Too few in each value to compare them.');
  });

  it('names the only value, also where it is not known', () => {
    expect(breakdownSentence([row('', 100, 30)])).toBe('All are “not known”.');
  });
});

describe('data quality in words', () => {
  const quality: Quality = {
    from: null,
    to: null,
    as_of: '2026-11-21T00:00:00Z',
    received: 103,
    accepted: 100,
    rejected: 3,
    rejected_by_code: { time_out_of_range: 1, bad_name: 2 },
    republished: 0,
    duplicates: 5,
    stored: 95,
    in_flight: 0,
    in_flight_exact: true,
    late: 0,
    id_conflicts: 0,
    last_received_at: null,
    bots: 0,
    bots_suspected: 0,
    bots_by_reason: {},
    lost: null,
    loss: null,
    log: null,
  };

  it('says when the log holds more than is accounted for', () => {
    const log = { appended: 107, accounted: 100, erased: 0, missing: 7 };
    expect(qualitySentence({ ...quality, rejected_by_code: {}, log })).toBe(
      'All time: everything that was accepted is counted. All sites: 7 records of the log are not accounted for.',
    );
  });

  it('says what was lost on the way, and how sure that is', () => {
    const measured = {
      page_views: 40,
      expected: 200,
      lost: 4,
      rejected: 1,
      rate: 0.02,
      interval: [0.008, 0.05],
    };
    const loss = {
      total: measured,
      unsettled: 1,
      implausible: 0,
      by_page: [],
      by_browser: [],
      by_tracker: [],
    };
    expect(lossSentence(loss)).toBe(
      'Of 200 events that browsers sent in 40 page views, 4 (2.0%, 95% interval 0.80–5.0%) never arrived. ' +
        '1 more arrived and were refused; they have a reason. 1 page view is too young to be judged.',
    );
    expect(
      lossSentence({ ...loss, unsettled: 0, total: { ...measured, lost: 0, rejected: 0, rate: 0 } }),
    ).toBe(
      'All 200 events that browsers sent in 40 page views arrived; with 95% certainty, less than 5.0% are lost.',
    );
    expect(lostText({ ...quality, loss })).toBe('4 (2.0%)');
    expect(lostText(quality)).toBe('being measured');
  });

  it('balances, and says why something was rejected', () => {
    expect(qualitySentence(quality)).toBe(
      'All time: everything that was accepted is counted. Rejected: bad_name 2 and time_out_of_range 1.',
    );
  });

  it('says what is on its way, with a lower bound as one', () => {
    expect(qualitySentence({ ...quality, rejected_by_code: {}, stored: 90, in_flight: 5 })).toBe(
      'All time: 5 accepted, and not yet counted.',
    );
    expect(
      qualitySentence({ ...quality, rejected_by_code: {}, stored: 90, in_flight: 4, in_flight_exact: false }),
    ).toBe('All time: at least 4 accepted, and not yet counted.');
  });

  it('says when the sum does not add up', () => {
    expect(qualitySentence({ ...quality, rejected_by_code: {}, stored: 90 })).toBe(
      'All time: 5 accepted events are not accounted for.',
    );
  });
});
