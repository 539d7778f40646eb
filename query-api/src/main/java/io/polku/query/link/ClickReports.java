package io.polku.query.link;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.report.ClickReport;
import io.polku.contract.report.ClickReport.Clicked;
import io.polku.contract.report.ElementRef;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Wilson;
import io.polku.query.range.TimeRange;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is clicked on a page. Thread-safe; blocks on ClickHouse. */
public final class ClickReports {
  private final ClickHouse clickHouse;

  /** Reads from there. */
  public ClickReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Totals(long pageViews, long visitors, long clicks, long dead, long rage) {}

  /**
   * The report.
   *
   * @param path which pages
   * @param filter which of their events
   * @param limit most elements
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public ClickReport report(
      Site site,
      TimeRange range,
      PathGlob path,
      Filter filter,
      int limit,
      DataState state,
      Instant asOf) {
    var here =
        file(
            "here.sql",
            Map.of(
                "site",
                site.site(),
                "from_ms",
                range.fromMillis(),
                "to_ms",
                range.toMillis(),
                "page",
                Elements.onAnyOf(List.of(path)),
                "fits",
                FilterSql.onEvents(filter, site.site(), range)));
    var totals =
        clickHouse.queryOne(
            file("click_totals.sql", Map.of("here", here)),
            row ->
                new Totals(
                    row.number(1), row.number(2), row.number(3), row.number(4), row.number(5)));
    return new ClickReport(
        path.toString(),
        range.from(),
        range.to(),
        asOf,
        state.version(),
        totals.pageViews(),
        totals.visitors(),
        totals.clicks(),
        totals.dead(),
        totals.rage(),
        clickHouse.query(
            file("clicks.sql", Map.of("here", here, "limit", limit)), row -> clicked(row, totals)));
  }

  private static Clicked clicked(Row row, Totals totals) throws SQLException {
    var clicks = row.number(6);
    var visitors = row.number(8);
    var views = row.number(9);
    var clickedInView = row.number(10);
    return new Clicked(
        new ElementRef(row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)),
        clicks,
        Rates.of(clicks, totals.clicks()),
        row.number(7),
        visitors,
        Rates.of(visitors, totals.visitors()),
        views == 0 ? null : views,
        views == 0 ? null : Rates.of(clickedInView, views),
        views == 0 ? null : Wilson.interval(clickedInView, views),
        row.number(11),
        row.number(12),
        Instant.ofEpochMilli(row.number(13)),
        Instant.ofEpochMilli(row.number(14)));
  }

  private static Sql file(String name, Map<String, Object> values) {
    return Sql.file(ClickReports.class, name, values);
  }
}
