package io.polku.streams.funnel;

import io.polku.streams.event.SlimEvent;
import io.polku.streams.event.Traits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a funnel whose steps come in any order. Immutable.
 *
 * <p>The longest chain that ends with an event takes of each other step the latest event within the
 * window, which is no better replaced by an earlier one. One of the chain's events has to lie in
 * the entry day, as its first: if none of those latest ones does, the latest event of that day
 * stands in for the one of its own step.
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
public final class AnyDay implements DayProgress {
  private final int day;
  private final long firstEntryMillis;
  private final long lastEntryMillis;
  private final Chain reported;
  private final List<Mark> marks;
  private final Trail trail;

  /**
   * The latest event so far that serves as a step.
   *
   * @param step number of the step, from 1
   */
  public record Mark(int step, long timeMillis, Traits traits, String path) {
    static Mark of(SlimEvent event, int mask) {
      return new Mark(
          Integer.numberOfTrailingZeros(mask) + 1,
          event.timeMillis(),
          event.traits(),
          event.path());
    }

    private boolean reaches(long timeMillis, LiveFunnel funnel) {
      return timeMillis - this.timeMillis <= funnel.windowMillis();
    }
  }

  /**
   * Progress as it was stored.
   *
   * @param marks what {@link #marks} gave
   */
  public AnyDay(
      int day,
      long firstEntryMillis,
      long lastEntryMillis,
      Chain reported,
      List<Mark> marks,
      Trail trail) {
    this.day = day;
    this.firstEntryMillis = firstEntryMillis;
    this.lastEntryMillis = lastEntryMillis;
    this.reported = reported;
    this.marks = List.copyOf(marks);
    this.trail = trail;
  }

  /** The first event of a day that serves as a step. */
  static AnyDay startedBy(Occurrence at, Mark mark) {
    return new AnyDay(
        at.day(),
        at.timeMillis(),
        at.timeMillis(),
        Chain.startedBy(at.event()),
        List.of(mark),
        Trail.of(at));
  }

  /**
   * Progress after the visitor's next event.
   *
   * @param mark the event, if it serves as a step
   * @param newest the latest event of each step before it, of any day, in order
   */
  AnyDay with(Occurrence at, @Nullable Mark mark, List<Mark> newest, LiveFunnel funnel) {
    var left = trail.with(at.event());
    var entersHere = mark != null && at.day() == day;
    var longer = mark == null || isFinished(funnel) ? null : longer(mark, newest, funnel);
    if (!entersHere && longer == null) {
      return left == trail ? this : with(reported, marks, left);
    }
    var chain = longer == null ? reported : longer;
    return new AnyDay(
        day,
        firstEntryMillis,
        entersHere ? at.timeMillis() : lastEntryMillis,
        chain,
        chain.length() == funnel.steps()
            ? List.of()
            : entersHere && mark != null ? replaced(marks, mark) : marks,
        longer == null ? left : Trail.of(at));
  }

  /** The longest chain that ends with an event, if it is longer than the reported one. */
  private @Nullable Chain longer(Mark last, List<Mark> newest, LiveFunnel funnel) {
    var before = new ArrayList<Mark>();
    for (var mark : newest) {
      if (mark.step() != last.step()
          && mark.reaches(last.timeMillis(), funnel)
          && mark.timeMillis() >= firstEntryMillis) {
        before.add(mark);
      }
    }
    if (before.size() < reported.length()
        || (!isHere(before.getFirst()) && !startHere(before, last, funnel))) {
      return null;
    }
    var first = before.getFirst();
    var chain = Chain.startedAt(first.timeMillis(), first.traits(), first.path());
    for (var mark : before.subList(1, before.size())) {
      chain = chain.then(mark.timeMillis());
    }
    return chain.then(last.timeMillis());
  }

  private boolean isHere(Mark mark) {
    for (var here : marks) {
      if (here.step() == mark.step()) {
        return here.timeMillis() == mark.timeMillis();
      }
    }
    return false;
  }

  /** Puts the latest event of this day that fits to the front, in place of a later one. */
  private boolean startHere(List<Mark> before, Mark last, LiveFunnel funnel) {
    for (var here : marks.reversed()) {
      if (here.step() != last.step() && here.reaches(last.timeMillis(), funnel)) {
        before.removeIf(mark -> mark.step() == here.step());
        before.addFirst(here);
        return true;
      }
    }
    return false;
  }

  /** The marks with one in place of that of the same step, in order. */
  static List<Mark> replaced(List<Mark> marks, Mark by) {
    var next = new ArrayList<Mark>(marks.size() + 1);
    for (var mark : marks) {
      if (mark.step() != by.step()) {
        next.add(mark);
      }
    }
    next.add(by);
    return next;
  }

  /** The marks that an event after the floor may be in a chain with. */
  static List<Mark> unexpired(List<Mark> marks, long floorMillis, LiveFunnel funnel) {
    for (var mark : marks) {
      if (!mark.reaches(floorMillis + 1, funnel)) {
        return marks.stream().filter(each -> each.reaches(floorMillis + 1, funnel)).toList();
      }
    }
    return marks;
  }

  AnyDay sessionEnded() {
    var left = trail.sessionEnded();
    return left == trail ? this : with(reported, marks, left);
  }

  /** Without what no event after the floor can be in a chain with. */
  AnyDay without(long floorMillis, LiveFunnel funnel) {
    var rest = unexpired(marks, floorMillis, funnel);
    return rest == marks ? this : with(reported, rest, trail);
  }

  private AnyDay with(Chain chain, List<Mark> kept, Trail left) {
    return new AnyDay(day, firstEntryMillis, lastEntryMillis, chain, kept, left);
  }

  private boolean isFinished(LiveFunnel funnel) {
    return reported.length() == funnel.steps();
  }

  @Override
  public boolean isOpen() {
    return trail.open() || !marks.isEmpty();
  }

  @Override
  public int day() {
    return day;
  }

  @Override
  public long firstEntryMillis() {
    return firstEntryMillis;
  }

  /** The subject's last event in that day that serves as a step. */
  public long lastEntryMillis() {
    return lastEntryMillis;
  }

  @Override
  public long deadlineMillis(LiveFunnel funnel) {
    return lastEntryMillis + funnel.windowMillis();
  }

  @Override
  public Chain reported() {
    return reported;
  }

  @Override
  public int unexcludedLevel() {
    return reported.length();
  }

  @Override
  public Trail trail() {
    return trail;
  }

  /** The latest event of each step in this day, in order; empty after the last step. */
  public List<Mark> marks() {
    return marks;
  }
}
