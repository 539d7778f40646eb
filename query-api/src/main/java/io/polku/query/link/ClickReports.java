package io.polku.query.link;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.report.ClickReport;
import io.polku.contract.report.ClickReport.Clicked;
import io.polku.contract.report.ClickReport.PageVersion;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is clicked on a page. Thread-safe; blocks on ClickHouse. */
public final class ClickReports {
  /** Of more page views, only those of every second visitor are compared, every third and so on. */
  private static final int VIEWS_COMPARED_MAX = 500_000;

  private static final int ELEMENTS_COMPARED_MAX = 2_000;

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public ClickReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Totals(long pageViews, long visitors, long clicks, long dead, long rage) {}

  /** What is asked for. */
  private record Question(Site site, TimeRange range, PathGlob path) {
    Sql here(Filter filter) {
      return file(
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
    }
  }

  /**
   * The report.
   *
   * @param path which pages
   * @param filter which of their events
   * @param version which of the page's versions, from 1; null for all of them
   * @param limit most elements
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws IllegalArgumentException when there is no such version; the message is for people
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public ClickReport report(
      Site site,
      TimeRange range,
      PathGlob path,
      Filter filter,
      @Nullable Integer version,
      int limit,
      DataState state,
      Instant asOf) {
    var question = new Question(site, range, path);
    var versions = versions(question, filter);
    var here = question.here(filter);
    if (version != null) {
      if (version > versions.size()) {
        throw new IllegalArgumentException(
            "version: " + version + " (expected: 1 to " + versions.size() + ")");
      }
      here = of(versions.get(version - 1), here);
    }
    var totals = totals(here);
    return new ClickReport(
        path.toString(),
        range.from(),
        range.to(),
        asOf,
        state.version(),
        version,
        versions,
        totals.pageViews(),
        totals.visitors(),
        totals.clicks(),
        totals.dead(),
        totals.rage(),
        clickHouse.query(
            file("clicks.sql", Map.of("here", here, "limit", limit)), row -> clicked(row, totals)));
  }

  private static Sql of(PageVersion version, Sql here) {
    return file(
        "of_version.sql",
        Map.of(
            "here",
            here,
            "version_from_ms",
            version.from().toEpochMilli(),
            "version_to_ms",
            version.to().toEpochMilli()));
  }

  private Totals totals(Sql here) {
    return clickHouse.queryOne(
        file("click_totals.sql", Map.of("here", here)),
        row ->
            new Totals(row.number(1), row.number(2), row.number(3), row.number(4), row.number(5)));
  }

  /** The page is the same for everybody: a filter does not change when it changed. */
  private List<PageVersion> versions(Question question, Filter filter) {
    var range = question.range();
    var everybody = question.here(Filter.NONE);
    var nth = 1 + totals(everybody).pageViews() / VIEWS_COMPARED_MAX;
    var pageViews = new long[1];
    var spans =
        clickHouse.query(
            file(
                "element_spans.sql",
                Map.of("here", everybody, "nth", nth, "limit", ELEMENTS_COMPARED_MAX)),
            row -> {
              pageViews[0] = row.number(12);
              return span(row);
            });
    var changes = PageVersions.changes(spans, pageViews[0]);
    var counts = counts(question.here(filter), changes);
    var versions = new ArrayList<PageVersion>();
    for (var i = 0; i <= changes.size(); i++) {
      var before = i == 0 ? null : changes.get(i - 1);
      versions.add(
          new PageVersion(
              i + 1,
              before == null ? range.from() : Instant.ofEpochMilli(before.atMillis()),
              i == changes.size() ? range.to() : Instant.ofEpochMilli(changes.get(i).atMillis()),
              counts[i],
              before == null ? List.of() : before.appeared(),
              before == null ? List.of() : before.vanished()));
    }
    return versions;
  }

  /** Page views of each version. */
  private long[] counts(Sql here, List<PageVersions.Change> changes) {
    var bounds =
        Sql.join(
            "",
            List.of(
                Sql.of("CAST(["),
                Sql.join(
                    ", ", changes.stream().map(change -> Sql.of("?", change.atMillis())).toList()),
                Sql.of("], 'Array(Int64)')")));
    var counts = new long[changes.size() + 1];
    clickHouse
        .query(
            file("version_views.sql", Map.of("here", here, "bounds", bounds)),
            row -> List.of(row.number(1), row.number(2)))
        .forEach(each -> counts[each.getFirst().intValue()] = each.getLast());
    return counts;
  }

  private static PageVersions.Span span(Row row) throws SQLException {
    return new PageVersions.Span(
        new ElementRef(row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)),
        row.text(6),
        row.number(7),
        row.number(8),
        row.number(9),
        row.number(10),
        row.number(11));
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
