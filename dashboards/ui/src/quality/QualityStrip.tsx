import type { Answer } from '../api/queries';
import type { Quality } from '../api/types';
import { Loaded, Skeleton, useNow } from '../view/State';
import { ago, count, moment } from '../words/format';
import { messages } from '../words/messages';
import { botsText, inFlightText, lostText, qualitySentence } from '../words/sentences';
import { LossTables } from './LossTables';

/** More than this behind, and it is said. */
const LAG_TOLD_MILLIS = 30_000;

/** Whether everything that was sent is counted, of all time. */
export function QualityStrip({ answer, zone }: { answer: Answer<Quality>; zone: string }) {
  return (
    <section aria-labelledby="quality-title" className="panel quality">
      <h2 id="quality-title">{messages.quality.title}</h2>
      <Loaded answer={answer} skeleton={<Skeleton heights={[24, 32]} />}>
        {(quality) => (
          <>
            <p className="answer">
              {qualitySentence(quality)} {messages.live.asOf(moment(quality.as_of, zone))}.{' '}
              <Lag asOf={quality.as_of} />
            </p>
            <dl className="figures small">
              <Figure name="received" label={messages.quality.received} text={count(quality.received)} />
              <Figure name="rejected" label={messages.quality.rejected} text={count(quality.rejected)} />
              <Figure
                name="duplicates"
                label={messages.quality.duplicates}
                text={count(quality.duplicates)}
              />
              <Figure name="stored" label={messages.quality.stored} text={count(quality.stored)} />
              <Figure name="in_flight" label={messages.quality.inFlight} text={inFlightText(quality)} />
              <Figure name="late" label={messages.quality.late} text={count(quality.late)} />
              <Figure name="bots" label={messages.quality.bots} text={botsText(quality)} />
              <Figure name="lost" label={messages.quality.lost} text={lostText(quality)} />
            </dl>
            {quality.loss !== null && <LossTables loss={quality.loss} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Figure({ name, label, text }: { name: string; label: string; text: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span data-figure={`quality.${name}`}>{text}</span>
      </dd>
    </div>
  );
}

function Lag({ asOf }: { asOf: string }) {
  const now = useNow();
  return now - Date.parse(asOf) > LAG_TOLD_MILLIS ? messages.live.lag(ago(asOf, now)) : null;
}
