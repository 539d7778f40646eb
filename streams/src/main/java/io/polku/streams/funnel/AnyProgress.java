package io.polku.streams.funnel;

import io.polku.streams.funnel.AnyDay.Mark;
import java.util.ArrayList;
import java.util.List;

/**
 * Progress in a funnel whose steps come in any order.
 *
 * @param days one for each day with an event of a step that may still matter, in order; not copied
 * @param newest the latest event of each step, of any day, in order; not copied
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
public record AnyProgress(List<AnyDay> days, List<Mark> newest) implements FunnelProgress {
  /** Not entered yet. */
  static final AnyProgress NONE = new AnyProgress(List.of(), List.of());

  @Override
  public AnyProgress with(Occurrence at, int mask, List<String> values, LiveFunnel funnel) {
    var mark = mask == 0 ? null : Mark.of(at.event(), mask);
    var changed = false;
    var known = false;
    var next = new ArrayList<AnyDay>(days.size() + 1);
    for (var day : days) {
      var after = day.with(at, mark, newest, funnel);
      known |= mark != null && day.day() == at.day();
      changed |= after != day;
      next.add(after);
    }
    if (mark == null) {
      return changed ? new AnyProgress(next, newest) : this;
    }
    if (!known) {
      next.add(AnyDay.startedBy(at, mark));
    }
    return new AnyProgress(next, AnyDay.replaced(newest, mark));
  }

  @Override
  public AnyProgress sessionEnded() {
    return days.isEmpty()
        ? this
        : new AnyProgress(days.stream().map(AnyDay::sessionEnded).toList(), newest);
  }

  @Override
  public AnyProgress without(long floorMillis, int firstOpenDay, LiveFunnel funnel) {
    var marks = AnyDay.unexpired(newest, floorMillis, funnel);
    var changed = marks != newest;
    var kept = new ArrayList<AnyDay>(days.size());
    for (var day : days) {
      var rest = day.without(floorMillis, funnel);
      changed |= rest != day;
      if (rest.isOpen() || rest.day() >= firstOpenDay) {
        kept.add(rest);
      } else {
        changed = true;
      }
    }
    return changed ? new AnyProgress(kept, marks) : this;
  }

  @Override
  public boolean isEmpty() {
    return days.isEmpty();
  }

  @Override
  public void tell(Facts facts) {
    days.forEach(day -> facts.fact("", day, false));
  }
}
