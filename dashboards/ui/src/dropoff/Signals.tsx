import type { DropoffSignal, FunnelDropoffs } from '../api/types';
import { RatioBar } from '../chart/Bars';
import { count, percent, ratio } from '../words/format';
import { messages } from '../words/messages';
import { signalVerdict, signalsSentence } from './sentences';
import { Table } from '../view/Table';

const words = messages.stepSignals;

/** Signs of trouble after the step, by whether people went on; nothing is claimed where there is too little. */
export function Signals({ dropoffs, subject }: { dropoffs: FunnelDropoffs; subject: 'visitor' | 'session' }) {
  const { signals } = dropoffs;
  const scale = Math.max(
    2,
    ...signals.flatMap(({ odds_ratio: odds, interval: bounds }) =>
      odds === null || bounds === null ? [] : [...bounds, odds].map((value) => Math.max(value, 1 / value)),
    ),
  );
  return (
    <div className="signals">
      <h3>{words.title}</h3>
      <p className="answer" data-figure="signals.sentence">
        {signalsSentence(signals, subject)}
      </p>
      <Table
        label={words.table}
        columns={[
          words.signal,
          words.dropped,
          words.converted,
          { name: words.odds, className: 'rate' },
          { name: messages.compare.verdict, className: 'text' },
        ]}
      >
        {signals.map((signal) => (
          <Row key={signal.signal} signal={signal} scale={Math.min(scale, 50)} />
        ))}
      </Table>
      <p className="hint">{words.hint}</p>
    </div>
  );
}

function Row({ signal, scale }: { signal: DropoffSignal; scale: number }) {
  const figure = (name: string) => `signals.${signal.signal}.${name}`;
  const { odds_ratio: odds, interval: bounds } = signal;
  return (
    <tr>
      <th scope="row">{words.names[signal.signal]}</th>
      <td>
        <span data-figure={figure('dropped_with')}>{count(signal.dropped_with)}</span> ·{' '}
        {percent(signal.share_dropped)}
      </td>
      <td>
        <span data-figure={figure('converted_with')}>{count(signal.converted_with)}</span> ·{' '}
        {percent(signal.share_converted)}
      </td>
      <td className="rate">
        {odds !== null && bounds !== null ? (
          <>
            <span className="rate-figures">
              <span data-figure={figure('odds_ratio')}>{ratio(odds)}</span>
              <small data-figure={figure('interval')}>
                {words.interval(ratio(bounds[0] ?? 0), ratio(bounds[1] ?? 0))}
              </small>
            </span>
            <RatioBar ratio={odds} bounds={bounds} scale={scale} />
          </>
        ) : (
          messages.report.nothing
        )}
      </td>
      <td className="text">{signalVerdict(signal)}</td>
    </tr>
  );
}
