package io.polku.streams.visitor;

import io.polku.streams.event.SlimEvent;
import io.polku.streams.funnel.FunnelProgress;
import io.polku.streams.funnel.Occurrence;
import io.polku.streams.session.OpenSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a visitor stands after some of their events, in order. Immutable.
 *
 * @param session the session in progress; null before the first event, and once no later event can
 *     belong to it
 * @param funnels progress in each of the site's funnels, by number; for funnels that count sessions
 *     it is the session in progress's
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
record Progress(@Nullable OpenSession session, List<FunnelProgress> funnels) {
  /**
   * A clock that is set back shows the end of a day again. None is set back by more than this, so a
   * day is over for good when it is over by this much.
   */
  private static final long CLOCK_SET_BACK_MILLIS = 3 * 3_600_000L;

  /** Before the first event. */
  static Progress none(SiteRules rules) {
    return new Progress(null, rules.funnels().stream().map(FunnelProgress::none).toList());
  }

  /** Whether an event at that time, which is the next one, starts a session. */
  boolean sessionEndsBefore(long timeMillis, SiteRules rules) {
    return session != null && !session.reaches(timeMillis, rules.session());
  }

  /**
   * Without the session in progress, and what the funnels that count sessions know of it; nothing
   * more is on the way out of it.
   */
  Progress sessionEnded(SiteRules rules) {
    var next = new ArrayList<FunnelProgress>(funnels.size());
    for (var i = 0; i < funnels.size(); i++) {
      var funnel = rules.funnels().get(i);
      next.add(funnel.perSession() ? FunnelProgress.none(funnel) : funnels.get(i).sessionEnded());
    }
    return new Progress(null, next);
  }

  /** Progress after the next event, which may start a session. */
  Progress after(SlimEvent event, SiteRules rules) {
    return (sessionEndsBefore(event.timeMillis(), rules) ? sessionEnded(rules) : this)
        .with(event, rules);
  }

  /** Progress after the next event, which belongs to the session in progress or to none yet. */
  Progress with(SlimEvent event, SiteRules rules) {
    var current = session == null ? OpenSession.startedBy(event) : session.with(event);
    var at = new Occurrence(event, current.exitPath(), rules::dayOf);
    var next = funnels;
    for (var i = 0; i < funnels.size(); i++) {
      var before = funnels.get(i);
      var after = before.with(at, event.mask(i), event.values(i), rules.funnels().get(i));
      if (after != before) {
        next = next == funnels ? new ArrayList<>(funnels) : next;
        next.set(i, after);
      }
    }
    return new Progress(current, next);
  }

  /** Without what no event after the floor can change. */
  Progress without(long floorMillis, SiteRules rules) {
    if (session == null && funnels.stream().allMatch(FunnelProgress::isEmpty)) {
      return this;
    }
    var rest = sessionEndsBefore(floorMillis + 1, rules) ? sessionEnded(rules) : this;
    var firstOpenDay = rules.dayOf(floorMillis - CLOCK_SET_BACK_MILLIS);
    var next = rest.funnels;
    for (var i = 0; i < rest.funnels.size(); i++) {
      var funnel = rules.funnels().get(i);
      var before = rest.funnels.get(i);
      // The facts of a session in progress have a deadline that moves with the session.
      var after =
          before.without(
              floorMillis, funnel.perSession() ? Integer.MIN_VALUE : firstOpenDay, funnel);
      if (after != before) {
        next = next == rest.funnels ? new ArrayList<>(rest.funnels) : next;
        next.set(i, after);
      }
    }
    return next == rest.funnels ? rest : new Progress(rest.session, next);
  }
}
