package io.polku.contract.change;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.session.Session;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one change, never split: one record of {@code polku.changes.v1}. Each record of the
 * events topic yields exactly one change, with either {@code stored} or {@code duplicate}; a funnel
 * version that a task takes up yields one with {@code applied} alone.
 *
 * @param site the site
 * @param visitorId the visitor, or "" where only {@code applied} is given
 * @param ver the visitor's own counter; derived rows with a higher one replace those with a lower
 * @param stored the raw row, or null
 * @param duplicate the repeat that was removed, or null
 * @param sessions sessions that came into being or changed
 * @param sessionsGone starts of sessions that are no more (merged into others)
 * @param facts facts that came into being or changed
 * @param factsGone facts that are no more
 * @param applied a funnel version that one partition now computes, or null
 */
public record Change(
    String site,
    String visitorId,
    long ver,
    @Nullable Stored stored,
    @Nullable Duplicate duplicate,
    List<Session> sessions,
    List<Long> sessionsGone,
    List<FunnelFact> facts,
    List<FactKey> factsGone,
    @Nullable Applied applied) {

  /** An absent visitor becomes ""; absent lists become empty ones; lists are copied. */
  public Change {
    visitorId = visitorId == null ? "" : visitorId;
    sessions = copy(sessions);
    sessionsGone = copy(sessionsGone);
    facts = copy(facts);
    factsGone = copy(factsGone);
  }

  /**
   * An event that was kept.
   *
   * @param event as accepted, its id changed if another event already had it
   * @param late whether it was at or before the visitor's floor, so that derived rows of the
   *     visitor do not hold it until they are rebuilt
   * @param idConflict whether another event of another name had its id
   */
  public record Stored(Event event, boolean late, boolean idConflict) {}

  /**
   * A repeat of an event that was kept before.
   *
   * @param id the event's id
   * @param name the event's name
   * @param timeMillis the repeat's own event time
   * @param receivedAtMillis when the repeat was received
   * @param republished whether the repeat came from the spool
   */
  public record Duplicate(
      String id, String name, long timeMillis, long receivedAtMillis, boolean republished) {}

  /** Key of a fact that is no more; see {@link FunnelFact}. */
  public record FactKey(
      String funnelId, int version, long sessionStartMillis, LocalDate entryDay, String value) {
    /** An absent value becomes "". */
    public FactKey {
      value = value == null ? "" : value;
    }
  }

  /**
   * A partition computes this funnel version from here on. Its facts are whole where no event of
   * the site came before, in any partition.
   *
   * @param funnelId the funnel
   * @param version its version
   * @param partition partition of the events topic
   * @param eventsBefore events of the site that the partition had stored before
   */
  public record Applied(String funnelId, int version, int partition, long eventsBefore) {}

  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
