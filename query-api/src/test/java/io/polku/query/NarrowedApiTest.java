package io.polku.query;

import static io.polku.query.RunningApi.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.contract.session.SessionRules;
import io.polku.query.RunningApi.Reply;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Filters and segments over HTTP: what is narrowed is the part of the whole that it says it is, and
 * values are never taken for SQL.
 */
class NarrowedApiTest {
  private static final int VISITORS = 36;
  private static final Instant START = Instant.parse("2025-03-01T10:00:00Z");
  private static final String RANGE = "from=2025-03-01&to=2025-03-08";
  private static final String FUNNEL =
      """
      {"name":"Buy","window":"PT1H",
       "steps":[{"name":"Product","match":[{"event":"view_item"}]},
                {"name":"Cart","match":[{"event":"add_to_cart"}]}]}
      """;

  /** What somebody may have typed, or tries. */
  private static final List<String> ODD = List.of("free", "it's", "\\' OR 1=1 --", ":site {{x}} ?");

  private static final String TRIED =
      "\\'] OR 1=1) UNION ALL SELECT 1; DROP TABLE events; -- ? :site";

  /** All that take a filter. */
  private static final List<String> REPORTS =
      List.of(
          "/funnels/buy/report?",
          "/funnels/buy/timing?",
          "/funnels/buy/value?",
          "/funnels/buy/dropoffs?step=1&",
          "/funnels/buy/subjects?step=1&",
          "/funnels/buy/explanation?compare=previous&",
          "/sessions?",
          "/overview?",
          "/channels?",
          "/search-terms?",
          "/products?",
          "/paths?",
          "/paths?start=step:buy/1&",
          "/transitions?");

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.start(KAFKA, CLICKHOUSE);
    for (var site : List.of("narrowed", "narrowed-other")) {
      assertThat(api.put(RunningApi.SITES + site, "{}").status()).isIn(200, 201);
      assertThat(api.of(site, "PUT", "/funnels/buy", FUNNEL).status()).isIn(200, 201);
    }
    for (var i = 0; i < VISITORS; i++) {
      store(visit(i));
    }
    CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('narrowed', 0, 1)");
  }

  @AfterAll
  static void stop() {
    if (api != null) {
      api.close();
    }
  }

  /** Every second goes on to the cart, but of the phones every third only. */
  private static List<Event> visit(int i) {
    var phone = i % 3 == 0;
    var names = new ArrayList<>(List.of("view_item", "click"));
    if (phone ? i % 9 == 0 : i % 2 == 0) {
      names.add("add_to_cart");
    }
    names.add("page_view");
    var events = new ArrayList<Event>();
    for (var name : names) {
      events.add(
          EventBuilder.event(name)
              .id("n" + i + "-" + events.size())
              .site("narrowed")
              .visitor("v" + i)
              .at(START.plusSeconds(600L * i + 20L * events.size()).toEpochMilli())
              .url("https://shop.example/p/" + i % 4)
              .prop("plan", ODD.get(i % ODD.size()))
              .context(new Context(phone ? "mobile" : "desktop", "", "", "", "", "", "", "", ""))
              .build());
    }
    return events;
  }

  private static void store(List<Event> visit) {
    CLICKHOUSE.insertJson(
        "events", visit.stream().map(event -> StoredRows.event(event, false)).toList());
    CLICKHOUSE.insertJson(
        "sessions",
        NaiveSessions.of(visit, new SessionRules(SessionRules.GAP_DEFAULT)).stream()
            .map(session -> StoredRows.session("narrowed", NaiveSessions.describe(session)))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"device", "prop:plan", "landing_page"})
  void aRowOfTheBreakdownIsTheReportFilteredByItAndSoAreItsPeopleAndDropOffs(String by) {
    var rows = get("/funnels/buy/report?breakdown=" + by + "&").path("breakdown");
    assertThat(rows.size()).isGreaterThan(1);
    var entered = 0;
    for (var row : rows) {
      var filter = filter(by, "eq", row.path("value").asText());
      var step = get("/funnels/buy/report?" + filter).at("/steps/0");
      for (var figure : List.of("entered", "converted", "dropped", "open")) {
        assertThat(step.path(figure)).as(row.toString()).isEqualTo(row.at("/steps/0/" + figure));
      }
      entered += step.path("entered").asInt();
      var dropped = step.path("dropped").asInt();
      for (var state : List.of("entered", "converted", "dropped", "open")) {
        var subjects =
            pages("/funnels/buy/subjects?step=1&state=" + state + "&" + filter, "subjects");
        assertThat(subjects).as(state).hasSize(step.path(state).asInt());
      }
      var dropoffs = get("/funnels/buy/dropoffs?step=1&" + filter);
      assertThat(dropoffs.path("entered")).isEqualTo(step.path("entered"));
      assertThat(dropoffs.path("dropped").asInt()).isEqualTo(dropped);
      for (var list : List.of("next", "last_clicks", "last_pages")) {
        assertThat(sum(dropoffs.path(list), "dropped")).as(list).isEqualTo(dropped);
        assertThat(sum(dropoffs.path(list), "converted"))
            .as(list)
            .isEqualTo(step.path("converted").asInt());
      }
    }
    assertThat(entered).isEqualTo(VISITORS);
  }

  @Test
  void aNarrowedListOfSessionsAddsUpToItsNumberAndTheOverviews() {
    var found = 0;
    for (var device : List.of("mobile", "desktop", "tablet")) {
      var filter = filter("device", "eq", device);
      var sessions = pages("/sessions?" + filter, "sessions");
      assertThat(sessions).hasSize(get("/sessions?" + filter).path("total").asInt());
      assertThat(get("/overview?" + filter).at("/totals/sessions").asInt())
          .isEqualTo(sessions.size());
      found += sessions.size();
    }
    assertThat(found).isEqualTo(VISITORS).isEqualTo(get("/sessions?").path("total").asInt());
    // A word narrows further.
    var filter = filter("device", "eq", "mobile") + "q=add_to_cart&";
    assertThat(pages("/sessions?" + filter, "sessions"))
        .hasSize(get("/sessions?" + filter).path("total").asInt())
        .hasSize(VISITORS / 9);
  }

  @Test
  void aSegmentIsItsFilterInEveryReportAndBothHold() {
    var phones = "{\"by\":\"device\",\"op\":\"eq\",\"value\":\"mobile\"}";
    var free = "{\"by\":\"prop:plan\",\"op\":\"in\",\"value\":[\"free\",\"it's\"]}";
    var body = "{\"name\":\"Phones\",\"filter\":[" + phones + "]}";
    assertThat(api.of("narrowed", "PUT", "/segments/phones", body).status()).isIn(200, 201);
    for (var report : REPORTS) {
      var whole = same(get(report));
      var bySegment = same(get(report + "segment=phones&"));
      var byFilter = same(get(report + "filter=" + encoded("[" + phones + "]") + "&"));
      assertThat(bySegment).as(report).isEqualTo(byFilter);
      if (!List.of("/search-terms?", "/products?", "/transitions?").contains(report)) {
        assertThat(bySegment).as(report).isNotEqualTo(whole);
      }
      var both = same(get(report + "segment=phones&filter=" + encoded("[" + free + "]") + "&"));
      var twice = same(get(report + "filter=" + encoded("[" + phones + "," + free + "]") + "&"));
      // The same people, in whichever order the conditions are told.
      twice.remove("filter");
      both.remove("filter");
      assertThat(both).as(report).isEqualTo(twice);

      api.problem(
          api.of("narrowed", "GET", report + RANGE + "&segment=none", ""), 404, "segment_unknown");
      // Another site's segments are none of this one's.
      api.problem(
          api.of("narrowed-other", "GET", report + RANGE + "&segment=phones", ""),
          404,
          "segment_unknown");
    }
    assertThat(api.of("narrowed", "DELETE", "/segments/phones", "").status()).isEqualTo(204);
    for (var report : REPORTS) {
      api.problem(
          api.of("narrowed", "GET", report + RANGE + "&segment=phones", ""),
          404,
          "segment_unknown");
    }
  }

  @Test
  void valuesAndNamesAreNeverTakenForSql() {
    var stored = CLICKHOUSE.rows("SELECT count() FROM events").toString();
    for (var odd : ODD) {
      var having =
          (int)
              IntStream.range(0, VISITORS).filter(i -> ODD.get(i % ODD.size()).equals(odd)).count();
      for (var op : List.of("eq", "in")) {
        var filter = filter("prop:plan", op, odd);
        assertThat(get("/funnels/buy/report?" + filter).at("/steps/0/entered").asInt())
            .as(filter)
            .isEqualTo(having);
        assertThat(get("/sessions?" + filter).path("total").asInt()).as(filter).isEqualTo(having);
      }
    }
    for (var report : REPORTS) {
      for (var by : List.of("prop:" + TRIED, "item." + TRIED)) {
        var reply = api.of("narrowed", "GET", report + filter(by, "contains", TRIED) + RANGE, "");
        assertThat(reply.status()).as(report + by + reply.body()).isEqualTo(200);
      }
    }
    for (var place :
        List.of(
            "/funnels/buy/report?breakdown=" + encoded("prop:" + TRIED) + "&",
            "/sessions?q=" + encoded(TRIED) + "&",
            "/paths?start=" + encoded("page:" + TRIED) + "&",
            "/paths?start=" + encoded("event:" + TRIED) + "&",
            "/seen?kind=value&property=" + encoded(TRIED) + "&")) {
      var reply = api.of("narrowed", "GET", place + RANGE, "");
      assertThat(reply.status()).as(place + reply.body()).isIn(200, 422);
    }
    var name = encoded(TRIED).replace("+", "%20");
    for (var place : List.of("/visitors/" + name, "/sessions/" + name, "/segments/" + name)) {
      assertThat(api.of("narrowed", "GET", place, "").status()).as(place).isIn(400, 404, 422);
    }
    assertThat(CLICKHOUSE.rows("SELECT count() FROM events").toString()).isEqualTo(stored);
  }

  /** Every page of a list, by what each entry is. */
  private static List<String> pages(String path, String list) {
    var found = new ArrayList<String>();
    var after = "";
    while (true) {
      var page = get(path + "limit=7&" + (after.isEmpty() ? "" : "after=" + after + "&"));
      page.path(list)
          .forEach(one -> found.add(one.path("visitor_id").asText() + one.path("session_id")));
      if (page.path("next_after").isNull()) {
        assertThat(new HashSet<>(found)).as("nobody twice").hasSize(found.size());
        assertThat(found).hasSize(page.path("total").asInt());
        return found;
      }
      after = page.path("next_after").asText();
    }
  }

  private static int sum(JsonNode rows, String figure) {
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToInt(row -> row.path(figure).asInt())
        .sum();
  }

  /** A condition as a part of a query string. */
  private static String filter(String by, String op, String value) {
    var condition = Json.mapper().createObjectNode().put("by", by).put("op", op);
    if (op.equals("in")) {
      condition.putArray("value").add(value);
    } else {
      condition.put("value", value);
    }
    return "filter=" + encoded("[" + condition + "]") + "&";
  }

  /** What an answer says, without when. */
  private static ObjectNode same(JsonNode answer) {
    var said = (ObjectNode) answer;
    return said.remove(List.of("as_of", "complete_through", "data_version", "losses", "segment"));
  }

  private static JsonNode get(String path) {
    Reply reply = api.of("narrowed", "GET", path + RANGE, "");
    assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(200);
    return reply.json();
  }
}
