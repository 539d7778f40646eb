import type { ReactNode } from 'react';
import type { Overview, OverviewBucket } from '../api/types';
import { count, list, money, percent } from '../words/format';
import { messages } from '../words/messages';
import { Sparkline } from './Sparkline';

/** The main figures in one line, each with its course. */
export function Figures({
  overview: { totals, revenue_by_currency: revenue, series },
}: {
  overview: Overview;
}) {
  const [main, ...others] = revenue.toSorted((a, b) => b.amount - a.amount);
  const otherAmounts = others.map(({ currency, amount }) =>
    currency === '' ? `${money(amount, '')} ${messages.overview.noCurrency}` : money(amount, currency),
  );
  const along = (pick: (figures: OverviewBucket['figures']) => number) => (
    <Sparkline values={series.map(({ figures }) => pick(figures))} />
  );
  return (
    <dl className="figures">
      <Figure name="visitors" label={messages.overview.visitors} text={count(totals.visitors)}>
        {along((figures) => figures.visitors)}
      </Figure>
      <Figure name="sessions" label={messages.overview.sessions} text={count(totals.sessions)}>
        {along((figures) => figures.sessions)}
      </Figure>
      <Figure name="page_views" label={messages.overview.pageViews} text={count(totals.page_views)}>
        {along((figures) => figures.page_views)}
      </Figure>
      <Figure name="purchases" label={messages.overview.purchases} text={count(totals.purchases)}>
        {along((figures) => figures.purchases)}
      </Figure>
      <Figure
        name="conversion_rate"
        label={messages.overview.conversion}
        text={percent(totals.conversion_rate)}
      >
        {along((figures) => figures.conversion_rate)}
      </Figure>
      <Figure name="bounce_rate" label={messages.overview.bounce} text={percent(totals.bounce_rate)}>
        {along((figures) => figures.bounce_rate)}
      </Figure>
      <Figure
        name="revenue"
        label={messages.overview.revenue}
        text={main === undefined ? money(totals.revenue, '') : money(main.amount, main.currency)}
        note={otherAmounts.length === 0 ? undefined : messages.overview.more(list(otherAmounts))}
      >
        {along((figures) => figures.revenue)}
      </Figure>
    </dl>
  );
}

function Figure({
  name,
  label,
  text,
  note,
  children,
}: {
  name: string;
  label: string;
  text: string;
  note?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span data-figure={name}>{text}</span>
        {children}
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  );
}
