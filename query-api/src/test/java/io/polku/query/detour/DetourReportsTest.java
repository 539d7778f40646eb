package io.polku.query.detour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.report.DetourReport;
import io.polku.contract.report.DetourReport.Detour;
import io.polku.contract.report.DetourReport.Verdict;
import io.polku.contract.report.FunnelReport;
import io.polku.query.StoredRows;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.FunnelValues;
import io.polku.query.funnel.Reached;
import io.polku.query.range.TimeRange;
import io.polku.query.statistics.Strata;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many small sites, each with a home page, a product page, and three other pages on the way: on
 * half of the sites one of them keeps people, on the other half none does.
 */
class DetourReportsTest {
  private static final long SEED = Long.getLong("polku.seed", 20_261_122L);
  private static final int SITES = 16;
  private static final int VISITORS = 400;
  private static final Instant FIRST = Instant.parse("2025-06-01T00:00:00Z");
  private static final Instant AS_OF = Instant.parse("2025-07-01T00:00:00Z");
  private static final DataState STATE = new DataState("x", 0, 0);
  private static final List<String> DEVICES = List.of("mobile", "desktop");
  private static final List<String> WAYS = List.of("/banner", "/about", "/news");
  private static final FunnelDefinition FUNNEL =
      new FunnelDefinition(
          "Product",
          Subject.SESSION,
          Duration.ofHours(1),
          List.of(step("Home", "/"), step("Product", "/p/*")));

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static final Map<String, List<List<Event>>> SESSIONS = new HashMap<>();

  private static final Map<String, DetourReport> REPORTS = new HashMap<>();

  private static ClickHouse clickHouse;

  private static Step step(String name, String path) {
    return new Step(name, List.of(new Matcher("page_view", new PathGlob(path), List.of())));
  }

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    var random = new SplittableRandom(SEED);
    var events = new ArrayList<String>();
    var sessions = new ArrayList<String>();
    for (var i = 0; i < SITES; i++) {
      var name = "s" + i;
      var site = site(name);
      var misleads = i % 2 == 0;
      SESSIONS.put(name, new ArrayList<>());
      for (var v = 0; v < VISITORS; v++) {
        var visit = visit(name, "v" + v, misleads, random.split());
        visit.forEach(event -> events.add(StoredRows.event(event, false)));
        for (var session : NaiveSessions.of(visit, site.sessionRules())) {
          SESSIONS.get(name).add(session);
          sessions.add(StoredRows.session(name, NaiveSessions.describe(session)));
        }
      }
    }
    CLICKHOUSE.insertJson("events", events);
    CLICKHOUSE.insertJson("sessions", sessions);
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  private static Site site(String name) {
    return new Site(
        name,
        List.of(),
        ZoneId.of("UTC"),
        Duration.ofMinutes(30),
        Duration.ofHours(24),
        "",
        Instant.EPOCH);
  }

  /** Phones buy less and see the banner more, which is no fault of the banner. */
  private static List<Event> visit(
      String site, String visitor, boolean misleads, SplittableRandom random) {
    var device = DEVICES.get(random.nextInt(2));
    var phone = device.equals("mobile");
    // Nobody is there at midnight, where an entry of the next day would count.
    var at =
        FIRST.plus(Duration.ofDays(random.nextInt(9))).toEpochMilli()
            + random.nextLong(Duration.ofHours(23).toMillis());
    var visit = new ArrayList<Event>();
    visit.add(page(site, visitor, "/", at, device));
    var leaves = phone ? 0.5 : 0.2;
    if (random.nextDouble() < (phone ? 0.7 : 0.4)) {
      var way = WAYS.get(random.nextInt(WAYS.size()));
      at += random.nextInt(2_000, 30_000);
      visit.add(page(site, visitor, way, at, device));
      if (random.nextInt(3) == 0) {
        at += random.nextInt(2_000, 30_000);
        visit.add(page(site, visitor, "/", at, device));
      }
      if (misleads && way.equals("/banner")) {
        leaves += 0.35;
      }
    }
    if (random.nextDouble() >= leaves) {
      at += random.nextInt(2_000, 30_000);
      visit.add(page(site, visitor, "/p/" + random.nextInt(9), at, device));
    }
    return visit;
  }

  private static Event page(String site, String visitor, String path, long at, String device) {
    return EventBuilder.event("page_view")
        .id(visitor + at)
        .site(site)
        .visitor(visitor)
        .at(at)
        .url("https://shop.example" + path)
        .context(new Context(device, "", "", "", "", "", "", "", ""))
        .build();
  }

  private static DetourReport report(String site) {
    return REPORTS.computeIfAbsent(site, DetourReportsTest::asked);
  }

  private static DetourReport asked(String site) {
    var range = new TimeRange(FIRST, FIRST.plus(Duration.ofDays(10)), ZoneId.of("UTC"));
    var question =
        new FunnelQuestion(
            site(site), FunnelReport.Ref.AD_HOC, false, FUNNEL, range, null, null, Filter.NONE);
    return reports().report(question, 1, STATE, AS_OF);
  }

  private record Went(@Nullable String way, boolean returned, boolean loop) {}

  private static DetourReports reports() {
    // Only facts would ask how far the log is divided.
    var reached = new Reached(new FactsReadiness(clickHouse, () -> OptionalInt.of(1)));
    return new DetourReports(
        clickHouse,
        reached,
        new FunnelValues(clickHouse, reached, new FunnelReports(clickHouse, reached)));
  }

  /** The same by hand: each session from its first page, which is the home page. */
  private static List<Went> went(String site) {
    var all = new ArrayList<Went>();
    for (var session : SESSIONS.get(site)) {
      var paths = session.stream().map(event -> event.page().path()).toList();
      var product =
          IntStream.range(0, paths.size())
              .filter(i -> paths.get(i).startsWith("/p/"))
              .findFirst()
              .orElse(-1);
      var after = paths.subList(1, product < 0 ? paths.size() : product);
      all.add(
          new Went(
              after.isEmpty() ? null : after.getFirst(),
              product >= 0,
              after.size() > 1 && after.get(1).equals("/")));
    }
    return all;
  }

  @Test
  void everybodyWentOneWay() {
    for (var site : SESSIONS.keySet()) {
      var report = report(site);
      var went = went(site);

      assertThat(
              report.direct()
                  + report.left()
                  + report.detours().stream().mapToLong(Detour::subjects).sum())
          .isEqualTo(went.size());
      assertThat(report.direct())
          .isEqualTo(went.stream().filter(w -> w.way() == null && w.returned()).count());
      assertThat(report.left())
          .isEqualTo(went.stream().filter(w -> w.way() == null && !w.returned()).count());
      var byWay =
          went.stream()
              .filter(w -> w.way() != null)
              .collect(Collectors.groupingBy(w -> String.valueOf(w.way())));
      assertThat(report.detours()).extracting(Detour::value).hasSameElementsAs(byWay.keySet());
      for (var detour : report.detours()) {
        var of = byWay.getOrDefault(detour.value(), List.of());
        assertThat(List.of(detour.subjects(), detour.returned(), detour.lost(), detour.open()))
            .isEqualTo(
                List.of(
                    (long) of.size(),
                    of.stream().filter(Went::returned).count(),
                    of.stream().filter(w -> !w.returned()).count(),
                    0L));
        assertThat(detour.loops()).isEqualTo(of.stream().filter(Went::loop).count());
      }
    }
  }

  @Test
  void onlyThePageThatKeepsPeopleIsFatal() {
    var found =
        SESSIONS.keySet().stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    site ->
                        report(site).detours().stream()
                            .filter(detour -> detour.verdict() == Verdict.FATAL)
                            .map(Detour::value)
                            .toList()));
    var misled =
        IntStream.range(0, SITES).filter(i -> i % 2 == 0).mapToObj(i -> found.get("s" + i));
    var control =
        IntStream.range(0, SITES).filter(i -> i % 2 == 1).mapToObj(i -> found.get("s" + i));

    assertThat(misled.filter(names -> names.contains("/banner")).count())
        .as("seed %d: of 8 sites whose banner misleads", SEED)
        .isGreaterThanOrEqualTo(7);
    assertThat(control.filter(names -> !names.isEmpty()).count())
        .as("seed %d: of 8 sites without a fault", SEED)
        .isLessThanOrEqualTo(1);
  }

  @Test
  void excessIsThatOfComparableSubjects() {
    // Two strata: in one 20 of 40 against 10 of 40, in the other 30 of 40 against 20 of 40.
    var strata =
        new Strata(
            80,
            80,
            40,
            (20 * 40 - 10 * 40) / 80.0 + (30 * 40 - 20 * 40) / 80.0,
            (1600 * 10 - 1600 * 20) / 6400.0 + (1600 * 20 - 1600 * 30) / 6400.0,
            (20 * 30 + 10 * 20) / 160.0 + (30 * 20 + 20 * 10) / 160.0,
            1600.0 * (30 * 50 + 50 * 30) / (80 * 80 * 79));

    assertThat(strata.excess()).isEqualTo(0.25);
    // Both strata alike, so the variance is that of the two independent differences, halved twice.
    var one = 20 / 40.0 * 20 / 40.0 / 40 + 10 / 40.0 * 30 / 40.0 / 40;
    var other = 30 / 40.0 * 10 / 40.0 / 40 + 20 / 40.0 * 20 / 40.0 / 40;
    assertThat(strata.error()).isCloseTo(Math.sqrt((one + other) / 4), within(0.003));
  }
}
