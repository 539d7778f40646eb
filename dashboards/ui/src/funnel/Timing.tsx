import type { FunnelTiming, Times } from '../api/types';
import { Loaded, Skeleton } from '../view/State';
import { count, duration } from '../words/format';
import { messages } from '../words/messages';
import { timingSentence } from '../words/sentences';
import { useFunnelPart, type Question } from './queries';
import { Table } from '../view/Table';

const words = messages.timing;
const HEIGHT = 56;

/** How long people take from step to step, as distributions over the same bins. */
export function Timing({ question }: { question: Question }) {
  const answer = useFunnelPart<FunnelTiming>('timing', question);
  return (
    <section className="panel" aria-labelledby="timing-title" aria-busy={answer.isPlaceholderData}>
      <h2 id="timing-title">{words.title}</h2>
      <Loaded answer={answer} skeleton={<Skeleton heights={[20, 160]} />}>
        {(timing) => <Steps timing={timing} />}
      </Loaded>
    </section>
  );
}

function Steps({ timing }: { timing: FunnelTiming }) {
  const shown = timing.steps.flatMap((step) =>
    step.from_previous === null ? [] : [{ ...step, times: step.from_previous }],
  );
  const [first, last] = binsUsed(shown.map(({ times }) => times));
  const edges = timing.edges_seconds.slice(first, last + 2);
  const top = Math.max(1, ...shown.flatMap(({ times }) => times.histogram));
  return (
    <>
      <p className="answer" data-figure="timing.sentence">
        {timingSentence(timing)}
      </p>
      {last >= first && (
        <div className="timings">
          {shown.map(({ index, name, times }) => (
            <div key={index} className="timing">
              <p>
                <span className="index">{index}</span> <strong>{name}</strong>{' '}
                <small>{times.median === null ? '' : words.half(duration(times.median))}</small>
              </p>
              <Histogram
                times={times}
                bins={times.histogram.slice(first, last + 1)}
                edges={edges}
                top={top}
              />
            </div>
          ))}
          <Axis edges={edges} />
        </div>
      )}
      <Table
        label={words.table}
        columns={[
          messages.report.step,
          words.n,
          words.median,
          words.mean,
          words.p25,
          words.p75,
          words.p90,
          words.p95,
          words.medianFirst,
          words.meanFirst,
        ]}
      >
        {timing.steps.map(({ index, name, from_previous: previous, from_first: fromFirst }) => {
          const figure = (word: string) => `timing.${index}.${word}`;
          return (
            <tr key={index}>
              <th scope="row">
                <span className="index">{index}</span> {name}
              </th>
              <td data-figure={figure('n')}>
                {previous === null ? messages.report.nothing : count(previous.n)}
              </td>
              <td data-figure={figure('median')}>{time(previous?.median)}</td>
              <td data-figure={figure('mean')}>{time(previous?.mean)}</td>
              <td data-figure={figure('p25')}>{time(previous?.p25)}</td>
              <td data-figure={figure('p75')}>{time(previous?.p75)}</td>
              <td data-figure={figure('p90')}>{time(previous?.p90)}</td>
              <td data-figure={figure('p95')}>{time(previous?.p95)}</td>
              <td data-figure={figure('median_first')}>{time(fromFirst?.median)}</td>
              <td data-figure={figure('mean_first')}>{time(fromFirst?.mean)}</td>
            </tr>
          );
        })}
      </Table>
      <p className="hint">{words.hint}</p>
    </>
  );
}

/** One bar a bin; a line marks the median. The table holds the figures. */
function Histogram({
  times,
  bins,
  edges,
  top,
}: {
  times: Times;
  bins: readonly number[];
  edges: readonly number[];
  top: number;
}) {
  const width = 100 / Math.max(1, bins.length);
  const median = times.median === null ? undefined : placeOf(times.median, edges);
  return (
    <svg className="histogram" height={HEIGHT} role="img" aria-label={words.label(count(times.n))}>
      {bins.map((n, at) => {
        const height = n === 0 ? 0 : Math.max(1, (n / top) * (HEIGHT - 4));
        return (
          <rect key={at} x={`${at * width}%`} width={`${width * 0.94}%`} y={HEIGHT - height} height={height}>
            <title>{words.bin(duration(edges[at] ?? 0), duration(edges[at + 1] ?? 0), count(n))}</title>
          </rect>
        );
      })}
      <line className="base" x1="0" x2="100%" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {median !== undefined && <line x1={`${median}%`} x2={`${median}%`} y1="0" y2={HEIGHT} />}
    </svg>
  );
}

/** The edges of the bins, as many as can be read. */
function Axis({ edges }: { edges: readonly number[] }) {
  const bins = Math.max(1, edges.length - 1);
  const every = Math.ceil(bins / 5);
  return (
    <svg className="histogram-axis" height="18" aria-hidden="true">
      {edges.map(
        (edge, at) =>
          at % every === 0 && (
            <text
              key={edge}
              x={`${(at / bins) * 100}%`}
              y="13"
              textAnchor={at === 0 ? 'start' : at === bins ? 'end' : 'middle'}
            >
              {duration(edge)}
            </text>
          ),
      )}
    </svg>
  );
}

/** First and last bin with somebody in it; the first after the last where there is nobody. */
function binsUsed(all: readonly Times[]): [number, number] {
  const used = all.flatMap(({ histogram }) => histogram.flatMap((n, at) => (n > 0 ? [at] : [])));
  return used.length === 0 ? [0, -1] : [Math.min(...used), Math.max(...used)];
}

/** Where a time lies on the axis, in percent: within a bin in proportion. */
function placeOf(seconds: number, edges: readonly number[]): number {
  const bins = Math.max(1, edges.length - 1);
  const at = Math.max(
    0,
    Math.min(
      bins - 1,
      edges.findLastIndex((edge) => edge <= seconds),
    ),
  );
  const low = edges[at] ?? 0;
  const high = edges[at + 1] ?? low + 1;
  return ((at + Math.min(1, Math.max(0, (seconds - low) / (high - low)))) / bins) * 100;
}

function time(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? messages.report.nothing : duration(seconds);
}
