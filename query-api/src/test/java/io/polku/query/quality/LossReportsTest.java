package io.polku.query.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.contract.report.Loss;
import io.polku.query.TrackedRows.Tracked;
import io.polku.query.progress.LogTail;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import io.polku.testkit.fixture.ClickHouseFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LossReportsTest {
  private static final Instant START = Instant.parse("2026-01-10T12:00:00Z");
  private static final Instant AS_OF = START.plus(Duration.ofDays(10));
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final long SEED = Long.getLong("polku.seed", 20_251_122L);
  private static final int VISITORS = 400;

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static final LogTail.Counts UNKNOWN =
      new LogTail.Counts(0, 0, 0, Map.of(), false, List.of(), List.of(), 0, 0);

  private static ClickHouse clickHouse;

  @BeforeAll
  static void connect() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  private static void store(Tracked... events) {
    CLICKHOUSE.insertJson("events", Stream.of(events).map(Tracked::row).toList());
  }

  /** By reports of its own, so that nothing is remembered. */
  private static Loss measured(
      String site, @Nullable Instant from, @Nullable Instant to, Instant asOf) {
    // One for all attempts, as what takes longer than a request waits is there for the next.
    var reports = new LossReports(clickHouse, GRACE);
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> reports.report(site, from, to, asOf), r -> r.isPresent())
        .orElseThrow();
  }

  private static Loss measured(String site) {
    return measured(site, null, null, AS_OF);
  }

  private static Tracked event(String site, String view, int seq) {
    return Tracked.of(site, "v", view, seq, START.plusSeconds(seq));
  }

  @Test
  void gapsAreLostUntilTheMissingEventComesAfterAll() {
    store(event("gap", "a", 1), event("gap", "a", 2), event("gap", "a", 5));
    var loss = measured("gap").total();
    assertThat(loss.pageViews()).isEqualTo(1);
    assertThat(loss.expected()).isEqualTo(5);
    assertThat(loss.lost()).isEqualTo(2);
    assertThat(loss.rate()).isEqualTo(0.4);
    assertThat(loss.interval().getFirst()).isBetween(0.0, 0.4);
    assertThat(loss.interval().getLast()).isBetween(0.4, 1.0);
    store(event("gap", "a", 3), event("gap", "a", 4));
    assertThat(measured("gap").total().lost()).isZero();
  }

  @Test
  void theNextPageViewShowsALostEndAndALostPageView() {
    store(
        event("tail", "a", 1).named("page_view", "/p/1"),
        event("tail", "c", 1).after("b", 3, "/p/2").named("page_view", "/p/3"),
        event("tail", "d", 1).after("a", 4, "/p/1").named("page_view", "/p/4"));
    var loss = measured("tail");
    // Of a 3 of 4, of b all 3.
    assertThat(loss.total().pageViews()).isEqualTo(4);
    assertThat(loss.total().expected()).isEqualTo(4 + 3 + 1 + 1);
    assertThat(loss.total().lost()).isEqualTo(3 + 3);
    assertThat(loss.byPage())
        .extracting(Loss.Row::value, row -> row.measured().lost())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("/p/1", 3L),
            org.assertj.core.groups.Tuple.tuple("/p/2", 3L),
            org.assertj.core.groups.Tuple.tuple("/p/3", 0L),
            org.assertj.core.groups.Tuple.tuple("/p/4", 0L));
    assertThat(loss.byTracker()).extracting(Loss.Row::value).containsExactly("web/0.1.0");
  }

  @Test
  void refusedEventsHaveAReasonAndAreNotLost() {
    store(event("refused", "a", 1), event("refused", "a", 4));
    // Twice, since the tracker did not hear the first answer.
    CLICKHOUSE.insertJson(
        "rejected",
        List.of(event("refused", "a", 2).rejectedRow(), event("refused", "a", 2).rejectedRow()));
    var loss = measured("refused").total();
    assertThat(loss.lost()).isEqualTo(1);
    assertThat(loss.rejected()).isEqualTo(1);
  }

  @Test
  void nothingIsJudgedWhileItMayStillBeOnItsWay() {
    store(event("young", "a", 1), event("young", "a", 3));
    var young = measured("young", null, null, START.plusSeconds(5).plus(GRACE));
    assertThat(young.unsettled()).isEqualTo(1);
    assertThat(young.total().expected()).isZero();
    assertThat(young.total().interval()).containsExactly(0.0, 1.0);
    var old = measured("young", null, null, START.plusSeconds(6).plus(GRACE));
    assertThat(old.unsettled()).isZero();
    assertThat(old.total().lost()).isEqualTo(1);
  }

  @Test
  void onlyNumberedEventsOfPageViewsTakePart() {
    store(event("none", "", 7), event("none", "a", 0));
    assertThat(measured("none").total().expected()).isZero();
    store(event("none", "forged", 2_000_000_000));
    assertThat(measured("none").total().lost()).isZero();
    assertThat(measured("none").implausible()).isEqualTo(1);
  }

  @Test
  void aRangeTakesThePageViewsThatBeganInIt() {
    store(
        // Open since the day before.
        event("range", "a", 1),
        Tracked.of("range", "v", "a", 2, START.plus(Duration.ofHours(30))),
        Tracked.of("range", "v", "b", 2, START.plus(Duration.ofHours(31))));
    var nextDay = START.plus(Duration.ofHours(24));
    var loss = measured("range", nextDay, nextDay.plus(Duration.ofDays(1)), AS_OF).total();
    assertThat(loss.pageViews()).isEqualTo(1);
    assertThat(loss.lost()).isEqualTo(1);
    assertThat(measured("range", START, nextDay, AS_OF).total().lost()).isZero();
  }

  /** What a tracker sent is drawn, and then what of it came; counted by hand. */
  @Test
  void agreesWithWhatWasSent() {
    var random = new SplittableRandom(SEED);
    var rows = new ArrayList<Tracked>();
    var lostBy = new HashMap<String, Long>();
    var sent = 0L;
    for (var visitor = 0; visitor < VISITORS; visitor++) {
      var browser = random.nextBoolean() ? "Firefox" : "Chrome";
      var views = 1 + random.nextInt(4);
      var lastSeq = 0;
      // Known as far as something stored tells of it.
      var numbersKnown = new HashMap<String, Integer>();
      var stored = new HashMap<String, Integer>();
      var before = "";
      for (var i = 0; i < views; i++) {
        var view = visitor + "-" + i;
        var count = 1 + random.nextInt(6);
        for (var seq = 1; seq <= count; seq++) {
          if (random.nextInt(10) == 0) {
            continue;
          }
          var at = START.plusSeconds(i * 100L + seq);
          var tracked = Tracked.of("random", "v" + visitor, view, seq, at).by(browser);
          rows.add(seq == 1 && i > 0 ? tracked.after(before, lastSeq, "/") : tracked);
          numbersKnown.merge(view, seq, Math::max);
          stored.merge(view, 1, Integer::sum);
          if (seq == 1 && i > 0) {
            numbersKnown.merge(before, lastSeq, Math::max);
          }
        }
        before = view;
        lastSeq = count;
      }
      for (var known : numbersKnown.entrySet()) {
        sent += known.getValue();
        lostBy.merge(
            browser, (long) known.getValue() - stored.getOrDefault(known.getKey(), 0), Long::sum);
      }
    }
    store(rows.toArray(Tracked[]::new));
    var loss = measured("random");
    assertThat(loss.total().expected()).as("seed %d", SEED).isEqualTo(sent);
    assertThat(loss.total().lost())
        .isEqualTo(lostBy.values().stream().mapToLong(Long::longValue).sum());
    assertThat(
            loss.byBrowser().stream()
                .collect(Collectors.toMap(Loss.Row::value, row -> row.measured().lost())))
        .isEqualTo(lostBy);
  }

  @Test
  void theStatementsOfALedgerCanBeExplained() {
    for (var sql :
        List.of(
            LossReports.sql("shop", null, null, AS_OF),
            LossReports.sql("shop", START, AS_OF, AS_OF),
            RejectedReports.sql("rejected_letters.sql", "shop", START, AS_OF, "", 1),
            RejectedReports.sql("rejected_reasons.sql", "shop", START, AS_OF, "x", 1),
            QualityReports.sql("stored.sql", "shop", START, AS_OF, UNKNOWN, List.of(1L, 2L)),
            QualityReports.sql("bots.sql", "shop", START, AS_OF, UNKNOWN, List.of()))) {
      assertThat(
              clickHouse.query(new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
          .isNotEmpty();
    }
  }
}
