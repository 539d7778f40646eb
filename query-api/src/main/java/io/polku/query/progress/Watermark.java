package io.polku.query.progress;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the log has been processed, from offsets that are looked at again and again.
 *
 * <p>A look at time t notes where the events end. Once the streams have committed all of these, it
 * notes where the changes end; once the sink has committed all of those, everything that lay in the
 * log at t can be queried. Pure; not thread-safe.
 */
final class Watermark {
  /** Looks kept while there is lag. Of more, every second one goes, now and from then on. */
  private static final int POINTS_MAX = 4_096;

  private final Deque<Point> points = new ArrayDeque<>();
  private @Nullable Instant reached;
  private long looks;
  private long keptOneIn = 1;

  private static final class Point {
    private final Instant at;
    private final Offsets eventsEnd;
    private @Nullable Offsets changesEnd;

    Point(Instant at, Offsets eventsEnd) {
      this.at = at;
      this.eventsEnd = eventsEnd;
    }
  }

  /**
   * A look at the log. The parts must have been read in this order.
   *
   * @param at a moment before the first of them was read
   */
  void look(
      Instant at, Offsets eventsEnd, Offsets eventsDone, Offsets changesEnd, Offsets changesDone) {
    if (points.isEmpty()) {
      keptOneIn = 1;
    } else if (points.size() >= POINTS_MAX) {
      thinOut();
      keptOneIn *= 2;
    }
    if (looks++ % keptOneIn == 0) {
      points.add(new Point(at, eventsEnd));
    }
    for (var point : points) {
      if (point.changesEnd == null) {
        if (!eventsDone.covers(point.eventsEnd)) {
          // Those that came later ask for no less.
          break;
        }
        point.changesEnd = changesEnd;
      }
    }
    while (isDone(points.peek(), changesDone)) {
      reached = points.remove().at;
    }
  }

  /** Everything that lay in the log at this moment can be queried; empty until one is known. */
  Optional<Instant> reached() {
    return Optional.ofNullable(reached);
  }

  private static boolean isDone(@Nullable Point point, Offsets changesDone) {
    return point != null && point.changesEnd != null && changesDone.covers(point.changesEnd);
  }

  private void thinOut() {
    var keep = true;
    for (var each = points.iterator(); each.hasNext(); keep = !keep) {
      each.next();
      if (!keep) {
        each.remove();
      }
    }
  }
}
