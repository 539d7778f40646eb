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
 * @param chain the reported chain, at least one event
 * @param firstEntryMillis the subject's first event of step 1 in that day
 * @param deadlineMillis the last moment at which another event could raise the level
 */
public record NaiveFact(
    String visitorId,
    long sessionStartMillis,
    LocalDate entryDay,
    List<Event> chain,
    long firstEntryMillis,
    long deadlineMillis) {
  /** Copies the chain. */
  public NaiveFact {
    chain = List.copyOf(chain);
  }

  /** Who is counted: a visitor, or one of its sessions. */
  public record Subject(String visitorId, long sessionStartMillis) {}

  /** Who is counted. */
  public Subject subject() {
    return new Subject(visitorId, sessionStartMillis);
  }

  /** How many steps were reached, from 1. */
  public int level() {
    return chain.size();
  }

  /** When each step of the chain was reached, epoch milliseconds. */
  public List<Long> stepTimesMillis() {
    return chain.stream().map(Event::timeMillis).toList();
  }

  /** The same as an engine should store it. */
  public FunnelFact toFact(String funnelId, int version) {
    return new FunnelFact(
        funnelId,
        version,
        visitorId,
        sessionStartMillis,
        entryDay,
        "",
        level(),
        stepTimesMillis(),
        firstEntryMillis,
        deadlineMillis,
        level(),
        false,
        NaiveSessions.entry(chain.getFirst()),
        WayOut.NONE);
  }
}
