import type { ReactNode } from 'react';
import type { View } from '../address/view';
import { useOverview } from '../api/queries';
import type { Overview, OverviewBucket, Site } from '../api/types';
import { intervalFor, type DayRange } from '../time/range';
import { Loaded, Skeleton } from '../view/State';
import { count, list, money, percent } from '../words/format';
import { messages } from '../words/messages';
import { Sparkline } from './Sparkline';

/** What happened on the site in these days, in one line of figures. */
export function OverviewStrip({ site, view, range }: { site: Site; view: View; range: DayRange }) {
  const interval = intervalFor(range, view.interval);
  const answer = useOverview(site.site, range, interval);
  return (
    <section aria-label={messages.overview.title} className="strip" aria-busy={answer.isPlaceholderData}>
      <Loaded answer={answer} skeleton={<Skeleton heights={[64]} />}>
        {(overview) => <Figures overview={overview} />}
      </Loaded>
    </section>
  );
}

function Figures({ overview: { totals, revenue_by_currency: revenue, series } }: { overview: Overview }) {
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
      />
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
