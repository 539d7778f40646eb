package io.polku.query.overview;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Interval;
import io.polku.contract.report.Overview;
import io.polku.contract.report.Overview.CurrencyAmount;
import io.polku.contract.report.Overview.EventFigures;
import io.polku.contract.report.Overview.Figures;
import io.polku.contract.report.Overview.PageFigures;
import io.polku.contract.report.Overview.SessionsBy;
import io.polku.contract.report.Rates;
import io.polku.query.range.Buckets;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Overviews of sites. Thread-safe; blocks on ClickHouse. */
public final class OverviewReports {
  private static final SessionCounts NO_SESSIONS = new SessionCounts(0, 0, 0, 0);
  private static final EventCounts NO_EVENTS = new EventCounts(0, 0, 0, 0, 0, 0);

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public OverviewReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record EventCounts(
      long bucket, long visitors, long events, long pageViews, long purchases, double revenue) {}

  private record SessionCounts(long bucket, long sessions, long bounced, long converted) {}

  private record Extent(long events, long firstMillis, long lastMillis) {}

  /**
   * The overview.
   *
   * @param filter which sessions; with one, the events are those of these sessions
   * @param interval length of the buckets of the series, or null for none
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   * @throws IllegalArgumentException when the series would have too many buckets
   */
  public Overview report(
      Site site,
      TimeRange range,
      Filter filter,
      @Nullable Interval interval,
      DataState state,
      Instant asOf) {
    var sql = new OverviewSql(site, range, filter);
    var extent =
        clickHouse.queryOne(
            sql.extent(), row -> new Extent(row.number(1), row.number(2), row.number(3)));
    return new Overview(
        range.from(),
        range.to(),
        asOf,
        state.version(),
        state.lateEvents(),
        state.leftOut(),
        extent.events() == 0 ? null : Instant.ofEpochMilli(extent.firstMillis()),
        extent.events() == 0 ? null : Instant.ofEpochMilli(extent.lastMillis()),
        figures(sql, null).getOrDefault(0L, Figures.NONE),
        clickHouse.query(
            sql.file("revenue_by_currency.sql"),
            row -> new CurrencyAmount(row.text(1), row.real(2))),
        interval == null ? List.of() : series(sql, range, interval, asOf),
        clickHouse.query(
            sql.file("top_pages.sql"),
            row ->
                new PageFigures(
                    named(row),
                    isOther(row),
                    row.number(3),
                    row.number(4),
                    row.number(5),
                    Rates.of(row.number(6), row.number(5)),
                    row.number(7))),
        sessionsBy(sql, "entry_path"),
        sessionsBy(sql, "exit_path"),
        sessionsBy(sql, "referrer_host"),
        clickHouse.query(
            sql.file("top_events.sql"),
            row -> new EventFigures(named(row), isOther(row), row.number(3), row.number(4))));
  }

  private List<SessionsBy> sessionsBy(OverviewSql sql, String column) {
    return clickHouse.query(
        sql.sessionsBy(column),
        row ->
            new SessionsBy(
                named(row), isOther(row), row.number(3), Rates.of(row.number(4), row.number(3))));
  }

  private static boolean isOther(Row row) throws SQLException {
    return row.number(1) == 1;
  }

  private static String named(Row row) throws SQLException {
    return isOther(row) ? FunnelReport.OTHER : row.text(2);
  }

  private List<Overview.Bucket> series(
      OverviewSql sql, TimeRange range, Interval interval, Instant asOf) {
    var figures = figures(sql, interval);
    return Buckets.of(range, interval).stream()
        .map(
            bucket ->
                new Overview.Bucket(
                    bucket.from(),
                    bucket.to(),
                    !bucket.to().isAfter(asOf),
                    figures.getOrDefault(bucket.key(), Figures.NONE)))
        .toList();
  }

  /** By bucket; with no interval, all of it under 0. */
  private Map<Long, Figures> figures(OverviewSql sql, @Nullable Interval interval) {
    var events =
        clickHouse
            .query(
                sql.eventFigures(interval),
                row ->
                    new EventCounts(
                        row.number(1),
                        row.number(2),
                        row.number(3),
                        row.number(4),
                        row.number(5),
                        row.real(6)))
            .stream()
            .collect(Collectors.toMap(EventCounts::bucket, counts -> counts));
    var sessions =
        clickHouse
            .query(
                sql.sessionFigures(interval),
                row ->
                    new SessionCounts(row.number(1), row.number(2), row.number(3), row.number(4)))
            .stream()
            .collect(Collectors.toMap(SessionCounts::bucket, counts -> counts));
    // A session begins with an event, so whichever bucket has sessions has events.
    return events.keySet().stream()
        .collect(
            Collectors.toMap(
                bucket -> bucket,
                bucket ->
                    figures(
                        events.getOrDefault(bucket, NO_EVENTS),
                        sessions.getOrDefault(bucket, NO_SESSIONS))));
  }

  private static Figures figures(EventCounts events, SessionCounts sessions) {
    return new Figures(
        events.visitors(),
        sessions.sessions(),
        events.events(),
        events.pageViews(),
        Rates.of(sessions.bounced(), sessions.sessions()),
        events.purchases(),
        events.revenue(),
        Rates.of(sessions.converted(), sessions.sessions()));
  }

  /** The statements, to be explained and looked at. */
  static List<Sql> statements(Site site, TimeRange range, Interval interval) {
    var sql = new OverviewSql(site, range, Filter.NONE);
    return List.of(
        sql.extent(),
        sql.eventFigures(interval),
        sql.eventFigures(null),
        sql.sessionFigures(interval),
        sql.sessionFigures(null),
        sql.sessionsBy("entry_path"),
        sql.sessionsBy("exit_path"),
        sql.sessionsBy("referrer_host"),
        sql.file("revenue_by_currency.sql"),
        sql.file("top_pages.sql"),
        sql.file("top_events.sql"));
  }
}
