package io.polku.query.overview;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Overview.CurrencyAmount;
import io.polku.contract.report.ProductReport;
import io.polku.contract.report.ProductReport.By;
import io.polku.contract.report.ProductReport.Visitors;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** What is viewed, put into carts and bought. Thread-safe; blocks on ClickHouse. */
public final class ProductReports {
  private static final int KIND_COLUMNS = 3;
  private static final Visitors NOBODY = new Visitors(0, 0, 0, 0, 0, 0);

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public ProductReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Top(String value, long values) {}

  /**
   * The report.
   *
   * @param filter events of which sessions
   * @param limit most rows beside the one that holds the rest
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public ProductReport report(
      Site site, TimeRange range, Filter filter, By by, int limit, DataState state, Instant asOf) {
    var sql = sql(site, range, filter, by);
    var tops =
        clickHouse.query(
            sql.with("limit", limit).file("products_top.sql"),
            row -> new Top(row.text(1), row.number(2)));
    var top = tops.stream().map(Top::value).toList();
    var rows = top.isEmpty() ? List.<ProductReport.Row>of() : rows(sql, top, by);
    return new ProductReport(
        range.from(),
        range.to(),
        asOf,
        state.version(),
        by,
        tops.isEmpty() ? 0 : tops.getFirst().values(),
        rows.isEmpty()
            ? ProductReport.Row.of(FunnelReport.OTHER, true, "", 0, 0, 0, NOBODY, 0, 0, List.of())
            : rows.getFirst(),
        rows.stream().skip(1).toList());
  }

  /** The total first; then by place in {@code top}, and the rest. */
  private List<ProductReport.Row> rows(FigureSql sql, List<String> top, By by) {
    var money = Money.read(clickHouse, sql.file("product_revenue.sql"));
    var named = new HashSet<>(top);
    return clickHouse
        .query(
            sql.with("top", top).file("products.sql"),
            row -> {
              var total = row.number(1) == 0;
              var other = row.number(2) == 1;
              var value = row.text(KIND_COLUMNS);
              var revenue = total ? money.all() : other ? money.allBut(named) : money.of(value);
              var place = total ? -1 : other ? top.size() : top.indexOf(value);
              return new Placed(place, row(row, total || other, by, revenue));
            })
        .stream()
        .sorted(Comparator.comparingInt(Placed::place))
        .map(Placed::row)
        .toList();
  }

  private record Placed(int place, ProductReport.Row row) {}

  private static ProductReport.Row row(Row row, boolean rest, By by, List<CurrencyAmount> revenue)
      throws SQLException {
    return ProductReport.Row.of(
        rest ? FunnelReport.OTHER : row.text(KIND_COLUMNS),
        rest,
        rest || by != By.ID ? "" : row.text(4),
        row.number(5),
        row.number(6),
        row.number(7),
        new Visitors(
            row.number(8),
            row.number(9),
            row.number(10),
            row.number(11),
            row.number(12),
            row.number(13)),
        row.real(14),
        row.number(15),
        revenue);
  }

  private static FigureSql sql(Site site, TimeRange range, Filter filter, By by) {
    var sql = new FigureSql(site, range, filter).with("field", by.field());
    return sql.with("items", sql.file("items.sql"));
  }

  /** The statements, to be explained and looked at. */
  static List<Sql> statements(Site site, TimeRange range, By by) {
    var sql = sql(site, range, Filter.NONE, by);
    return List.of(
        sql.with("limit", 1).file("products_top.sql"),
        sql.with("top", List.of("a")).file("products.sql"),
        sql.file("product_revenue.sql"));
  }
}
