import { Link } from '../address/Link';
import { onPage, type View } from '../address/view';
import { useProducts } from '../api/reports';
import type { FunnelDefinition, ProductReport } from '../api/types';
import { IntervalBar, scaleOf } from '../chart/IntervalBar';
import type { DayRange } from '../time/range';
import { Loaded, Skeleton } from '../view/State';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { amountsOf, productSentence, valueName } from './sentences';
import { Table } from '../view/Table';

/** What is viewed, put into carts and bought. A product leads to the funnel of those who viewed it. */
export function Products({ site, range, view }: { site: string; range: DayRange; view: View }) {
  const words = messages.products;
  const answer = useProducts(site, range, view);
  return (
    <section className="panel wide" aria-labelledby="products-title" aria-busy={answer.isPlaceholderData}>
      <h2 id="products-title">{words.title}</h2>
      <Loaded answer={answer} skeleton={<Skeleton heights={[24, 240]} />}>
        {(report) => (
          <>
            <p className="answer" data-figure="products.sentence">
              {productSentence(report)}
            </p>
            {report.rows.length > 0 && <Rows report={report} view={view} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Rows({ report, view }: { report: ProductReport; view: View }) {
  const words = messages.products;
  const scale = scaleOf(
    report.rows.map(({ buy_rate: rate, buy_interval: bounds, viewed: n }) => ({ rate, bounds, n })),
  );
  return (
    <Table
      label={messages.tableOf(words.title)}
      className="breakdown"
      columns={[
        words.product,
        words.viewed,
        words.carted,
        words.bought,
        words.cartRate,
        { name: words.buyRate, className: 'rate' },
        messages.overview.revenue,
      ]}
    >
      {report.rows.map((row) => {
        const figure = (of: string) => `products.${row.other ? '(other)' : row.value}.${of}`;
        const name = row.name === '' ? valueName(row.value) : row.name;
        return (
          <tr key={row.other ? '(other)' : `=${row.value}`}>
            <th scope="row" className={row.other || row.value === '' ? 'unnamed' : undefined}>
              {row.other ? (
                messages.breakdown.other
              ) : row.value === '' ? (
                valueName('')
              ) : (
                <Link to={{ ...onPage(view, 'funnels'), funnel: undefined, ask: funnelOf(row.value, name) }}>
                  {name}
                </Link>
              )}
            </th>
            <td data-figure={figure('viewed')}>{count(row.viewed)}</td>
            <td data-figure={figure('carted')}>{count(row.carted)}</td>
            <td data-figure={figure('bought')}>{count(row.bought)}</td>
            <td data-figure={figure('cart_rate')}>{percent(row.cart_rate)}</td>
            <td className="rate">
              <span className="rate-figures">
                <span data-figure={figure('buy_rate')}>{percent(row.buy_rate)}</span>
                <small>{interval(row.buy_interval)}</small>
              </span>
              <IntervalBar rate={row.buy_rate} bounds={row.buy_interval} scale={scale} />
            </td>
            <td data-figure={figure('revenue')}>
              {amountsOf(row.revenue_by_currency) || messages.report.nothing}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** The path of one product: seen, put into the cart, bought. */
function funnelOf(id: string, name: string): FunnelDefinition {
  const of = (event: string, step: string) => ({
    name: step,
    match: [{ event, where: [{ property: 'item.item_id', op: 'eq' as const, value: id }] }],
  });
  const words = messages.products;
  return {
    name: words.pathOf(name),
    subject: 'visitor',
    steps: [of('view_item', words.viewed), of('add_to_cart', words.carted), of('purchase', words.bought)],
  };
}
