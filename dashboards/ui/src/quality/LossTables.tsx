import type { Loss, LossRow } from '../api/types';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { lossSentence } from '../words/sentences';
import { Table } from '../view/Table';

/** What trackers sent and nobody received: how much, how sure that is, and where. */
export function LossTables({ loss }: { loss: Loss }) {
  const words = messages.loss;
  const hasRows = loss.total.expected > 0;
  return (
    <div className="loss">
      <h3>{words.title}</h3>
      <p className="answer" data-figure="loss.sentence">
        {lossSentence(loss)}
      </p>
      {hasRows && (
        <div className="loss-tables">
          <Rows name="page" title={words.byPage} rows={loss.by_page} />
          <Rows name="browser" title={words.byBrowser} rows={loss.by_browser} />
          <Rows name="tracker" title={words.byTracker} rows={loss.by_tracker} />
        </div>
      )}
      <p className="hint">{words.hint}</p>
    </div>
  );
}

function Rows({ name, title, rows }: { name: string; title: string; rows: readonly LossRow[] }) {
  const words = messages.loss;
  return (
    <Table
      label={title}
      caption={<caption className="unseen">{title}</caption>}
      columns={[title, words.sent, words.lost, words.share, messages.report.interval]}
    >
      {rows.map(({ value, measured }) => (
        <tr key={value}>
          <th scope="row">
            {value === '' ? <span className="unnamed">{messages.breakdown.unknown}</span> : value}
          </th>
          <td>{count(measured.expected)}</td>
          <td data-figure={`loss.${name}.${value}.lost`}>{count(measured.lost)}</td>
          <td data-figure={`loss.${name}.${value}.rate`}>{percent(measured.rate)}</td>
          <td>{interval(measured.interval)}</td>
        </tr>
      ))}
    </Table>
  );
}
