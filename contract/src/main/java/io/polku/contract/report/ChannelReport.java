package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.polku.contract.report.Overview.CurrencyAmount;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Where sessions came from, and what came of them. A session's value is that of the event that
 * began it.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param by what the rows are
 * @param total all sessions that began in the range
 * @param rows most sessions first; the last one may hold the rest
 */
public record ChannelReport(
    Instant from, Instant to, Instant asOf, String dataVersion, By by, Row total, List<Row> rows) {
  /** Copies the rows. */
  public ChannelReport {
    rows = List.copyOf(rows);
  }

  /** What sessions are told apart by. */
  public enum By {
    CHANNEL_GROUP,
    REFERRER_HOST,
    UTM_SOURCE,
    UTM_MEDIUM,
    UTM_CAMPAIGN,
    /** Path of the first event that has one. */
    LANDING_PAGE;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Sessions with one value.
   *
   * @param value the value; {@link FunnelReport#OTHER} for the rest and the total
   * @param other whether it holds all values without a row of their own
   * @param sessions how many
   * @param visitors whose
   * @param bounced sessions with at most one page view, no purchase, and less than 10 s between
   *     first and last event
   * @param bounceRate share of them
   * @param converted sessions with a purchase
   * @param conversionRate share of them
   * @param conversionInterval Wilson's interval of it
   * @param purchases in those sessions
   * @param revenueByCurrency of those purchases, most first
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(
      String value,
      boolean other,
      long sessions,
      long visitors,
      long bounced,
      double bounceRate,
      long converted,
      double conversionRate,
      List<Double> conversionInterval,
      long purchases,
      List<CurrencyAmount> revenueByCurrency) {
    /** Copies the lists. */
    public Row {
      conversionInterval = List.copyOf(conversionInterval);
      revenueByCurrency = List.copyOf(revenueByCurrency);
    }

    /** With the rates of those counts. */
    public static Row of(
        String value,
        boolean other,
        long sessions,
        long visitors,
        long bounced,
        long converted,
        long purchases,
        List<CurrencyAmount> revenueByCurrency) {
      return new Row(
          value,
          other,
          sessions,
          visitors,
          bounced,
          Rates.of(bounced, sessions),
          converted,
          Rates.of(converted, sessions),
          Wilson.interval(converted, sessions),
          purchases,
          revenueByCurrency);
    }
  }
}
