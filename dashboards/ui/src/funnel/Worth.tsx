import type { Amount, FunnelValue } from '../api/types';
import { Loaded, Skeleton } from '../view/State';
import { count, money } from '../words/format';
import { messages } from '../words/messages';
import { worthSentence } from '../words/sentences';
import { useFunnelPart, type Question } from './queries';
import { Table } from '../view/Table';

const words = messages.worth;

/** What each step is worth, and what lies with those who dropped. */
export function Worth({ question }: { question: Question }) {
  const answer = useFunnelPart<FunnelValue>('value', question);
  return (
    <section className="panel" aria-labelledby="worth-title" aria-busy={answer.isPlaceholderData}>
      <h2 id="worth-title">{words.title}</h2>
      <Loaded answer={answer} skeleton={<Skeleton heights={[20, 120]} />}>
        {(value) => (
          <>
            <p className="answer" data-figure="worth.sentence">
              {worthSentence(value)}
            </p>
            <Table
              label={words.table}
              columns={[
                messages.report.step,
                words.worth,
                words.unknown,
                words.dropped,
                words.atRisk,
                words.unknown,
              ]}
            >
              {value.steps.map((step) => {
                const figure = (word: string) => `worth.${step.index}.${word}`;
                return (
                  <tr key={step.index}>
                    <th scope="row">
                      <span className="index">{step.index}</span> {step.name}
                    </th>
                    <td data-figure={figure('worth')}>
                      <Amounts amounts={step.worth} />
                    </td>
                    <td data-figure={figure('unknown')}>{count(step.unknown)}</td>
                    <td data-figure={figure('dropped')}>{count(step.dropped)}</td>
                    <td data-figure={figure('at_risk')}>
                      <Amounts amounts={step.at_risk} />
                    </td>
                    <td data-figure={figure('at_risk_unknown')}>{count(step.at_risk_unknown)}</td>
                  </tr>
                );
              })}
            </Table>
            <p className="hint">{words.hint}</p>
          </>
        )}
      </Loaded>
    </section>
  );
}

/** Currencies are never added up: one below the other. */
function Amounts({ amounts }: { amounts: readonly Amount[] }) {
  if (amounts.length === 0) return messages.report.nothing;
  return amounts.map(({ currency, amount, subjects }) => (
    <span key={currency} className="amount" title={words.of(count(subjects))}>
      {money(amount, currency)}
    </span>
  ));
}
