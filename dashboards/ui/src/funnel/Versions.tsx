import { go } from '../address/use-view';
import type { View } from '../address/view';
import type { Funnel, FunnelReport } from '../api/types';
import { Loaded, Skeleton } from '../view/State';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { useFunnelPart, type Question } from './queries';

const words = messages.versions;

/** More than this nobody goes back. */
const VERSIONS_SHOWN = 50;

/** Which version of a stored funnel is shown. */
export function VersionPicker({ stored, view }: { stored: Funnel; view: View }) {
  const latest = stored.version;
  if (latest === 1) return <span className="hint">{messages.funnels.version(count(latest))}</span>;
  const versions = Array.from({ length: Math.min(latest, VERSIONS_SHOWN) }, (_, at) => latest - at);
  return (
    <label className="inline-field">
      <span>{words.label}</span>
      <select
        value={view.version ?? latest}
        onChange={({ target }) => {
          const picked = Number(target.value);
          go({ version: picked === latest ? undefined : picked, step: undefined, state: undefined });
        }}
      >
        {versions.map((version) => (
          <option key={version} value={version}>
            {version === latest ? words.latest(count(version)) : count(version)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** An older version beside the latest, of the same people and days. */
export function VersionComparison({
  report,
  question,
  stored,
}: {
  report: FunnelReport;
  question: Question;
  stored: Funnel;
}) {
  const latest = useFunnelPart<FunnelReport>('report', { ...question, version: undefined });
  return (
    <section className="panel" aria-labelledby="versions-title">
      <div className="panel-head">
        <h2 id="versions-title">{words.title(count(report.funnel.version ?? 0), count(stored.version))}</h2>
        <button type="button" onClick={() => go({ version: undefined })}>
          {words.toLatest}
        </button>
      </div>
      <p className="hint">{words.readOnly}</p>
      <Loaded answer={latest} skeleton={<Skeleton heights={[120]} />}>
        {(other) => (
          <div className="scroll" tabIndex={0} role="region" aria-label={words.table}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.number}</th>
                  {[report, other].map(({ funnel: { version } }) => (
                    <Heads key={version} version={count(version ?? 0)} />
                  ))}
                </tr>
              </thead>
              <tbody>
                {Array.from({ length: Math.max(report.steps.length, other.steps.length) }, (_, at) => (
                  <tr key={at}>
                    <th scope="row">{at + 1}</th>
                    <Cells report={report} at={at} />
                    <Cells report={other} at={at} />
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </section>
  );
}

function Heads({ version }: { version: string }) {
  return (
    <>
      <th scope="col" className="text">
        {words.step(version)}
      </th>
      <th scope="col">{words.entered(version)}</th>
      <th scope="col">{words.rate(version)}</th>
    </>
  );
}

function Cells({ report, at }: { report: FunnelReport; at: number }) {
  const step = report.steps[at];
  const figure = (name: string) => `version.${report.funnel.version ?? 0}.${at + 1}.${name}`;
  if (step === undefined) return <td colSpan={3} />;
  return (
    <>
      <td className="text">{step.name}</td>
      <td data-figure={figure('entered')}>{count(step.entered)}</td>
      <td>
        <span data-figure={figure('rate_first')}>{percent(step.rate_first)}</span>{' '}
        <small>{interval(step.interval_first)}</small>
      </td>
    </>
  );
}
