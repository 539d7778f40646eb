package io.polku.streams.funnel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a funnel whose steps come in order, strict or not, for one value where it holds one.
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
public final class OrderedProgress implements FunnelProgress {
  /** Not entered yet. */
  static final OrderedProgress NONE = new OrderedProgress(List.of(), false);

  private final List<OrderedDay> days;

  /** Whether even an event that serves no step may change something. */
  private final boolean attentive;

  private OrderedProgress(List<OrderedDay> days, boolean attentive) {
    this.days = days;
    this.attentive = attentive;
  }

  /**
   * Progress from its days.
   *
   * @param days one for each day with an event of step 1 that may still matter, in order of entry;
   *     not copied
   * @param funnel null if it is not computed any more
   */
  public static OrderedProgress of(List<OrderedDay> days, @Nullable LiveFunnel funnel) {
    if (days.isEmpty()) {
      return NONE;
    }
    var attentive = false;
    for (var day : days) {
      attentive |= funnel != null && day.isAttentive(funnel);
    }
    return new OrderedProgress(days, attentive);
  }

  @Override
  public OrderedProgress with(Occurrence at, int mask, List<String> values, LiveFunnel funnel) {
    return with(at, mask, LiveFunnel.enters(mask), funnel);
  }

  /**
   * Progress after the visitor's next event.
   *
   * @param mask what it is to the funnel, and to the value
   * @param enters whether it may serve as step 1
   */
  OrderedProgress with(Occurrence at, int mask, boolean enters, LiveFunnel funnel) {
    if ((mask == 0 && !attentive) || (days.isEmpty() && !enters)) {
      return this;
    }
    var changed = false;
    var known = false;
    var next = new ArrayList<OrderedDay>(days.size() + 1);
    for (var day : days) {
      var entersHere = enters && day.day() == at.day();
      known |= entersHere;
      var after = day.with(at, mask, entersHere, funnel);
      changed |= after != day;
      next.add(after);
    }
    if (enters && !known) {
      changed = true;
      next.add(OrderedDay.startedBy(at, funnel));
    }
    return changed ? of(next, funnel) : this;
  }

  @Override
  public OrderedProgress sessionEnded() {
    if (!attentive) {
      return this;
    }
    // What a strict funnel is attentive to besides, it says again at the next event.
    return new OrderedProgress(days.stream().map(OrderedDay::sessionEnded).toList(), true);
  }

  @Override
  public OrderedProgress without(long floorMillis, int firstOpenDay, LiveFunnel funnel) {
    var changed = false;
    var kept = new ArrayList<OrderedDay>(days.size());
    for (var day : days) {
      var rest = day.without(floorMillis, funnel);
      changed |= rest != day;
      if (rest.isOpen() || rest.day() >= firstOpenDay) {
        kept.add(rest);
      } else {
        changed = true;
      }
    }
    return changed ? of(kept, funnel) : this;
  }

  /** Whether there is a fact of that day. */
  boolean hasDay(int day) {
    for (var each : days) {
      if (each.day() == day) {
        return true;
      }
    }
    return false;
  }

  boolean isAttentive() {
    return attentive;
  }

  @Override
  public boolean isEmpty() {
    return days.isEmpty();
  }

  @Override
  public void tell(Facts facts) {
    days.forEach(day -> facts.fact("", day, false));
  }

  /** One for each day with an event of step 1 that may still matter, in order of entry. */
  public List<OrderedDay> days() {
    return days;
  }
}
