package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is happening on a site now.
 *
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param visitors5m visitors with an event in the last 5 minutes
 * @param visitors30m visitors with an event in the last 30 minutes
 * @param minutes the last 30, the one that goes on last
 * @param pages where the visitors of the last 5 minutes are now, most first
 * @param events the newest, newest first
 * @param funnels stored funnels, by id
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Live(
    Instant asOf,
    String dataVersion,
    @JsonProperty("visitors_5m") long visitors5m,
    @JsonProperty("visitors_30m") long visitors30m,
    List<Minute> minutes,
    List<Page> pages,
    List<LiveEvent> events,
    List<Funnel> funnels) {
  /** Copies the lists. */
  public Live {
    minutes = List.copyOf(minutes);
    pages = List.copyOf(pages);
    events = List.copyOf(events);
    funnels = List.copyOf(funnels);
  }

  /**
   * One minute.
   *
   * @param from its start
   * @param events that happened in it
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Minute(Instant from, long events) {}

  /**
   * A page.
   *
   * @param path raw path
   * @param visitors whose last page it is
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Page(String path, long visitors) {}

  /**
   * One event, with nothing of the person but the visitor id.
   *
   * @param eventId its id
   * @param time when it happened
   * @param visitorId who
   * @param name what was done
   * @param path where, or ""
   * @param device on what, or ""
   * @param country from where, or ""
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record LiveEvent(
      String eventId,
      Instant time,
      String visitorId,
      String name,
      String path,
      String device,
      String country) {}

  /**
   * A funnel today, in the site's time zone.
   *
   * @param id its id
   * @param version its latest version
   * @param name its name
   * @param entered subjects that entered today; null while its facts are not whole
   * @param converted of those, how many reached the last step; null likewise
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Funnel(
      String id, int version, String name, @Nullable Long entered, @Nullable Long converted) {}
}
