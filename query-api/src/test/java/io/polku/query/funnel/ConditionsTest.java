package io.polku.query.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.Predicate;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.query.StoredRows;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SQL and {@link Matcher#matches} agree on every kind of condition. */
class ConditionsTest {
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static final List<String> TEXTS =
      List.of("", "a", "A", "a'b", "\\", "%", "10", "10.5", "-3", "1e3", "9", " 10", "ten", "ä/ß?");

  private static ClickHouse clickHouse;
  private static final List<Event> EVENTS = events();

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    CLICKHOUSE.insertJson(
        "events", EVENTS.stream().map(event -> StoredRows.event(event, false)).toList());
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  private static List<Event> events() {
    var events = new ArrayList<Event>();
    for (var text : TEXTS) {
      events.add(event(events).prop("p", text).build());
      events.add(event(events).item(Map.of("f", text)).build());
      events.add(event(events).item(Map.of("f", text)).item(Map.of("f", "a", "g", "x")).build());
      events.add(event(events).item(Map.of("g", text)).item(Map.of()).build());
      events.add(event(events).context(new Context(text, "", "", "", "", "", "", "", "")).build());
    }
    for (var path :
        List.of("/", "/p/1", "/p/1/x", "/p/", "/P/1", "/a.b", "/axb", "/%C3%A4", "/a+b")) {
      events.add(event(events).url("https://shop.example" + path).build());
    }
    events.add(event(events).build());
    events.add(EventBuilder.event("näyttö '?'").id("named").build());
    return events;
  }

  private static EventBuilder event(List<Event> before) {
    return EventBuilder.event("e").id("e" + before.size());
  }

  static Stream<Matcher> matchers() {
    var matchers = new ArrayList<Matcher>();
    for (var property : List.of("p", "item.f", "item.g", "dimension.device", "none", "p'?")) {
      for (var op : Op.values()) {
        predicates(property, op).forEach(p -> matchers.add(new Matcher(null, null, List.of(p))));
      }
    }
    for (var glob : List.of("/", "/p/*", "/p/**", "/*", "**", "/a.b", "/a+*", "/%C3%A4", "*")) {
      matchers.add(new Matcher(null, new PathGlob(glob), List.of()));
      matchers.add(new Matcher("e", new PathGlob(glob), List.of()));
    }
    matchers.add(new Matcher("näyttö '?'", null, List.of()));
    matchers.add(new Matcher("E", null, List.of()));
    return matchers.stream();
  }

  private static List<Predicate> predicates(String property, Op op) {
    return switch (op) {
      case EXISTS -> List.of(new Predicate(property, op, List.of()));
      case IN, NOT_IN ->
          List.of(
              new Predicate(property, op, List.of("a")),
              new Predicate(property, op, List.of("", "a'b", "\\")));
      case GT, GTE, LT, LTE ->
          Stream.of("10", "1e1", "-3", "0")
              .map(number -> new Predicate(property, op, List.of(number)))
              .toList();
      case EQ, NE, CONTAINS, STARTS_WITH ->
          Stream.of("", "a", "'", "\\", "1", "%", "ß?")
              .map(text -> new Predicate(property, op, List.of(text)))
              .toList();
    };
  }

  @ParameterizedTest
  @MethodSource("matchers")
  void sqlAndJavaChooseTheSameEvents(Matcher matcher) {
    var never = List.of(new Matcher("-", null, List.of()));
    var mask = Conditions.bits(List.of(never, List.of(matcher)), 0);
    var values = new ArrayList<>(mask.values());
    var chosen =
        clickHouse.query(
            new Sql("SELECT event_id FROM events WHERE " + mask.text() + " = 2", values),
            row -> row.text(1));
    assertThat(chosen)
        .containsExactlyInAnyOrderElementsOf(
            EVENTS.stream().filter(matcher::matches).map(Event::id).collect(Collectors.toList()));
  }
}
