import type { FunnelReport } from '../api/types';
import { messages } from '../words/messages';
import { stepLossSentence } from '../words/sentences';

/** What was lost on the way to the intake between a step and the next: a drop-off that may be none. */
export function StepLosses({ report }: { report: FunnelReport }) {
  const words = messages.loss;
  const { losses } = report;
  if (losses !== null && losses.length === 0) return null;
  return (
    <div className="loss">
      <h3>{words.stepsTitle}</h3>
      {losses === null ? (
        <p className="hint">{words.measuring}</p>
      ) : (
        <>
          <ul className="step-losses">
            {losses.map((loss) => (
              <li key={loss.step} data-figure={`losses.${loss.step}`}>
                {stepLossSentence(loss, report.steps)}
              </li>
            ))}
          </ul>
          <p className="hint">{words.stepsHint}</p>
        </>
      )}
    </div>
  );
}
