package io.polku.query.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.ChannelReport;
import io.polku.contract.report.ProductReport;
import io.polku.contract.report.Wilson;
import io.polku.query.StoredRows;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
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
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels, search terms and products, against what is counted event by event. */
class AcquisitionReportsTest {
  private static final long SEED = Long.getLong("polku.seed", 20_251_123L);
  private static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FIRST = Instant.parse("2025-06-01T00:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final DataState STATE = new DataState("x", 0, 0);
  private static final List<String> HOSTS = List.of("", "google.example", "news.example", "a.b");
  private static final List<String> TERMS = List.of("Shoe", " shoe ", "red  hat", "red hat", "");
  private static final List<String> NAMES =
      List.of(
          "page_view",
          "page_view",
          "search",
          "view_search_results",
          "view_search_results",
          "click",
          "scroll",
          "view_item",
          "add_to_cart",
          "purchase");
  private static final Site SITE =
      new Site(
          "shop", List.of(), ZONE, Duration.ofMinutes(30), Duration.ofHours(24), "", Instant.EPOCH);
  private static final TimeRange RANGE = new TimeRange(FIRST, FIRST.plus(Duration.ofDays(6)), ZONE);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static List<Event> events;
  private static List<List<Event>> sessions;

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    var random = new SplittableRandom(SEED);
    var visitors = IntStream.range(0, 200).mapToObj(i -> visitor("v" + i, random)).toList();
    events = visitors.stream().flatMap(List::stream).toList();
    var all =
        visitors.stream()
            .flatMap(each -> NaiveSessions.of(each, SITE.sessionRules()).stream())
            .toList();
    sessions = all.stream().filter(AcquisitionReportsTest::isInRange).toList();
    CLICKHOUSE.insertJson(
        "events", events.stream().map(event -> StoredRows.event(event, false)).toList());
    CLICKHOUSE.insertJson(
        "sessions",
        all.stream()
            .map(session -> StoredRows.session("shop", NaiveSessions.describe(session)))
            .toList());
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  private static List<Event> visitor(String visitor, SplittableRandom random) {
    var made = new ArrayList<Event>();
    var at = FIRST.toEpochMilli() + random.nextLong(Duration.ofDays(7).toMillis());
    for (var i = random.nextInt(1, 25); i > 0; i--) {
      at += random.nextInt(1, random.nextInt(5) == 0 ? 3_600_000 : 20_000);
      var name = NAMES.get(random.nextInt(NAMES.size()));
      var event =
          EventBuilder.event(name)
              .id("e" + i)
              .site("shop")
              .visitor(visitor)
              .at(at)
              .url("https://shop.example/" + random.nextInt(4))
              .context(new Context("", "", "", "", "", HOSTS.get(random.nextInt(4)), "", "", ""));
      if (name.contains("search")) {
        event.prop("search_term", TERMS.get(random.nextInt(TERMS.size())));
        if (random.nextInt(4) > 0) {
          event.prop("results", Integer.toString(random.nextInt(3)));
        }
      }
      if (Set.of("view_item", "add_to_cart", "purchase").contains(name)) {
        for (var k = random.nextInt(3); k > 0; k--) {
          event.item(item(random));
        }
      }
      if (name.equals("purchase")) {
        event.value(random.nextInt(1, 9), random.nextBoolean() ? "EUR" : "USD");
      }
      made.add(event.build());
    }
    return made;
  }

  private static Map<String, String> item(SplittableRandom random) {
    var item = new HashMap<String, String>();
    item.put("item_id", "i" + random.nextInt(6));
    if (random.nextInt(5) > 0) {
      item.put("price", Integer.toString(random.nextInt(1, 20)));
    }
    if (random.nextInt(3) == 0) {
      item.put("quantity", Integer.toString(random.nextInt(1, 4)));
    }
    return item;
  }

  @Test
  void channelsAreCountedBySession() {
    var reports = new ChannelReports(clickHouse);
    for (var limit : List.of(1, 50)) {
      for (var by : List.of(ChannelReport.By.REFERRER_HOST, ChannelReport.By.LANDING_PAGE)) {
        var report = reports.report(SITE, RANGE, Filter.NONE, by, limit, STATE, AS_OF);
        var named =
            report.rows().stream()
                .filter(row -> !row.other())
                .map(ChannelReport.Row::value)
                .collect(Collectors.toSet());
        assertThat(named).hasSizeLessThanOrEqualTo(limit);
        check(report.total(), sessions);
        for (var row : report.rows()) {
          check(
              row,
              sessions.stream()
                  .filter(
                      session ->
                          row.other()
                              ? !named.contains(value(by, session))
                              : row.value().equals(value(by, session)))
                  .toList());
        }
        assertThat(report.rows().stream().mapToLong(ChannelReport.Row::sessions).sum())
            .isEqualTo(sessions.size());
      }
    }
  }

  private static void check(ChannelReport.Row row, List<List<Event>> expected) {
    var described = expected.stream().map(NaiveSessions::describe).toList();
    var as = "seed " + SEED + " " + row.value();
    assertThat(row.sessions()).as(as).isEqualTo(expected.size());
    assertThat(row.visitors())
        .as(as)
        .isEqualTo(described.stream().map(each -> each.visitorId()).distinct().count());
    assertThat(row.converted())
        .as(as)
        .isEqualTo(described.stream().filter(each -> each.purchases() > 0).count());
    assertThat(row.conversionInterval())
        .isEqualTo(Wilson.interval(row.converted(), row.sessions()));
    assertThat(row.bounced())
        .as(as)
        .isEqualTo(
            described.stream()
                .filter(
                    each ->
                        each.pageViews() <= 1
                            && each.purchases() == 0
                            && each.endMillis() - each.startMillis() < 10_000)
                .count());
    var money =
        expected.stream()
            .flatMap(List::stream)
            .filter(event -> event.name().equals("purchase"))
            .collect(
                Collectors.groupingBy(Event::currency, Collectors.summingDouble(Event::value)));
    assertThat(
            row.revenueByCurrency().stream()
                .collect(Collectors.toMap(each -> each.currency(), each -> each.amount())))
        .as(as)
        .isEqualTo(money);
  }

  private static String value(ChannelReport.By by, List<Event> session) {
    return by == ChannelReport.By.LANDING_PAGE
        ? NaiveSessions.describe(session).entryPath()
        : session.getFirst().context().referrerHost();
  }

  @Test
  void searchesAreFollowedToTheEndOfTheirSession() {
    var report =
        new SearchTermReports(clickHouse).report(SITE, RANGE, Filter.NONE, 50, STATE, AS_OF);
    var expected = new HashMap<String, long[]>();
    var visitors = new HashMap<String, Set<String>>();
    for (var session : sessions) {
      var active = session.stream().filter(event -> !WayOut.isPassive(event.name())).toList();
      for (var term :
          active.stream()
              .filter(AcquisitionReportsTest::isSearch)
              .map(AcquisitionReportsTest::term)
              .collect(Collectors.toSet())) {
        var counts = expected.computeIfAbsent(term, none -> new long[8]);
        visitors.computeIfAbsent(term, none -> new HashSet<>()).add(session.getFirst().visitorId());
        add(counts, active, term);
      }
    }
    assertThat(report.terms()).isEqualTo(expected.size());
    assertThat(report.rows()).hasSize(expected.size());
    for (var row : report.rows()) {
      var counts = expected.get(row.term());
      assertThat(
              new long[] {
                row.searches(),
                row.sessions(),
                row.resultsKnown(),
                row.withoutResults(),
                row.clicked(),
                row.purchased(),
                row.exits(),
                row.visitors()
              })
          .as("seed " + SEED + " " + row.term())
          .containsExactly(
              counts[0],
              counts[1],
              counts[2],
              counts[3],
              counts[4],
              counts[5],
              counts[6],
              visitors.get(row.term()).size());
    }
    var one = new SearchTermReports(clickHouse).report(SITE, RANGE, Filter.NONE, 1, STATE, AS_OF);
    assertThat(one.rows()).hasSize(2);
    assertThat(one.rows().getFirst()).isEqualTo(report.rows().getFirst());
    assertThat(one.rows().getLast().other()).isTrue();
    assertThat(one.rows().stream().mapToLong(row -> row.searches()).sum())
        .isEqualTo(report.total().searches());
  }

  private static void add(long[] counts, List<Event> active, String term) {
    var byName =
        active.stream()
            .filter(event -> isSearch(event) && term(event).equals(term))
            .collect(Collectors.groupingBy(Event::name, Collectors.counting()));
    counts[0] += byName.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    counts[1]++;
    var current = false;
    var found = false;
    var clicked = false;
    var purchased = false;
    for (var event : active) {
      if (isSearch(event)) {
        current = term(event).equals(term);
        found |= current;
        var results = event.props().get("results");
        if (current && event.name().equals("view_search_results") && results != null) {
          counts[2]++;
          counts[3] += results.equals("0") ? 1 : 0;
        }
      }
      clicked |= current && Set.of("click", "view_item").contains(event.name());
      purchased |= found && event.name().equals("purchase");
    }
    counts[4] += clicked ? 1 : 0;
    counts[5] += purchased ? 1 : 0;
    var last = active.getLast();
    counts[6] += isSearch(last) && term(last).equals(term) ? 1 : 0;
  }

  private static boolean isSearch(Event event) {
    return event.name().contains("search");
  }

  private static String term(Event event) {
    return event
        .props()
        .getOrDefault("search_term", "")
        .strip()
        .replaceAll("\\s+", " ")
        .toLowerCase(Locale.ROOT);
  }

  @Test
  void productsAreCountedByVisitor() {
    var reports = new ProductReports(clickHouse);
    var inRange =
        events.stream()
            .filter(e -> e.timeMillis() >= RANGE.fromMillis() && e.timeMillis() < RANGE.toMillis())
            .toList();
    for (var limit : List.of(2, 50)) {
      var report =
          reports.report(SITE, RANGE, Filter.NONE, ProductReport.By.ID, limit, STATE, AS_OF);
      assertThat(report.values()).isEqualTo(6);
      var named =
          report.rows().stream()
              .filter(row -> !row.other())
              .map(ProductReport.Row::value)
              .collect(Collectors.toSet());
      check(report.total(), inRange, id -> true);
      assertThat(report.rows()).hasSize(limit == 2 ? 3 : 6);
      for (var row : report.rows()) {
        check(row, inRange, id -> row.other() ? !named.contains(id) : id.equals(row.value()));
      }
    }
  }

  private static void check(
      ProductReport.Row row, List<Event> inRange, Function<String, Boolean> wanted) {
    var visitors = new HashMap<String, Set<String>>();
    var money = new HashMap<String, Double>();
    var quantity = 0.0;
    var items = new HashMap<String, Long>();
    var unpriced = 0L;
    for (var event : inRange) {
      for (var item : event.items()) {
        if (wanted.apply(item.getOrDefault("item_id", ""))) {
          visitors.computeIfAbsent(event.name(), none -> new HashSet<>()).add(event.visitorId());
          items.merge(event.name(), 1L, Long::sum);
          if (event.name().equals("purchase")) {
            var pieces = Double.parseDouble(item.getOrDefault("quantity", "1"));
            quantity += pieces;
            if (item.containsKey("price")) {
              money.merge(
                  event.currency(), pieces * Double.parseDouble(item.get("price")), Double::sum);
            } else {
              unpriced++;
            }
          }
        }
      }
    }
    var viewed = visitors.getOrDefault("view_item", Set.of());
    var carted = visitors.getOrDefault("add_to_cart", Set.of());
    var bought = visitors.getOrDefault("purchase", Set.of());
    var as = "seed " + SEED + " " + row.value();
    assertThat(row.viewed()).as(as).isEqualTo(viewed.size());
    assertThat(row.carted()).as(as).isEqualTo(carted.size());
    assertThat(row.bought()).as(as).isEqualTo(bought.size());
    assertThat(row.viewedCarted())
        .as(as)
        .isEqualTo(viewed.stream().filter(carted::contains).count());
    assertThat(row.viewedBought())
        .as(as)
        .isEqualTo(viewed.stream().filter(bought::contains).count());
    assertThat(row.cartedBought())
        .as(as)
        .isEqualTo(carted.stream().filter(bought::contains).count());
    assertThat(row.views()).isEqualTo(items.getOrDefault("view_item", 0L));
    assertThat(row.carts()).isEqualTo(items.getOrDefault("add_to_cart", 0L));
    assertThat(row.purchases()).isEqualTo(items.getOrDefault("purchase", 0L));
    assertThat(row.quantity()).isEqualTo(quantity);
    assertThat(row.unpriced()).isEqualTo(unpriced);
    assertThat(
            row.revenueByCurrency().stream()
                .collect(Collectors.toMap(each -> each.currency(), each -> each.amount())))
        .as(as)
        .isEqualTo(money);
  }

  @Test
  void aFilterKeepsTheSessionsThatFitAndTheirEvents() {
    var filter =
        new Filter(
            List.of(
                new Condition(
                    Attribute.ofText("referrer_host"), Op.EQ, List.of("google.example"))));
    var fitting =
        sessions.stream()
            .filter(session -> session.getFirst().context().referrerHost().startsWith("google"))
            .toList();
    var inRange =
        fitting.stream()
            .flatMap(List::stream)
            .filter(event -> event.timeMillis() < RANGE.toMillis())
            .toList();
    assertThat(fitting).isNotEmpty().hasSizeLessThan(sessions.size());

    var channels =
        new ChannelReports(clickHouse)
            .report(SITE, RANGE, filter, ChannelReport.By.REFERRER_HOST, 50, STATE, AS_OF);
    check(channels.total(), fitting);
    assertThat(channels.rows())
        .singleElement()
        .extracting(ChannelReport.Row::value)
        .isEqualTo("google.example");
    var products =
        new ProductReports(clickHouse)
            .report(SITE, RANGE, filter, ProductReport.By.ID, 50, STATE, AS_OF);
    check(products.total(), inRange, id -> true);
    var overview = new OverviewReports(clickHouse).report(SITE, RANGE, filter, null, STATE, AS_OF);
    assertThat(overview.totals().sessions()).isEqualTo(fitting.size());
    assertThat(overview.totals().events()).isEqualTo(inRange.size());
    assertThat(overview.topPages().stream().mapToLong(page -> page.entrances()).sum())
        .isEqualTo(fitting.size());
    var terms = new SearchTermReports(clickHouse).report(SITE, RANGE, filter, 50, STATE, AS_OF);
    assertThat(terms.total().visitors())
        .isEqualTo(
            fitting.stream()
                .filter(session -> session.stream().anyMatch(AcquisitionReportsTest::isSearch))
                .map(session -> session.getFirst().visitorId())
                .distinct()
                .count());
  }

  @Test
  void everyStatementIsExplained() {
    var statements = new ArrayList<Sql>();
    for (var by : ChannelReport.By.values()) {
      statements.addAll(ChannelReports.statements(SITE, RANGE, by));
    }
    for (var by : ProductReport.By.values()) {
      statements.addAll(ProductReports.statements(SITE, RANGE, by));
    }
    statements.add(SearchTermReports.sql(SITE, RANGE, Filter.NONE, 5));
    for (var sql : statements) {
      assertThat(
              clickHouse.query(new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
          .isNotEmpty();
    }
  }

  private static boolean isInRange(List<Event> session) {
    var start = session.getFirst().timeMillis();
    return start >= RANGE.fromMillis() && start < RANGE.toMillis();
  }
}
