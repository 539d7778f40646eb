package io.polku.query.overview;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.SearchTermReport;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;

/** What people search for, and what follows. Thread-safe; blocks on ClickHouse. */
public final class SearchTermReports {
  private final ClickHouse clickHouse;

  /** Reads from there. */
  public SearchTermReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Counted(long terms, SearchTermReport.Row row) {}

  /**
   * The report.
   *
   * @param filter which sessions
   * @param limit most rows beside the one that holds the rest
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public SearchTermReport report(
      Site site, TimeRange range, Filter filter, int limit, DataState state, Instant asOf) {
    var rows = clickHouse.query(sql(site, range, filter, limit), SearchTermReports::row);
    return new SearchTermReport(
        range.from(),
        range.to(),
        asOf,
        state.version(),
        rows.isEmpty() ? 0 : rows.getFirst().terms(),
        rows.isEmpty() ? SearchTermReport.Row.NONE : rows.getFirst().row(),
        rows.stream().skip(1).map(Counted::row).toList());
  }

  private static Counted row(Row row) throws SQLException {
    var rest = row.number(1) == 0 || row.number(2) == 1;
    return new Counted(
        row.number(12),
        SearchTermReport.Row.of(
            rest ? FunnelReport.OTHER : row.text(3),
            rest,
            row.number(4),
            row.number(5),
            row.number(6),
            row.number(7),
            row.number(8),
            row.number(9),
            row.number(10),
            row.number(11)));
  }

  /** The statement, to be explained and looked at. */
  static Sql sql(Site site, TimeRange range, Filter filter, int limit) {
    return new FigureSql(site, range, filter).with("limit", limit).file("search_terms.sql");
  }
}
