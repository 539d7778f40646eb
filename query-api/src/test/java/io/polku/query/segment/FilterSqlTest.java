package io.polku.query.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Event;
import io.polku.contract.session.SessionRules;
import io.polku.query.StoredRows;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveAttributes;
import io.polku.testkit.oracle.NaiveSessions;
import io.polku.testkit.random.Delivery;
import io.polku.testkit.random.RandomVisitor;
import io.polku.testkit.random.RandomVisitors;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters over stored sessions and events keep what the words say. */
class FilterSqlTest {
  private static final ZoneId ZONE = ZoneId.of("America/St_Johns");
  private static final SessionRules RULES = new SessionRules(Duration.ofMinutes(30));
  private static final long SEED = Long.getLong("polku.seed", 20_251_121L);
  private static final int FILTERS = 40;

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static List<RandomVisitor> visitors;

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    visitors =
        new RandomVisitors("random", ZONE, Delivery.IN_ORDER)
            .forOptions()
            .visitors(SEED, 300)
            .toList();
    var events = new ArrayList<String>();
    var sessions = new ArrayList<String>();
    for (var visitor : visitors) {
      visitor.events().forEach(event -> events.add(StoredRows.event(event, false)));
      for (var session : NaiveSessions.of(visitor.events(), RULES)) {
        sessions.add(StoredRows.session("random", NaiveSessions.describe(session)));
      }
    }
    // Somebody else's, with the same visitors.
    events.addAll(events.stream().map(row -> row.replace("\"random\"", "\"other\"")).toList());
    CLICKHOUSE.insertJson("events", events);
    CLICKHOUSE.insertJson("sessions", sessions);
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + FILTERS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void filtersKeepWhatTheWordsSay(long seed) {
    var random = new SplittableRandom(seed);
    var filter = RandomFilters.filter(random);
    var from = Instant.parse("2025-01-01T00:00:00Z").plus(Duration.ofHours(random.nextInt(3000)));
    var range = new TimeRange(from, from.plus(Duration.ofHours(random.nextInt(1, 4000))), ZONE);
    var sessions = new ArrayList<String>();
    var events = new ArrayList<String>();
    var inSessions = new ArrayList<String>();
    for (var visitor : visitors) {
      var known = NaiveAttributes.of(visitor.events(), RULES);
      for (var session : known.sessions()) {
        var fits = filter.conditions().stream().allMatch(c -> c.holds(known.in(session, c.by())));
        if (fits && contains(range, session.getFirst())) {
          sessions.add(visitor.visitorId() + " " + session.getFirst().timeMillis());
        }
        for (var event : session) {
          if (!contains(range, event)) {
            continue;
          }
          if (fits) {
            inSessions.add(visitor.visitorId() + " " + event.id());
          }
          if (filter.conditions().stream().allMatch(c -> c.holds(known.at(event, c.by())))) {
            events.add(visitor.visitorId() + " " + event.id());
          }
        }
      }
    }
    assertThat(
            rows(
                "SELECT concat(visitor_id, ' ', toString(toUnixTimestamp64Milli(session_start)))"
                    + " FROM sessions FINAL WHERE site = 'random' AND session_start >= ? AND"
                    + " session_start < ? AND ",
                range,
                FilterSql.onSessions(filter, "random", range)))
        .as("sessions of " + filter)
        .containsExactlyInAnyOrderElementsOf(sessions);
    var ofEvents =
        "SELECT concat(visitor_id, ' ', event_id) FROM events WHERE site = 'random' AND event_time"
            + " >= ? AND event_time < ? AND ";
    assertThat(rows(ofEvents, range, FilterSql.onEvents(filter, "random", range)))
        .as("events of " + filter)
        .containsExactlyInAnyOrderElementsOf(events);
    assertThat(rows(ofEvents, range, FilterSql.inSessions(filter, "random", range)))
        .as("events in sessions of " + filter)
        .containsExactlyInAnyOrderElementsOf(inSessions);
  }

  private static boolean contains(TimeRange range, Event event) {
    return event.timeMillis() >= range.fromMillis() && event.timeMillis() < range.toMillis();
  }

  private static List<String> rows(String text, TimeRange range, Sql fits) {
    return clickHouse.query(
        Sql.join(
            "",
            List.of(
                Sql.of(
                    text, StoredRows.time(range.fromMillis()), StoredRows.time(range.toMillis())),
                fits)),
        row -> row.text(1));
  }
}
