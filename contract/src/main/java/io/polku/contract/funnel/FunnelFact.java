package io.polku.contract.funnel;

import io.polku.contract.event.Dimension;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * How far one subject came that entered a funnel on one day: the reported chain of {@link
 * FunnelDefinition}. Holds a deadline, never a state, so that nothing in it depends on a clock.
 * Replaced by key (site, funnel, version, visitor, session start, entry day).
 *
 * @param funnelId the funnel
 * @param version its version, from 1
 * @param visitorId the visitor
 * @param sessionStartMillis start of the session when the subject is a session, else 0
 * @param entryDay the day of step 1, in the site's time zone
 * @param stepTimesMillis when each step of the reported chain was reached; as many as the level, so
 *     at least one
 * @param firstEntryMillis the subject's first event of step 1 in that day
 * @param deadlineMillis the last moment at which another event could raise the level
 * @param entry dimensions at the chain's first event; "" values are left out
 */
public record FunnelFact(
    String funnelId,
    int version,
    String visitorId,
    long sessionStartMillis,
    LocalDate entryDay,
    List<Long> stepTimesMillis,
    long firstEntryMillis,
    long deadlineMillis,
    Map<Dimension, String> entry) {
  /** Refuses impossible values; copies the collections. */
  public FunnelFact {
    stepTimesMillis = List.copyOf(stepTimesMillis);
    entry = Map.copyOf(entry);
    if (stepTimesMillis.isEmpty()) {
      throw new IllegalArgumentException("step times: none (expected: at least step 1)");
    }
  }

  /** How many steps were reached, from 1. */
  public int level() {
    return stepTimesMillis.size();
  }
}
