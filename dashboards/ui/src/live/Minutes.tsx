import type { Live } from '../api/types';
import { count, timeOfMinute } from '../words/format';
import { messages } from '../words/messages';

/** Events of each of the last minutes as bars; the one that goes on is hollow. */
export function Minutes({ minutes, zone }: { minutes: Live['minutes']; zone: string }) {
  const words = messages.livePage;
  const whole = minutes.slice(0, -1);
  const going = minutes.at(-1);
  const top = Math.max(1, ...minutes.map(({ events }) => events));
  const most = whole.reduce((sum, { events }) => sum + events, 0);
  const width = 100 / Math.max(1, minutes.length);
  return (
    <>
      <p className="answer" data-figure="live.minutes">
        {words.minutesSentence(
          count(Math.round(most / Math.max(1, whole.length))),
          count(top),
          count(going?.events ?? 0),
        )}
      </p>
      <svg className="minutes" role="img" aria-label={words.minutesLabel} height="96">
        {minutes.map(({ from, events }, at) => {
          const height = (events / top) * 92;
          return (
            <rect
              key={from}
              className={at === minutes.length - 1 ? 'minute going' : 'minute'}
              x={`${at * width + width * 0.1}%`}
              width={`${width * 0.8}%`}
              y={94 - height}
              height={height}
            >
              <title>{words.minute(timeOfMinute(from, zone), count(events))}</title>
            </rect>
          );
        })}
      </svg>
      <p className="minutes-ends hint" aria-hidden="true">
        <span>{minutes[0] !== undefined && timeOfMinute(minutes[0].from, zone)}</span>
        <span>{going !== undefined && timeOfMinute(going.from, zone)}</span>
      </p>
    </>
  );
}
