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
 * notes where the requests for history end; once these are answered, where the answers end; once
 * the streams have committed those, where the changes end; and once the sink has committed all of
 * those, everything that lay in the log at t can be queried. Pure; not thread-safe.
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
    private @Nullable Offsets requestsEnd;
    private @Nullable Offsets answersEnd;
    private @Nullable Offsets changesEnd;

    Point(Instant at, Offsets eventsEnd) {
      this.at = at;
      this.eventsEnd = eventsEnd;
    }

    /** Goes on along the log; returns whether it has come to the changes. */
    boolean follow(Look look) {
      if (requestsEnd == null && look.eventsDone().covers(eventsEnd)) {
        requestsEnd = look.requestsEnd();
      }
      if (answersEnd == null && requestsEnd != null && look.requestsDone().covers(requestsEnd)) {
        answersEnd = look.answersEnd();
      }
      if (answersEnd != null && look.answersDone().covers(answersEnd)) {
        changesEnd = look.changesEnd();
      }
      return changesEnd != null;
    }
  }

  /** Ends of the topics and how far they are worked off, read in this order. */
  record Look(
      Offsets eventsEnd,
      Offsets eventsDone,
      Offsets requestsEnd,
      Offsets requestsDone,
      Offsets answersEnd,
      Offsets answersDone,
      Offsets changesEnd,
      Offsets changesDone) {}

  /**
   * A look at the log.
   *
   * @param at a moment before the first of its parts was read
   */
  void look(Instant at, Look look) {
    if (points.isEmpty()) {
      keptOneIn = 1;
    } else if (points.size() >= POINTS_MAX) {
      thinOut();
      keptOneIn *= 2;
    }
    if (looks++ % keptOneIn == 0) {
      points.add(new Point(at, look.eventsEnd()));
    }
    for (var point : points) {
      if (point.changesEnd == null && !point.follow(look)) {
        // Those that came later ask for no less.
        break;
      }
    }
    while (isDone(points.peek(), look.changesDone())) {
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
