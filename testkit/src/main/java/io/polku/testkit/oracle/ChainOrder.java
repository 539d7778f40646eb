package io.polku.testkit.oracle;

import io.polku.contract.event.Event;
import java.util.Comparator;
import java.util.List;

/** Which of two chains of one subject is reported: the lesser of the two. One rule a method. */
final class ChainOrder {
  /** The reported chain comes first. */
  static final Comparator<List<Event>> REPORTED_FIRST =
      longest()
          .thenComparing(finishesEarliest())
          .thenComparing(startsLatest())
          .thenComparing(earlierStepsLatestFromTheEnd());

  private ChainOrder() {}

  private static Comparator<List<Event>> longest() {
    return (one, other) -> Integer.compare(other.size(), one.size());
  }

  private static Comparator<List<Event>> finishesEarliest() {
    return (one, other) -> Event.ORDER.compare(one.getLast(), other.getLast());
  }

  private static Comparator<List<Event>> startsLatest() {
    return (one, other) -> Event.ORDER.compare(other.getFirst(), one.getFirst());
  }

  /** For chains of one length; the rule before this one sees to longer and shorter. */
  private static Comparator<List<Event>> earlierStepsLatestFromTheEnd() {
    return (one, other) -> {
      for (var i = one.size() - 1; i >= 0; i--) {
        var order = Event.ORDER.compare(other.get(i), one.get(i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }
}
