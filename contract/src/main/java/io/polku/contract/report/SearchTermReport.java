package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * What people search for on a site, and what follows. Terms are compared in lower case, without
 * surplus spaces. A search shows as {@code search}, as {@code view_search_results}, or as both: a
 * session's searches of a term are the more frequent of the two.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param terms how many different ones there were
 * @param total all of them
 * @param rows most searches first; the last one may hold the rest
 */
public record SearchTermReport(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    long terms,
    Row total,
    List<Row> rows) {
  /** Copies the rows. */
  public SearchTermReport {
    rows = List.copyOf(rows);
  }

  /**
   * One term. Rates of what followed are of {@code sessions}.
   *
   * @param term in lower case; "" where none was sent, {@link FunnelReport#OTHER} for the rest
   * @param other whether it holds all terms without a row of their own
   * @param searches how often
   * @param sessions in how many; of several terms each pair of a session and a term
   * @param visitors by how many
   * @param resultsKnown pages of results that say how many there were
   * @param withoutResults of those, how many had none
   * @param withoutResultsRate share of them
   * @param clicked sessions with a {@code click}, {@code select_item} or {@code view_item} after
   *     the search and before another one
   * @param clickRate share of them
   * @param purchased sessions with a purchase after the first search
   * @param purchaseRate share of them
   * @param exits sessions after whose last search only passive events came
   * @param exitRate share of them
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(
      String term,
      boolean other,
      long searches,
      long sessions,
      long visitors,
      long resultsKnown,
      long withoutResults,
      double withoutResultsRate,
      long clicked,
      double clickRate,
      long purchased,
      double purchaseRate,
      long exits,
      double exitRate) {
    /** Nobody searched. */
    public static final Row NONE = of(FunnelReport.OTHER, true, 0, 0, 0, 0, 0, 0, 0, 0);

    /** With the rates of those counts. */
    public static Row of(
        String term,
        boolean other,
        long searches,
        long sessions,
        long visitors,
        long resultsKnown,
        long withoutResults,
        long clicked,
        long purchased,
        long exits) {
      return new Row(
          term,
          other,
          searches,
          sessions,
          visitors,
          resultsKnown,
          withoutResults,
          Rates.of(withoutResults, resultsKnown),
          clicked,
          Rates.of(clicked, sessions),
          purchased,
          Rates.of(purchased, sessions),
          exits,
          Rates.of(exits, sessions));
    }
  }
}
