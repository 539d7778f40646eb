package io.polku.testkit.oracle;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.WayOut;
import java.time.LocalDate;
import java.util.List;

/**
 * How far one subject came that entered a funnel on one day, with the events themselves, so that
 * ties can be judged in the order of events.
 *
 * @param visitorId the visitor
 * @param sessionStartMillis start of the session when the subject is a session, else 0
 * @param entryDay the day of the chain's first event, in the site's time zone
 * @param value what the chain holds, or "" where the funnel holds nothing
 * @param chain the reported chain, at least one event: one for each required step reached
 * @param stepTimesMillis time of each step up to the last one reached, 0 for an optional one that
 *     was not entered
 * @param firstEntryMillis the subject's first event of that day that could enter
 * @param deadlineMillis the last moment at which another event could raise the level
 * @param unexcludedLevel the level without exclusions
 * @param capped whether there were more values that day than are looked at
 * @param wayOut what followed the chain's last event
 */
public record NaiveFact(
    String visitorId,
    long sessionStartMillis,
    LocalDate entryDay,
    String value,
    List<Event> chain,
    List<Long> stepTimesMillis,
    long firstEntryMillis,
    long deadlineMillis,
    int unexcludedLevel,
    boolean capped,
    WayOut wayOut) {
  /** Copies the lists. */
  public NaiveFact {
    chain = List.copyOf(chain);
    stepTimesMillis = List.copyOf(stepTimesMillis);
  }

  /** Who is counted: a visitor, or one of its sessions. */
  public record Subject(String visitorId, long sessionStartMillis) {}

  /** Who is counted. */
  public Subject subject() {
    return new Subject(visitorId, sessionStartMillis);
  }

  /** How many required steps were reached, from 1. */
  public int level() {
    return chain.size();
  }

  /** Whether the subject would have come further without exclusions. */
  public boolean excluded() {
    return unexcludedLevel > level();
  }

  /** The same as an engine should store it. */
  public FunnelFact toFact(String funnelId, int version) {
    return new FunnelFact(
        funnelId,
        version,
        visitorId,
        sessionStartMillis,
        entryDay,
        value,
        level(),
        stepTimesMillis,
        firstEntryMillis,
        deadlineMillis,
        unexcludedLevel,
        capped,
        NaiveSessions.entry(chain.getFirst()),
        wayOut);
  }
}
