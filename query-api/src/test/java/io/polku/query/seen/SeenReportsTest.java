package io.polku.query.seen;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.report.FunnelSuggestion;
import io.polku.contract.report.Seen;
import io.polku.contract.report.Seen.Kind;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SeenReportsTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final Instant AS_OF = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FIRST = Instant.parse("2025-06-02T10:00:00Z");
  private static final DataState STATE = new DataState("x", 0, 0);
  private static final TimeRange RANGE =
      new TimeRange(Instant.parse("2025-06-01T00:00:00Z"), AS_OF, ZONE);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static SeenReports reports;
  private static Suggestions suggestions;

  @BeforeAll
  static void connect() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    reports = new SeenReports(clickHouse);
    suggestions = new Suggestions(clickHouse);
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  @Test
  void whatOccursIsCountedMostFrequentFirst() {
    var events = new ArrayList<Event>();
    for (var i = 0; i < 6; i++) {
      events.add(
          event("picks", "v" + i, i, "page_view", "/p/" + i % 2).prop("plan", "b" + i % 3).build());
    }
    events.add(
        event("picks", "v0", 7, "add_to_cart", "/p/0")
            .item(Map.of("item_id", "7", "item_brand", "Ö"))
            .item(Map.of("item_id", "8", "item_brand", "Ö"))
            .build());
    events.add(event("others", "v9", 0, "secret", "/secret").prop("secret", "1").build());
    store(events);

    assertThat(seen(Kind.EVENT, "", "").rows())
        .containsExactly(
            new Seen.Row("page_view", false, 6, 6), new Seen.Row("add_to_cart", false, 1, 1));
    assertThat(seen(Kind.EVENT, "", "CART").rows()).hasSize(1);
    assertThat(seen(Kind.PAGE, "", "").rows())
        .containsExactly(new Seen.Row("/p/0", false, 3, 3), new Seen.Row("/p/1", false, 3, 3));
    assertThat(seen(Kind.PAGE, "add_to_cart", "").rows())
        .containsExactly(new Seen.Row("/p/0", false, 1, 1));
    assertThat(seen(Kind.PROPERTY, "", "").rows())
        .containsExactly(
            new Seen.Row("plan", false, 6, 6),
            new Seen.Row("item.item_brand", false, 1, 1),
            new Seen.Row("item.item_id", false, 1, 1));
    assertThat(seen(Kind.VALUE, "prop:plan", "").rows())
        .containsExactly(
            new Seen.Row("b0", false, 2, 2),
            new Seen.Row("b1", false, 2, 2),
            new Seen.Row("b2", false, 2, 2));
    assertThat(seen(Kind.VALUE, "item.item_brand", "").rows())
        .containsExactly(new Seen.Row("Ö", false, 1, 1));
    assertThat(seen(Kind.VALUE, "host", "").rows())
        .containsExactly(new Seen.Row("shop.example", false, 7, 6));
    assertThat(seen(Kind.VALUE, "url", "P/1").values()).isEqualTo(1);
    var cut =
        reports.report(
            new SeenQuestion(site("picks"), RANGE, Kind.VALUE, "prop:plan", "", 1), STATE, AS_OF);
    assertThat(cut.rows()).hasSize(1);
    assertThat(cut.values()).isEqualTo(3);
  }

  @Test
  void aShopGetsItsPurchasePathWithoutWhatDoesNotOccur() {
    var events = new ArrayList<Event>();
    for (var i = 0; i < 6; i++) {
      events.add(event("buys", "v" + i, 1, "view_item", "/p").build());
      events.add(event("buys", "v" + i, 2, "add_to_cart", "/p").build());
      events.add(event("buys", "v" + i, 3, "purchase", "/thanks").build());
    }
    events.add(event("buys", "v0", 4, "begin_checkout", "/checkout").build());
    store(events);

    var suggestion = suggestions.suggest(site("buys"), RANGE, STATE, AS_OF);

    assertThat(suggestion.kind()).isEqualTo(FunnelSuggestion.Kind.PURCHASE_PATH);
    assertThat(suggestion.evidence())
        .containsExactly(
            new FunnelSuggestion.Evidence("view_item", 6, 6),
            new FunnelSuggestion.Evidence("add_to_cart", 6, 6),
            new FunnelSuggestion.Evidence("purchase", 6, 6));
    assertThat(suggestion.reason()).contains("begin_checkout, add_payment_info");
    assertThat(FunnelJson.read(suggestion.funnel())).isInstanceOf(FunnelJson.Result.Read.class);
  }

  @Test
  void anotherSiteGetsWhatMostOftenComesBeforeAConversion() {
    var events = new ArrayList<Event>();
    for (var i = 0; i < 9; i++) {
      events.add(event("signs", "v" + i, 1, "page_view", "/").build());
      events.add(event("signs", "v" + i, 2, "page_view", i < 6 ? "/pricing" : "/about").build());
      events.add(event("signs", "v" + i, 3, "click", "/pricing").build());
      events.add(event("signs", "v" + i, 4, "page_view", "/").build());
      events.add(event("signs", "v" + i, 5, "sign_up", "/welcome").build());
    }
    store(events);

    var suggestion = suggestions.suggest(site("signs"), RANGE, STATE, AS_OF);

    assertThat(suggestion.kind()).isEqualTo(FunnelSuggestion.Kind.COMMON_SEQUENCE);
    assertThat(suggestion.evidence())
        .extracting(FunnelSuggestion.Evidence::step)
        .containsExactly("/", "/pricing", "sign_up");
    assertThat(FunnelJson.read(suggestion.funnel())).isInstanceOf(FunnelJson.Result.Read.class);
  }

  @Test
  void aPageThatSaysThanksIsAConversion() {
    var events = new ArrayList<Event>();
    for (var i = 0; i < 5; i++) {
      events.add(event("asks", "v" + i, 1, "page_view", "/ask").build());
      events.add(event("asks", "v" + i, 2, "page_view", "/ask/thank-you").build());
    }
    store(events);
    assertThat(suggestions.suggest(site("asks"), RANGE, STATE, AS_OF).evidence())
        .extracting(FunnelSuggestion.Evidence::step)
        .containsExactly("/ask", "/ask/thank-you");
  }

  @Test
  void withTooLittleThereIsNoneAndAReason() {
    store(List.of(event("new", "v", 1, "page_view", "/").build()));
    for (var site : List.of("new", "empty")) {
      var suggestion = suggestions.suggest(site(site), RANGE, STATE, AS_OF);
      assertThat(suggestion.kind()).isEqualTo(FunnelSuggestion.Kind.NONE);
      assertThat(suggestion.funnel()).isNull();
      assertThat(suggestion.reason()).isNotBlank();
    }
  }

  @Test
  void everyStatementIsExplained() {
    var statements = new ArrayList<>(Suggestions.statements(site("x"), RANGE));
    for (var name : List.of("url", "prop:a'b", "item.c", "device")) {
      statements.add(SeenReports.sql(new SeenQuestion(site("x"), RANGE, Kind.VALUE, name, "%", 5)));
    }
    for (var sql : statements) {
      assertThat(
              clickHouse.query(new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
          .isNotEmpty();
    }
  }

  private static Seen seen(Kind kind, String name, String q) {
    return reports.report(new SeenQuestion(site("picks"), RANGE, kind, name, q, 50), STATE, AS_OF);
  }

  private static EventBuilder event(
      String site, String visitor, int second, String name, String path) {
    return EventBuilder.event(name)
        .id(name + second)
        .site(site)
        .visitor(visitor)
        .at(FIRST.plusSeconds(second).toEpochMilli())
        .url("https://shop.example" + path);
  }

  private static void store(List<Event> events) {
    CLICKHOUSE.insertJson(
        "events", events.stream().map(event -> StoredRows.event(event, false)).toList());
    var byVisitor =
        events.stream()
            .collect(java.util.stream.Collectors.groupingBy(e -> e.site() + " " + e.visitorId()));
    CLICKHOUSE.insertJson(
        "sessions",
        byVisitor.values().stream()
            .flatMap(each -> NaiveSessions.of(each, site("x").sessionRules()).stream())
            .map(each -> StoredRows.session(each.getFirst().site(), NaiveSessions.describe(each)))
            .toList());
  }

  private static Site site(String name) {
    return new Site(
        name, List.of(), ZONE, Duration.ofMinutes(30), Duration.ofHours(24), "", Instant.EPOCH);
  }
}
