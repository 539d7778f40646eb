import type { PathNode, PathReport } from '../api/types';
import { count, interval, percent } from '../words/format';
import { messages } from '../words/messages';
import { wilson } from '../chart/wilson';
import { readPoint } from './point';

const words = messages.paths;

/** What a node is called. */
export function nodeName(
  { kind, value, depth }: Pick<PathNode, 'kind' | 'value' | 'depth'>,
  report: PathReport,
): string {
  switch (kind) {
    case 'page':
      return value === '' ? messages.breakdown.unknown : value;
    case 'event':
      return value;
    case 'other':
      return report.by === 'page' ? words.otherPages : words.otherEvents;
    case 'exit':
      return words.exit;
    case 'start':
      return report.direction === 'backward' && depth > 0 ? words.began : pointName(value);
    case 'end':
      return pointName(value);
  }
}

/** What a point is called; "" is where sessions begin. */
export function pointName(text: string): string {
  const point = readPoint(text);
  if (point === undefined) return text === '' ? words.entrance : text;
  return point.kind === 'step' ? words.stepOf(String(point.step), point.funnel) : point.value;
}

/** What the paths say: how many there are, where most of them go, and how many end. */
export function pathSentence(report: PathReport): string {
  const { direction, total, found, nodes } = report;
  const subjects = messages.counted(report.unit, total);
  if (total === 0)
    return direction === 'between' && found > 0
      ? words.nobodyBetween(
          count(found),
          messages.counted(report.unit, found),
          pointName(report.start ?? ''),
          pointName(report.end ?? ''),
        )
      : words.none;
  const at = pointName((direction === 'backward' ? report.end : report.start) ?? '');
  const sentences: string[] = [];
  if (direction === 'between') {
    const share = wilson(total, found);
    sentences.push(
      words.between(
        count(found),
        messages.counted(report.unit, found),
        at,
        count(total),
        percent(total / found),
        interval(share),
        pointName(report.end ?? ''),
      ),
    );
  } else
    sentences.push((direction === 'backward' ? words.backward : words.forward)(count(total), subjects, at));
  const next = nodes.filter((node) => node.depth === 1);
  const most = next
    .filter(({ kind }) => kind === 'page' || kind === 'event')
    .toSorted((a, b) => b.count - a.count)[0];
  if (most !== undefined)
    sentences.push(
      (direction === 'backward' ? words.mostFrom : words.mostTo)(
        nodeName(most, report),
        count(most.count),
        percent(most.count / total),
        interval(wilson(most.count, total)),
      ),
    );
  const ended = next.find(({ kind }) => kind === (direction === 'backward' ? 'start' : 'exit'));
  if (ended !== undefined)
    sentences.push(
      (direction === 'backward' ? words.beganThere : words.ended)(
        count(ended.count),
        percent(ended.count / total),
      ),
    );
  return sentences.join(' ');
}
