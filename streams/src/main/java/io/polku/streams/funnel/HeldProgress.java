package io.polku.streams.funnel;

import io.polku.contract.funnel.Hold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a funnel that holds a value: by each value for itself.
 *
 * @param byValue progress for each value that an event of step 1 carried; not copied
 * @param cappedDays days with more values than {@link Hold#VALUES_MAX}; not copied
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
public record HeldProgress(Map<String, OrderedProgress> byValue, List<Integer> cappedDays)
    implements FunnelProgress {
  /** Not entered yet. */
  static final HeldProgress NONE = new HeldProgress(Map.of(), List.of());

  @Override
  public HeldProgress with(Occurrence at, int mask, List<String> values, LiveFunnel funnel) {
    var next = new Changes(this);
    // An event is something to all values where it ends a way out, stands in the way of a strict
    // chain, or is an exclusion and carries none.
    var toAll = LiveFunnel.excludes(mask) && values.isEmpty();
    byValue.forEach(
        (value, before) -> {
          if ((toAll || before.isAttentive()) && !values.contains(value)) {
            next.put(value, before, before.with(at, toAll ? mask : 0, false, funnel));
          }
        });
    for (var value : values) {
      var before = byValue.getOrDefault(value, OrderedProgress.NONE);
      var enters = LiveFunnel.enters(mask) && next.admits(at.day(), before);
      next.put(value, before, before.with(at, mask, enters, funnel));
    }
    return next.done();
  }

  @Override
  public HeldProgress sessionEnded() {
    var next = new Changes(this);
    byValue.forEach((value, before) -> next.put(value, before, before.sessionEnded()));
    return next.done();
  }

  @Override
  public HeldProgress without(long floorMillis, int firstOpenDay, LiveFunnel funnel) {
    var next = new Changes(this);
    byValue.forEach(
        (value, before) ->
            next.put(value, before, before.without(floorMillis, firstOpenDay, funnel)));
    var rest = next.done();
    if (rest.cappedDays.isEmpty()) {
      return rest;
    }
    var days =
        rest.cappedDays.stream()
            .filter(day -> day >= firstOpenDay || rest.countOf(day) > 0)
            .toList();
    return days.size() == rest.cappedDays.size() ? rest : new HeldProgress(rest.byValue, days);
  }

  /** How many values entered in a day. */
  private int countOf(int day) {
    return countOf(day, byValue);
  }

  private static int countOf(int day, Map<String, OrderedProgress> byValue) {
    var count = 0;
    for (var progress : byValue.values()) {
      count += progress.hasDay(day) ? 1 : 0;
    }
    return count;
  }

  @Override
  public boolean isEmpty() {
    return byValue.isEmpty();
  }

  @Override
  public void tell(Facts facts) {
    byValue.forEach(
        (value, progress) ->
            progress.days().forEach(day -> facts.fact(value, day, cappedDays.contains(day.day()))));
  }

  /** What one event changes. */
  private static final class Changes {
    private final HeldProgress before;
    private @Nullable Map<String, OrderedProgress> byValue;
    private @Nullable List<Integer> cappedDays;

    Changes(HeldProgress before) {
      this.before = before;
    }

    void put(String value, OrderedProgress known, OrderedProgress progress) {
      if (known == progress) {
        return;
      }
      if (byValue == null) {
        byValue = new LinkedHashMap<>(before.byValue);
      }
      if (progress.isEmpty()) {
        byValue.remove(value);
      } else {
        byValue.put(value, progress);
      }
    }

    /** Whether a value may enter in a day; notes it if there are too many. */
    boolean admits(int day, OrderedProgress progress) {
      if (progress.hasDay(day)
          || countOf(day, byValue == null ? before.byValue : byValue) < Hold.VALUES_MAX) {
        return true;
      }
      if (!before.cappedDays.contains(day) && cappedDays == null) {
        cappedDays = new ArrayList<>(before.cappedDays);
        cappedDays.add(day);
      }
      return false;
    }

    HeldProgress done() {
      return byValue == null && cappedDays == null
          ? before
          : new HeldProgress(
              byValue == null ? before.byValue : byValue,
              cappedDays == null ? before.cappedDays : cappedDays);
    }
  }
}
