package io.polku.query.overview;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.ChannelReport;
import io.polku.contract.report.ChannelReport.By;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Overview.CurrencyAmount;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/** Where sessions came from, and what came of them. Thread-safe; blocks on ClickHouse. */
public final class ChannelReports {
  private final ClickHouse clickHouse;

  /** Reads from there. */
  public ChannelReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Counts(
      boolean total,
      boolean other,
      String value,
      long sessions,
      long visitors,
      long bounced,
      long converted,
      long purchases) {}

  /**
   * The report.
   *
   * @param filter which sessions
   * @param limit most rows beside the one that holds the rest
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public ChannelReport report(
      Site site, TimeRange range, Filter filter, By by, int limit, DataState state, Instant asOf) {
    var sql = new FigureSql(site, range, filter);
    var counts =
        clickHouse.query(
            counts(sql, by, limit),
            row ->
                new Counts(
                    row.number(1) == 0,
                    row.number(2) == 1,
                    row.text(3),
                    row.number(4),
                    row.number(5),
                    row.number(6),
                    row.number(7),
                    row.number(8)));
    var named = new HashSet<String>();
    counts.stream()
        .filter(each -> !each.total() && !each.other())
        .forEach(c -> named.add(c.value()));
    var money = Money.read(clickHouse, revenue(sql, by));
    var rows =
        counts.stream()
            .map(
                each ->
                    row(
                        each,
                        each.total()
                            ? money.all()
                            : each.other() ? money.allBut(named) : money.of(each.value())))
            .toList();
    return new ChannelReport(
        range.from(),
        range.to(),
        asOf,
        state.version(),
        by,
        rows.isEmpty()
            ? ChannelReport.Row.of(FunnelReport.OTHER, true, 0, 0, 0, 0, 0, List.of())
            : rows.getFirst(),
        rows.stream().skip(1).toList());
  }

  private static ChannelReport.Row row(Counts counts, List<CurrencyAmount> revenue) {
    var rest = counts.total() || counts.other();
    return ChannelReport.Row.of(
        rest ? FunnelReport.OTHER : counts.value(),
        rest,
        counts.sessions(),
        counts.visitors(),
        counts.bounced(),
        counts.converted(),
        counts.purchases(),
        revenue);
  }

  private static Sql counts(FigureSql sql, By by, int limit) {
    return sql.with("column", column(by)).with("limit", limit).file("channels.sql");
  }

  private static Sql revenue(FigureSql sql, By by) {
    return sql.with("column", column(by)).file("channel_revenue.sql");
  }

  private static Sql column(By by) {
    return Sql.of(
        switch (by) {
          case LANDING_PAGE -> "entry_path";
          case CHANNEL_GROUP, REFERRER_HOST, UTM_SOURCE, UTM_MEDIUM, UTM_CAMPAIGN -> by.word();
        });
  }

  /** The statements, to be explained and looked at. */
  static List<Sql> statements(Site site, TimeRange range, By by) {
    var sql = new FigureSql(site, range, Filter.NONE);
    return List.of(counts(sql, by, 1), revenue(sql, by));
  }
}
