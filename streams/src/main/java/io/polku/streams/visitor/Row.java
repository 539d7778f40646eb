package io.polku.streams.visitor;

import io.polku.contract.funnel.FunnelFact;
import io.polku.streams.event.Fingerprint;
import io.polku.streams.funnel.DayProgress;
import io.polku.streams.session.OpenSession;
import java.time.LocalDate;

/** A derived row as it follows from a visitor's events, not yet in the words of the contract. */
sealed interface Row {
  /** What stays the same while the row is corrected. */
  RowKey key();

  /** Changes when anything in the row does. */
  long fingerprint();

  /** A session. */
  record SessionRow(OpenSession session) implements Row {
    @Override
    public RowKey key() {
      return new RowKey.SessionKey(session.startMillis());
    }

    @Override
    public long fingerprint() {
      return new Fingerprint()
          .add(session.endMillis())
          .add(session.userId())
          .add(session.events())
          .add(session.pageViews())
          .add(session.purchases())
          .add(Double.doubleToLongBits(session.revenue()))
          .add(session.startPath())
          .add(session.entryPath())
          .add(session.exitPath())
          .add(session.traits().fingerprint())
          .value();
    }
  }

  /**
   * What a subject did in a funnel from one entry day on.
   *
   * @param value the value it is about, or "" where the funnel holds none
   * @param capped as in {@link FunnelFact}
   */
  record FactRow(
      int funnel,
      long sessionStartMillis,
      String value,
      DayProgress progress,
      boolean capped,
      long deadlineMillis)
      implements Row {
    @Override
    public RowKey key() {
      return new RowKey.DayKey(funnel, sessionStartMillis, progress.day(), value);
    }

    @Override
    public long fingerprint() {
      var hash = new Fingerprint().add(deadlineMillis).add(progress.firstEntryMillis());
      progress.eachStepTime(hash::add);
      var trail = progress.trail();
      return hash.add(progress.unexcludedLevel() << 1 | (capped ? 1 : 0))
          .add(trail.signals())
          .add(trail.lastPage())
          .add(trail.lastClick())
          .add(trail.next())
          .add(progress.reported().path())
          .add(progress.reported().traits().fingerprint())
          .value();
    }

    FunnelFact of(String visitorId, SiteRules rules) {
      var live = rules.funnels().get(funnel);
      var chain = progress.reported();
      return new FunnelFact(
          live.id(),
          live.version(),
          visitorId,
          sessionStartMillis,
          LocalDate.ofEpochDay(progress.day()),
          value,
          chain.length(),
          progress.stepTimes(live),
          progress.firstEntryMillis(),
          deadlineMillis,
          progress.unexcludedLevel(),
          capped,
          chain.traits().at(chain.path()),
          progress.trail().toWayOut());
    }
  }
}
