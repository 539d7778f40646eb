package io.polku.contract.funnel;

import io.polku.contract.event.Dimension;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * How far one subject came that entered a funnel on one day: the reported chain of {@link
 * FunnelDefinition}. Holds a deadline, never a state, so that nothing in it depends on a clock.
 * Replaced by key (site, funnel, version, visitor, session start, entry day, value).
 *
 * @param funnelId the funnel
 * @param version its version, from 1
 * @param visitorId the visitor
 * @param sessionStartMillis start of the session when the subject is a session, else 0
 * @param entryDay the day of the chain's first event, in the site's time zone
 * @param value what the chain's events have in common, where the funnel has a {@link Hold}; else ""
 * @param level how many required steps were reached, from 1; with order any, how many steps
 * @param stepTimesMillis when each step of the reported chain was reached, one for each step of the
 *     definition up to the last required one that was reached; 0 for an optional step that was not
 *     entered. With order any in order of time, one for each step that was reached
 * @param firstEntryMillis the first event of that day that could enter: of step 1, with the value;
 *     with order any, of any step
 * @param deadlineMillis the last moment at which another event could raise the level
 * @param unexcludedLevel what the level would be without exclusions; not below it
 * @param capped whether the subject had more than {@link Hold#VALUES_MAX} values that day
 * @param entry dimensions at the chain's first event; "" values are left out
 * @param wayOut what followed the chain's last event
 */
public record FunnelFact(
    String funnelId,
    int version,
    String visitorId,
    long sessionStartMillis,
    LocalDate entryDay,
    String value,
    int level,
    List<Long> stepTimesMillis,
    long firstEntryMillis,
    long deadlineMillis,
    int unexcludedLevel,
    boolean capped,
    Map<Dimension, String> entry,
    WayOut wayOut) {
  /** Refuses impossible values; an absent value becomes ""; copies the collections. */
  public FunnelFact {
    value = value == null ? "" : value;
    stepTimesMillis = List.copyOf(stepTimesMillis);
    entry = Map.copyOf(entry);
    if (level < 1 || level > stepTimesMillis.size()) {
      throw new IllegalArgumentException(
          "level: " + level + " (expected: 1 to " + stepTimesMillis.size() + ", one time a step)");
    }
    if (unexcludedLevel < level) {
      throw new IllegalArgumentException(
          "unexcluded level: " + unexcludedLevel + " (expected: not below " + level + ")");
    }
  }

  /** Whether the subject would have come further without exclusions. */
  public boolean excluded() {
    return unexcludedLevel > level;
  }
}
