package io.polku.contract.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.polku.contract.change.Change.FactKey;
import io.polku.contract.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of {@code polku.history.v1}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = History.Part.class, name = "part"),
  @JsonSubTypes.Type(value = History.Backfilled.class, name = "backfilled")
})
public sealed interface History {
  /** The site it belongs to. */
  String site();

  /**
   * Some of what is stored of a visitor. All parts of one {@code run} together are everything.
   *
   * @param site the site
   * @param visitorId the visitor
   * @param number of the request that it answers; 0 in a back-fill
   * @param epoch of the back-fill; 0 in an answer
   * @param run a word of its own for each time that a visitor is read
   * @param part from 0
   * @param last whether no further part follows
   * @param tooLong whether there are more events than are read; then none is given
   * @param events in order, each id once
   * @param sessions starts of the visitor's stored sessions; none in a back-fill
   * @param facts keys of the visitor's stored facts; none in a back-fill
   * @param receivedAtMillis as in the request; 0 in a back-fill
   */
  record Part(
      String site,
      String visitorId,
      long number,
      long epoch,
      String run,
      int part,
      boolean last,
      boolean tooLong,
      List<Event> events,
      List<Long> sessions,
      List<FactKey> facts,
      long receivedAtMillis)
      implements History {
    /** Absent lists become empty ones; lists are copied. */
    public Part {
      events = copy(events);
      sessions = copy(sessions);
      facts = copy(facts);
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
      return list == null ? List.of() : List.copyOf(list);
    }
  }

  /**
   * All visitors of a partition up to this one have been read for a back-fill; their parts lie
   * before it.
   *
   * @param site the site
   * @param epoch of the back-fill
   * @param versions the funnel versions that it is for
   * @param share of the events, from 0 to 1
   * @param cursor the last visitor
   * @param complete whether it was the last one
   */
  record Backfilled(
      String site,
      long epoch,
      List<Version> versions,
      double share,
      String cursor,
      boolean complete)
      implements History {
    /** Copies the versions; an absent cursor becomes "". */
    public Backfilled {
      versions = List.copyOf(versions);
      cursor = cursor == null ? "" : cursor;
    }
  }

  /**
   * A version of a funnel.
   *
   * @param funnelId the funnel
   * @param version its version
   * @param eventsBefore events of the site that the partition had stored before it
   */
  record Version(String funnelId, int version, long eventsBefore) {}
}
