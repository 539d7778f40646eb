package io.polku.query.friction;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.FrictionReport;
import io.polku.contract.report.FunnelReport;
import io.polku.query.StoredRows;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Reached;
import io.polku.query.range.TimeRange;
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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who met what between a home page and a product page, beside the same counted by hand. */
class FrictionReportsTest {
  private static final long SEED = Long.getLong("polku.seed", 20_261_122L);
  private static final int VISITORS = 500;
  private static final Instant FIRST = Instant.parse("2025-06-01T00:00:00Z");
  private static final Instant AS_OF = Instant.parse("2025-07-01T00:00:00Z");
  private static final List<String> PAGES = List.of("/", "/about");
  private static final Site SITE =
      new Site(
          "friction",
          List.of(),
          ZoneId.of("UTC"),
          Duration.ofMinutes(30),
          Duration.ofHours(24),
          "",
          Instant.EPOCH);
  private static final FunnelDefinition FUNNEL =
      new FunnelDefinition(
          "Product",
          Subject.SESSION,
          Duration.ofHours(1),
          List.of(step("Home", "/"), step("Product", "/p/*")));

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static Step step(String name, String path) {
    return new Step(name, List.of(new Matcher("page_view", new PathGlob(path), List.of())));
  }

  /** A sign by what exactly, or a kind as a whole. */
  private record Met(Signal sign, String detail, String page) {}

  private static final class Tally {
    private long converted;
    private long lost;
  }

  @Test
  void whoMetWhatIsWhatIsCountedByHand() {
    var random = new SplittableRandom(SEED);
    var visits = new ArrayList<List<Event>>();
    for (var v = 0; v < VISITORS; v++) {
      visits.add(visit("v" + v, random.split()));
    }
    store(visits);
    var report = report();

    var kinds = new HashMap<Met, Tally>();
    var rows = new HashMap<Met, Tally>();
    var anything = 0;
    for (var visit : visits) {
      var product = visit.stream().filter(FrictionReportsTest::isProduct).findFirst();
      // Home comes first, so that all before the product is at the step.
      var met = new HashSet<Met>();
      visit.stream()
          .takeWhile(event -> !isProduct(event))
          .filter(event -> !event.name().equals("page_view"))
          .map(FrictionReportsTest::met)
          .filter(one -> !one.detail().equals("found"))
          .forEach(met::add);
      anything += met.isEmpty() ? 0 : 1;
      met.forEach(one -> count(rows, one, product.isPresent()));
      met.stream()
          .map(one -> new Met(one.sign(), "", ""))
          .distinct()
          .forEach(one -> count(kinds, one, product.isPresent()));
    }

    assertThat(report.subjects()).as("seed %d", SEED).isEqualTo(VISITORS);
    assertThat(report.met()).isEqualTo(anything);
    assertThat(counted(report.signs())).isEqualTo(expected(kinds));
    assertThat(counted(report.rows())).isEqualTo(expected(rows));
    assertThat(report.others()).isZero();
  }

  /** Things happen at home, on another page, and once more after the product, where none counts. */
  private static List<Event> visit(String visitor, SplittableRandom random) {
    var at = new Clock(random, FIRST.plus(Duration.ofDays(random.nextInt(9))).toEpochMilli());
    var visit = new ArrayList<Event>();
    visit.add(page(visitor, "/", at.next()));
    var happen = random.nextInt(5);
    for (var i = 0; i < happen; i++) {
      visit.add(something(visitor, at.next(), random));
    }
    if (random.nextInt(3) > 0) {
      visit.add(page(visitor, "/p/" + random.nextInt(9), at.next()));
      visit.add(something(visitor, at.next(), random));
    }
    return visit;
  }

  private static final class Clock {
    private final SplittableRandom random;
    private long millis;

    Clock(SplittableRandom random, long millis) {
      this.random = random;
      this.millis = millis;
    }

    long next() {
      millis += random.nextInt(500, 60_000);
      return millis;
    }
  }

  private static Event something(String visitor, long at, SplittableRandom random) {
    var path = PAGES.get(random.nextInt(PAGES.size()));
    return switch (random.nextInt(4)) {
      case 0 -> page(visitor, path, at);
      case 1 ->
          event("js_error", visitor, path, at).prop("message", "m" + random.nextInt(3)).build();
      case 2 -> event("form_error", visitor, path, at).prop("field", "postcode").build();
      default ->
          event(WayOut.SEARCH_RESULTS, visitor, path, at)
              .prop("search_term", " Shoe" + random.nextInt(2))
              .prop("results", Integer.toString(random.nextInt(2)))
              .build();
    };
  }

  private static Event page(String visitor, String path, long at) {
    return event("page_view", visitor, path, at).build();
  }

  private static EventBuilder event(String name, String visitor, String path, long at) {
    return EventBuilder.event(name)
        .id(visitor + at)
        .site(SITE.site())
        .visitor(visitor)
        .at(at)
        .url("https://shop.example" + path);
  }

  private static boolean isProduct(Event event) {
    return event.page().path().startsWith("/p/");
  }

  private static Met met(Event event) {
    var page = event.page().path();
    return switch (event.name()) {
      case "js_error" -> new Met(Signal.JS_ERROR, event.props().getOrDefault("message", ""), page);
      case "form_error" ->
          new Met(Signal.FORM_ERROR, event.props().getOrDefault("field", ""), page);
      default ->
          event.props().getOrDefault("results", "").equals("0")
              ? new Met(
                  Signal.EMPTY_SEARCH,
                  event.props().getOrDefault("search_term", "").strip().toLowerCase(Locale.ROOT),
                  page)
              : new Met(Signal.EMPTY_SEARCH, "found", page);
    };
  }

  private static void count(Map<Met, Tally> tallies, Met met, boolean converted) {
    var tally = tallies.computeIfAbsent(met, _ -> new Tally());
    if (converted) {
      tally.converted++;
    } else {
      tally.lost++;
    }
  }

  private static Map<Met, List<Long>> expected(Map<Met, Tally> tallies) {
    return tallies.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each ->
                    List.of(
                        each.getValue().converted + each.getValue().lost,
                        each.getValue().converted,
                        each.getValue().lost,
                        0L)));
  }

  private static Map<Met, List<Long>> counted(List<FrictionReport.Sign> signs) {
    return signs.stream()
        .collect(
            Collectors.toMap(
                each -> new Met(each.sign(), each.detail(), each.page()),
                each -> List.of(each.subjects(), each.converted(), each.lost(), each.open())));
  }

  private static void store(List<List<Event>> visits) {
    var events = new ArrayList<String>();
    var sessions = new ArrayList<String>();
    for (var visit : visits) {
      visit.forEach(event -> events.add(StoredRows.event(event, false)));
      for (var session : NaiveSessions.of(visit, SITE.sessionRules())) {
        sessions.add(StoredRows.session(SITE.site(), NaiveSessions.describe(session)));
      }
    }
    CLICKHOUSE.insertJson("events", events);
    CLICKHOUSE.insertJson("sessions", sessions);
  }

  private static FrictionReport report() {
    try (var clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT)) {
      var range = new TimeRange(FIRST, FIRST.plus(Duration.ofDays(10)), ZoneId.of("UTC"));
      // Only facts would ask how far the log is divided.
      return new FrictionReports(
              clickHouse, new Reached(new FactsReadiness(clickHouse, () -> OptionalInt.of(1))))
          .report(
              new FunnelQuestion(
                  SITE, FunnelReport.Ref.AD_HOC, false, FUNNEL, range, null, null, Filter.NONE),
              1,
              new DataState("x", 0, 0),
              AS_OF);
    }
  }
}
