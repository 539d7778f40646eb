package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.funnel.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happened in one session.
 *
 * @param from its first event
 * @param to its last event
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param session the session
 * @param events in order, at most {@value #EVENTS_MAX}
 * @param more how many further ones are left out
 * @param funnels stored funnels of which a step is matched by one of the events, by id
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SessionTimeline(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    SessionRow session,
    List<TimelineEvent> events,
    long more,
    List<Funnel> funnels) {
  /** Most events of a timeline. */
  public static final int EVENTS_MAX = 2_000;

  /** Copies the lists. */
  public SessionTimeline {
    events = List.copyOf(events);
    funnels = List.copyOf(funnels);
  }

  /**
   * One event. Absent texts are "".
   *
   * @param eventId its id
   * @param time when it happened
   * @param receivedAt when the intake got it
   * @param gapSeconds since the event before it; null for the first
   * @param name what was done
   * @param path where
   * @param url the whole address
   * @param title the document's title
   * @param element what was clicked, see {@link io.polku.contract.funnel.WayOut#clickLabel}
   * @param value worth in {@code currency}, or null
   * @param currency ISO 4217 code
   * @param items how many items it has
   * @param props everything else
   * @param signal the sign of trouble that it is, or null
   * @param late whether it came later than the grace allows
   * @param republished whether it came from the local spool
   * @param consent what the visitor had answered when asked, as the sender said it, or ""
   * @param steps steps of stored funnels that it matches
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record TimelineEvent(
      String eventId,
      Instant time,
      Instant receivedAt,
      @Nullable Double gapSeconds,
      String name,
      String path,
      String url,
      String title,
      String element,
      @Nullable Double value,
      String currency,
      int items,
      Map<String, String> props,
      @Nullable Signal signal,
      boolean late,
      boolean republished,
      String consent,
      List<Step> steps) {
    /** Copies the collections. */
    public TimelineEvent {
      props = Map.copyOf(props);
      steps = List.copyOf(steps);
    }
  }

  /**
   * A step that an event matches.
   *
   * @param funnel id of the funnel
   * @param step its number, from 1
   * @param chain whether the event is, by its time, of a chain that a fact of the funnel reports
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Step(String funnel, int step, boolean chain) {}

  /**
   * A funnel, so that its steps can be named.
   *
   * @param id its id
   * @param version its latest version
   * @param name its name
   * @param steps names of its steps, in order
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Funnel(String id, int version, String name, List<String> steps) {
    /** Copies the names. */
    public Funnel {
      steps = List.copyOf(steps);
    }
  }
}
