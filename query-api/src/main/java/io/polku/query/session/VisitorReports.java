package io.polku.query.session;

import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Order;
import io.polku.contract.report.VisitorHistory;
import io.polku.query.session.StoredFacts.Fact;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what is known of a visitor. Thread-safe; blocks on ClickHouse. */
public final class VisitorReports {
  private final ClickHouse clickHouse;
  private final StoredSessions sessions;
  private final StoredFacts facts;

  /**
   * @param clickHouse where events, sessions and facts are
   * @param sessions reads sessions
   */
  public VisitorReports(ClickHouse clickHouse, StoredSessions sessions) {
    this.clickHouse = clickHouse;
    this.sessions = sessions;
    this.facts = new StoredFacts(clickHouse);
  }

  private record Extent(long events, long firstMillis, long lastMillis, boolean leftOut) {}

  /**
   * The visitor; empty where the site has no event of that id.
   *
   * @param funnels the site's funnels, the latest version of each
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Optional<VisitorHistory> report(
      Site site, String visitorId, List<FunnelVersion> funnels, DataState state, Instant asOf) {
    var sql = new VisitorSql(site.site(), visitorId);
    var extent =
        clickHouse.queryOne(
            sql.file("visitor_extent.sql", 1),
            row -> new Extent(row.number(1), row.number(2), row.number(3), row.number(4) > 0));
    return extent.events() == 0
        ? Optional.empty()
        : Optional.of(report(site, visitorId, funnels, state, asOf, extent));
  }

  private VisitorHistory report(
      Site site,
      String visitorId,
      List<FunnelVersion> funnels,
      DataState state,
      Instant asOf,
      Extent extent) {
    var sql = new VisitorSql(site.site(), visitorId);
    var totals =
        clickHouse.queryOne(
            sql.file("visitor_totals.sql", 1),
            row ->
                new VisitorHistory.Totals(
                    row.number(1), row.number(2), row.number(3), row.number(4), row.real(5)));
    var newest =
        clickHouse.query(
            sql.file("visitor_sessions.sql", VisitorHistory.SESSIONS_MAX), StoredSessions::read);
    return new VisitorHistory(
        Instant.ofEpochMilli(extent.firstMillis()),
        Instant.ofEpochMilli(extent.lastMillis()),
        asOf,
        state.version(),
        visitorId,
        clickHouse.query(
            sql.file("visitor_users.sql", VisitorHistory.USER_IDS_MAX), row -> row.text(1)),
        extent.leftOut(),
        totals,
        clickHouse.query(
            sql.file("visitor_channels.sql", VisitorHistory.CHANNELS_MAX),
            row -> new VisitorHistory.Channel(row.text(1), row.text(2), row.number(3))),
        sessions.withSignals(site.site(), newest),
        Math.max(0, totals.sessions() - newest.size()),
        funnels(funnels, facts.read(site.site(), visitorId)));
  }

  /** The statements, to be explained and looked at. */
  static List<Sql> statements(String site, String visitorId) {
    var sql = new VisitorSql(site, visitorId);
    return List.of(
        sql.file("visitor_extent.sql", 1),
        sql.file("visitor_totals.sql", 1),
        sql.file("visitor_sessions.sql", 1),
        sql.file("visitor_users.sql", 1),
        sql.file("visitor_channels.sql", 1),
        StoredFacts.sql(site, visitorId));
  }

  private record VisitorSql(String site, String visitorId) {
    Sql file(String name, int limit) {
      return Sql.file(
          VisitorReports.class,
          name,
          Map.of(
              "columns", StoredSessions.columns(),
              "site", site,
              "visitor", visitorId,
              "limit", limit));
    }
  }

  private static List<VisitorHistory.Funnel> funnels(List<FunnelVersion> funnels, List<Fact> all) {
    var rows = new ArrayList<VisitorHistory.Funnel>();
    for (var version : funnels) {
      var own =
          all.stream()
              .filter(
                  fact -> fact.funnel().equals(version.id()) && fact.version() == version.version())
              .toList();
      if (!own.isEmpty()) {
        rows.add(funnel(version, own));
      }
    }
    return rows;
  }

  /**
   * @param own its facts, the best first
   */
  private static VisitorHistory.Funnel funnel(FunnelVersion version, List<Fact> own) {
    var best = own.getFirst();
    var required = version.funnel().requiredSteps();
    return new VisitorHistory.Funnel(
        version.id(),
        version.version(),
        version.funnel().name(),
        required.size(),
        best.level(),
        version.funnel().order() == Order.ANY ? "" : required.get(best.level() - 1).name(),
        Instant.ofEpochMilli(best.stepTimes().getFirst()),
        Instant.ofEpochMilli(best.stepTimes().stream().max(Long::compare).orElseThrow()),
        own.size());
  }
}
