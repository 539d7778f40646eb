package io.polku.query.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.Interval;
import io.polku.contract.report.Overview;
import io.polku.contract.report.Overview.EventFigures;
import io.polku.contract.report.Overview.PageFigures;
import io.polku.contract.report.Overview.SessionsBy;
import io.polku.contract.session.Session;
import io.polku.query.StoredRows;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveSessions;
import io.polku.testkit.random.Delivery;
import io.polku.testkit.random.RandomVisitor;
import io.polku.testkit.random.RandomVisitors;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverviewReportsTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");
  private static final Site SITE =
      new Site(
          "random",
          List.of(),
          ZONE,
          Duration.ofMinutes(30),
          Duration.ofHours(24),
          "",
          Instant.EPOCH);
  private static final int VISITORS = 300;
  private static final long SEED = Long.getLong("polku.seed", 20_251_121L);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static OverviewReports reports;
  private static List<RandomVisitor> visitors;
  private static List<Session> sessions;

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    reports = new OverviewReports(clickHouse);
    visitors =
        new RandomVisitors("random", ZONE, Delivery.IN_ORDER).visitors(SEED, VISITORS).toList();
    sessions =
        visitors.stream()
            .flatMap(v -> NaiveSessions.of(v.events(), SITE.sessionRules()).stream())
            .map(NaiveSessions::describe)
            .toList();
    CLICKHOUSE.insertJson(
        "events",
        visitors.stream()
            .flatMap(v -> v.events().stream())
            .map(event -> StoredRows.event(event, false))
            .toList());
    CLICKHOUSE.insertJson(
        "sessions", sessions.stream().map(s -> StoredRows.session("random", s)).toList());
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + 8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void figuresAgreeWithTheEvents(long seed) {
    var random = new SplittableRandom(seed);
    var first = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(300));
    var range =
        new TimeRange(
            first.atStartOfDay(ZONE).toInstant(),
            first.plusDays(random.nextInt(1, 60)).atStartOfDay(ZONE).toInstant(),
            ZONE);

    var stored =
        reports.report(SITE, range, Filter.NONE, Interval.DAY, new DataState("x", 0, 0), AS_OF);
    var begun = sessions.stream().filter(s -> within(s.startMillis(), range)).toList();
    assertThat(stored.totals().sessions()).as("seed " + seed).isEqualTo(begun.size());
    var converted = begun.stream().filter(s -> s.purchases() > 0).count();
    assertThat(stored.totals().conversionRate())
        .isEqualTo(begun.isEmpty() ? 0 : (double) converted / begun.size());
    var events =
        visitors.stream()
            .flatMap(v -> v.events().stream())
            .filter(e -> within(e.timeMillis(), range))
            .toList();
    assertThat(stored.totals().events()).isEqualTo(events.size());
    assertThat(stored.totals().visitors())
        .isEqualTo(events.stream().map(e -> e.visitorId()).distinct().count());
    assertThat(stored.totals().revenue())
        .isEqualTo(
            events.stream()
                .filter(e -> e.name().equals("purchase"))
                .mapToDouble(e -> e.value())
                .sum());
    assertThat(stored.series().stream().mapToLong(b -> b.figures().events()).sum())
        .isEqualTo(events.size());
    listsAddUp(stored, begun);
  }

  /** The rest is a row of its own, so that nothing is missing in a list. */
  private static void listsAddUp(Overview stored, List<Session> begun) {
    for (var list : List.of(stored.entryPages(), stored.exitPages(), stored.referrers())) {
      assertThat(list.stream().mapToLong(SessionsBy::sessions).sum()).isEqualTo(begun.size());
      assertThat(list).hasSizeLessThanOrEqualTo(21);
    }
    var pages = stored.topPages();
    assertThat(pages.stream().mapToLong(PageFigures::pageViews).sum())
        .isEqualTo(stored.totals().pageViews());
    assertThat(pages.stream().mapToLong(PageFigures::exits).sum()).isEqualTo(begun.size());
    for (var page : pages) {
      if (!page.other()) {
        var entered = begun.stream().filter(s -> s.entryPath().equals(page.path())).toList();
        assertThat(page.entrances()).as(page.path()).isEqualTo(entered.size());
        var bounced =
            entered.stream()
                .filter(
                    s ->
                        s.pageViews() <= 1
                            && s.purchases() == 0
                            && s.endMillis() - s.startMillis() < 10_000)
                .count();
        assertThat(page.bounceRate())
            .isEqualTo(entered.isEmpty() ? 0 : (double) bounced / entered.size());
      }
    }
    assertThat(stored.topEvents().stream().mapToLong(EventFigures::events).sum())
        .isEqualTo(stored.totals().events());
  }

  @Test
  void everyStatementIsExplained() {
    var range =
        new TimeRange(
            Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2025-02-01T00:00:00Z"), ZONE);
    for (var interval : Interval.values()) {
      for (var sql : OverviewReports.statements(SITE, range, interval)) {
        assertThat(
                clickHouse.query(
                    new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
            .isNotEmpty();
      }
    }
  }

  private static boolean within(long millis, TimeRange range) {
    return millis >= range.fromMillis() && millis < range.toMillis();
  }
}
