package io.polku.contract.change;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.session.Session;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one change, never split: one record of {@code polku.changes.v1}. Each record of the
 * events topic yields exactly one change with either {@code stored} or {@code duplicate}: at once,
 * or, where it has to be looked up whether the event is a repeat, after one with {@code held}
 * alone. A rebuilt visitor's rows come without either, in several changes of one {@code ver} where
 * they are many. A funnel version that a partition computes yields changes with {@code applied}
 * alone.
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
 * @param applied how far one partition is with a funnel version, or null
 * @param held an event that begins or ends to be held, or null
 * @param leftOut why all figures leave the visitor out from now on, or null: {@link
 *     #TOO_MANY_IN_A_DAY} or {@link #HISTORY_TOO_LONG}
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
    @Nullable Applied applied,
    @Nullable Held held,
    @Nullable String leftOut) {
  /** More events in one day than anybody makes. */
  public static final String TOO_MANY_IN_A_DAY = "too_many_in_a_day";

  /** More events in all than can be gone through again. */
  public static final String HISTORY_TOO_LONG = "history_too_long";

  /** An absent visitor becomes ""; absent lists become empty ones; lists are copied. */
  public Change {
    visitorId = visitorId == null ? "" : visitorId;
    sessions = copy(sessions);
    sessionsGone = copy(sessionsGone);
    facts = copy(facts);
    factsGone = copy(factsGone);
  }

  /** A change that holds no event back and leaves nobody out. */
  public Change(
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
    this(
        site,
        visitorId,
        ver,
        stored,
        duplicate,
        sessions,
        sessionsGone,
        facts,
        factsGone,
        applied,
        null,
        null);
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
   * How far a partition is with a funnel version. Its facts are whole where all partitions say that
   * they are complete.
   *
   * @param funnelId the funnel
   * @param version its version
   * @param partition partition of the events topic
   * @param eventsBefore events of the site that the partition had stored before
   * @param epoch what the partition computes for the site, counted up with each new version
   * @param share of those events, from 0 to 1, whose visitors have been gone through again
   * @param cursor the last visitor who was, or ""
   * @param complete whether all were
   */
  public record Applied(
      String funnelId,
      int version,
      int partition,
      long eventsBefore,
      long epoch,
      double share,
      String cursor,
      boolean complete) {
    /** An absent cursor becomes "". */
    public Applied {
      cursor = cursor == null ? "" : cursor;
    }

    /** A version that is computed from here on: complete where nothing came before. */
    public static Applied begun(
        String funnelId, int version, int partition, long eventsBefore, long epoch) {
      return new Applied(
          funnelId,
          version,
          partition,
          eventsBefore,
          epoch,
          eventsBefore == 0 ? 1 : 0,
          "",
          eventsBefore == 0);
    }
  }

  /**
   * An event of a visitor whose ids were forgotten: neither stored nor removed until it was looked
   * up whether it is a repeat.
   *
   * @param receivedAtMillis when it was received
   * @param republished whether it came from the spool
   * @param released false when it begins to be held; true in the change that stores or removes it
   */
  public record Held(long receivedAtMillis, boolean republished, boolean released) {}

  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
