package io.polku.streams.visitor;

import io.polku.streams.event.SlimEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a visitor's floor is, and what becomes of the events that fall to it. Pure. */
final class Folding {
  private Folding() {}

  /** The floor by the grace period, and higher where too many events would be held. */
  static long floor(long highestMillis, List<SlimEvent> events, SiteRules rules) {
    var byGrace = highestMillis - rules.grace().toMillis();
    var excess = events.size() - VisitorEngine.RETAINED_MAX;
    var byCount = excess > 0 ? events.get(excess - 1).timeMillis() : Long.MIN_VALUE;
    return Math.max(byGrace, byCount);
  }

  /** How many of the events, which are in order, are at or before the floor. */
  static int countTo(long floorMillis, List<SlimEvent> events) {
    var from = 0;
    var to = events.size();
    while (from < to) {
      var middle = (from + to) >>> 1;
      if (events.get(middle).timeMillis() <= floorMillis) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Progress after events that are in order and follow it. */
  static Progress fold(Progress progress, List<SlimEvent> events, SiteRules rules) {
    var folded = progress;
    for (var event : events) {
      var begun =
          folded.sessionEndsBefore(event.timeMillis(), rules) ? folded.sessionEnded(rules) : folded;
      folded = begun.with(event, rules);
    }
    return folded;
  }

  static Standing count(Standing standing, List<SlimEvent> events, SiteRules rules) {
    var counted = standing;
    for (var event : events) {
      counted = counted.counting(rules.dayOf(event.timeMillis()));
    }
    return counted;
  }

  /** Whether there are more events in one day than anybody makes. */
  static boolean isTooMuch(Standing standing, List<SlimEvent> events, SiteRules rules) {
    if (standing.counted() + events.size() <= VisitorEngine.DAY_EVENTS_MAX) {
      return false;
    }
    var days = new HashMap<Integer, Integer>(Map.of(standing.countedDay(), standing.counted()));
    for (var event : events) {
      if (days.merge(rules.dayOf(event.timeMillis()), 1, Integer::sum)
          > VisitorEngine.DAY_EVENTS_MAX) {
        return true;
      }
    }
    return false;
  }

  /** What others know of the rows that may still change. */
  static Map<RowKey, Long> only(Map<RowKey, Long> emitted, List<Row> rows) {
    var kept = HashMap.<RowKey, Long>newHashMap(rows.size());
    for (var row : rows) {
      var fingerprint = emitted.get(row.key());
      if (fingerprint == null) {
        throw new IllegalStateException(
            "row: " + row.key() + " (expected: the same rows before and after folding)");
      }
      kept.put(row.key(), fingerprint);
    }
    return kept;
  }
}
