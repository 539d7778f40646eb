package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened on a site.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param lateEvents events of the site that came later than the grace allows
 * @param leftOut visitors of the site that no report holds, for they had too many events
 * @param firstEventAt the site's first event of all times, or null
 * @param lastEventAt the site's last event of all times, or null
 * @param totals the whole range
 * @param revenueByCurrency most first
 * @param series by bucket; empty unless an interval was asked for
 * @param topPages by page views
 * @param entryPages first pages of sessions
 * @param exitPages last pages of sessions
 * @param referrers hosts that sessions came from; "" for none
 * @param topEvents names of events
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Overview(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    long lateEvents,
    long leftOut,
    @Nullable Instant firstEventAt,
    @Nullable Instant lastEventAt,
    Figures totals,
    List<CurrencyAmount> revenueByCurrency,
    List<Bucket> series,
    List<PageFigures> topPages,
    List<SessionsBy> entryPages,
    List<SessionsBy> exitPages,
    List<SessionsBy> referrers,
    List<EventFigures> topEvents) {
  /** Copies the lists. */
  public Overview {
    revenueByCurrency = List.copyOf(revenueByCurrency);
    series = List.copyOf(series);
    topPages = List.copyOf(topPages);
    entryPages = List.copyOf(entryPages);
    exitPages = List.copyOf(exitPages);
    referrers = List.copyOf(referrers);
    topEvents = List.copyOf(topEvents);
  }

  /**
   * Figures of a range or a bucket.
   *
   * @param visitors with an event in it
   * @param sessions that began in it
   * @param events in it
   * @param pageViews in it
   * @param bounceRate share of sessions with at most one page view, no purchase, and less than 10 s
   *     between first and last event
   * @param purchases in it
   * @param revenue sum of {@code value} over purchases, whatever the currency
   * @param conversionRate share of sessions with a purchase
   */
  public record Figures(
      long visitors,
      long sessions,
      long events,
      long pageViews,
      double bounceRate,
      long purchases,
      double revenue,
      double conversionRate) {
    /** Nothing happened. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * One bucket of a series.
   *
   * @param from its start
   * @param to its end, exclusive
   * @param complete whether it lies before {@code as_of}
   * @param figures of the bucket
   */
  public record Bucket(Instant from, Instant to, boolean complete, Figures figures) {}

  /**
   * An amount of money.
   *
   * @param currency ISO 4217 code; "" where none was sent
   * @param amount in that currency
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record CurrencyAmount(String currency, double amount) {}

  /**
   * One page.
   *
   * @param path raw path, {@link FunnelReport#OTHER} for the rest
   * @param other whether it holds all pages without a row of their own
   * @param pageViews how often it was viewed
   * @param visitors how many viewed it
   * @param entrances sessions that began there
   * @param bounceRate share of those that were bounces
   * @param exits sessions that ended there
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record PageFigures(
      String path,
      boolean other,
      long pageViews,
      long visitors,
      long entrances,
      double bounceRate,
      long exits) {}

  /**
   * Sessions with one value.
   *
   * @param value the value, {@link FunnelReport#OTHER} for the rest
   * @param other whether it holds all values without a row of their own
   * @param sessions how many
   * @param conversionRate share of them with a purchase
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record SessionsBy(String value, boolean other, long sessions, double conversionRate) {}

  /**
   * One name of events.
   *
   * @param name the name, {@link FunnelReport#OTHER} for the rest
   * @param other whether it holds all names without a row of their own
   * @param events how often
   * @param visitors by how many
   */
  public record EventFigures(String name, boolean other, long events, long visitors) {}
}
