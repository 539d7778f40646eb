package io.polku.streams.visitor;

import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.WayOut;
import io.polku.streams.funnel.Chain;
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
          .add(session.traits())
          .value();
    }
  }

  /** What a subject did in a funnel from one entry day on. */
  record FactRow(int funnel, long sessionStartMillis, DayProgress progress, long deadlineMillis)
      implements Row {
    @Override
    public RowKey key() {
      return new RowKey.DayKey(funnel, sessionStartMillis, progress.day());
    }

    @Override
    public long fingerprint() {
      var hash = new Fingerprint().add(deadlineMillis).add(progress.firstEntryMillis());
      for (Chain chain = progress.reported(); chain != null; chain = chain.prefix()) {
        hash.add(chain.timeMillis());
      }
      return hash.add(progress.reported().path()).add(progress.reported().traits()).value();
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
          "",
          chain.length(),
          chain.times(),
          progress.firstEntryMillis(),
          deadlineMillis,
          chain.length(),
          false,
          chain.traits().at(chain.path()),
          WayOut.NONE);
    }
  }
}
