package io.polku.streams.funnel;

import io.polku.streams.event.SlimEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * How far one subject has come in one funnel, by entry day. Immutable; a pure function of the
 * subject's events in order.
 *
 * @param days one for each day with an event of step 1 that may still matter, in order of entry
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
public record FunnelProgress(List<DayProgress> days) {
  /** Not entered yet. */
  public static final FunnelProgress NONE = new FunnelProgress(List.of());

  private static final int STEP_1 = 1;

  /** Copies the list. */
  public FunnelProgress {
    days = List.copyOf(days);
  }

  /**
   * Progress after the subject's next event.
   *
   * @param mask which steps the event can serve as: bit k−1 for step k
   * @param dayOf the day of a time in the site's zone, in days since 1970-01-01
   */
  public FunnelProgress with(
      SlimEvent event, int mask, LiveFunnel funnel, LongToIntFunction dayOf) {
    var enters = (mask & STEP_1) != 0;
    if (mask == 0 || (days.isEmpty() && !enters)) {
      return this;
    }
    var entryDay = enters ? dayOf.applyAsInt(event.timeMillis()) : 0;
    var known = false;
    var next = new ArrayList<DayProgress>(days.size() + 1);
    for (var day : days) {
      var entersHere = enters && day.day() == entryDay;
      known |= entersHere;
      next.add(
          day.with(event.timeMillis(), mask, entersHere ? Chain.startedBy(event) : null, funnel));
    }
    if (enters && !known) {
      next.add(DayProgress.startedBy(Chain.startedBy(event), entryDay, funnel));
    }
    return new FunnelProgress(next);
  }

  /**
   * Without what no event after the floor can change.
   *
   * @param firstOpenDay days before it get no events any more, and their facts are final unless a
   *     chain can still be continued; {@link Integer#MIN_VALUE} to keep all facts
   */
  public FunnelProgress without(long floorMillis, int firstOpenDay, LiveFunnel funnel) {
    var changed = false;
    var kept = new ArrayList<DayProgress>(days.size());
    for (var day : days) {
      var rest = day.without(floorMillis, funnel);
      changed |= rest != day;
      if (rest.isOpen() || rest.day() >= firstOpenDay) {
        kept.add(rest);
      } else {
        changed = true;
      }
    }
    return changed ? new FunnelProgress(kept) : this;
  }
}
