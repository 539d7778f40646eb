package io.polku.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.erasure.EraseRequest;
import io.polku.contract.erasure.VisitorHash;
import io.polku.contract.json.Json;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Erasures and exports over HTTP, on a real Kafka and a real ClickHouse. */
class PrivacyApiTest {
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final String SECRET = "0123456789abcdef";
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api =
        RunningApi.start(
            KAFKA, CLICKHOUSE, Map.of("POLKU_SECRET", SECRET, "POLKU_BACKUP_KEEP", "P30D"));
    for (var site : List.of("private", "others")) {
      assertThat(api.put(RunningApi.SITES + site, "{}").status()).isIn(200, 201);
    }
  }

  @AfterAll
  static void stop() {
    if (api != null) {
      api.close();
    }
    // Others would look for ever for what nobody here removes.
    KAFKA.deleteTopicsAndGroups();
  }

  @Test
  void anErasureIsAskedForAndItsReceiptTellsWhatCameOfIt() {
    var asked = api.of("private", "POST", "/erasures", "{\"visitor_id\":\"v-\u00e4\"}");
    assertThat(asked.status()).as(asked.body()).isEqualTo(202);
    api.fitsSchema("Erasure", asked.json());
    var receipt = asked.json();
    assertThat(asked.body()).doesNotContain("v-\u00e4");
    assertThat(receipt.path("state").asText()).isEqualTo("under_way");
    var at = Instant.parse(receipt.path("requested_at").asText());
    assertThat(Instant.parse(receipt.path("topics_free_by").asText()))
        .isBetween(at.plus(Duration.ofDays(6)), at.plus(Duration.ofDays(7)));
    assertThat(Instant.parse(receipt.path("backups_free_by").asText()))
        .isEqualTo(at.plus(Duration.ofDays(30)));
    var id = receipt.path("id").asText();
    var visitor = new VisitorKey("private", "v-\u00e4");
    assertThat(requests(id))
        .containsExactly(
            new EraseRequest(
                "private",
                "v-\u00e4",
                id,
                0,
                VisitorHash.under(SECRET).of(visitor),
                at.toEpochMilli()));

    // As the history service writes it; of two counts the larger one is true.
    for (var rows : List.of(3, 5, 0)) {
      CLICKHOUSE.execute(
          "INSERT INTO erased_rows VALUES ('private', '"
              + id
              + "', 0, 'events', "
              + rows
              + ", now64(3))");
    }
    CLICKHOUSE.execute(
        "INSERT INTO erased_rows VALUES ('private', '" + id + "', 0, 'state', 0, now64(3))");
    CLICKHOUSE.execute("INSERT INTO erasures VALUES ('private', '" + id + "', 0, now64(3))");
    var done = api.of("private", "GET", "/erasures/" + id, "");
    api.fits("Erasure", done);
    assertThat(done.json().path("state").asText()).isEqualTo("verified");
    assertThat(done.json().path("removed").toString()).isEqualTo("{\"events\":5}");
    assertThat(done.json().path("verified_at").isTextual()).isTrue();

    var list = api.of("private", "GET", "/erasures", "");
    api.fits("ErasureList", list);
    assertThat(list.json().path("erasures")).contains(done.json());
    assertThat(api.of("private", "GET", "/audit", "").json().path("entries"))
        .as("who did it")
        .anyMatch(entry -> entry.path("subject").asText().equals("erasure/private/" + id));
    api.problem(api.of("others", "GET", "/erasures/" + id, ""), 404, "erasure_unknown");
    assertThat(api.of("others", "GET", "/erasures", "").json().path("erasures")).isEmpty();
  }

  @Test
  void aUserIsAllVisitorsWhoWereEverSeenUnderIt() {
    for (var visitor : List.of("one", "two", "two", "three")) {
      event("private", visitor, visitor.equals("three") ? "another" : "user-1", "A", visitor);
    }
    event("others", "four", "user-1", "A", "four");

    var asked = api.of("private", "POST", "/erasures", "{\"user_id\":\"user-1\"}");

    assertThat(asked.status()).as(asked.body()).isEqualTo(202);
    assertThat(asked.json().path("visitors").asInt()).isEqualTo(2);
    assertThat(requests(asked.json().path("id").asText()))
        .extracting(EraseRequest::visitorId)
        .containsExactlyInAnyOrder("one", "two");
    api.problem(
        api.of("private", "POST", "/erasures", "{\"user_id\":\"nobody\"}"), 404, "user_unknown");
  }

  @Test
  void whatNamesNobodyIsRefused() {
    for (var body :
        List.of(
            "{}",
            "[]",
            "{\"visitor_id\":\"\"}",
            "{\"visitor_id\":7}",
            "{\"visitor_id\":\"a\",\"user_id\":\"b\"}",
            "{\"visitor_id\":\"a\",\"more\":1}")) {
      api.problem(api.of("private", "POST", "/erasures", body), 422, "erasure_refused");
    }
    api.problem(api.of("private", "GET", "/erasures/none", ""), 404, "erasure_unknown");
  }

  @Test
  void onlyAdminsOfTheSiteEraseAndExport() {
    for (var token :
        List.of(
            api.token("private", "viewer"),
            api.token("private", "editor"),
            api.token("others", "admin"))) {
      for (var operation :
          List.of(
              "POST /api/v1/sites/private/erasures",
              "GET /api/v1/sites/private/erasures",
              "GET /api/v1/sites/private/erasures/e",
              "GET /api/v1/sites/private/visitors/v/export")) {
        assertThat(api.as(token, operation).status()).as(operation).isEqualTo(403);
      }
    }
    assertThat(api.as(api.token("private", "admin"), "GET /api/v1/sites/private/erasures").status())
        .isEqualTo(200);
  }

  @Test
  void withoutTheSecretNobodyIsErased() {
    try (var without = RunningApi.start(KAFKA, CLICKHOUSE)) {
      assertThat(without.put(RunningApi.SITES + "unkeyed", "{}").status()).isIn(200, 201);
      without.problem(
          without.of("unkeyed", "POST", "/erasures", "{\"visitor_id\":\"v\"}"),
          409,
          "erasure_not_possible");
    }
  }

  @Test
  void anExportHoldsEveryRowOfTheVisitorAndNobodyElse() {
    CLICKHOUSE.execute(
        "INSERT INTO events (site, visitor_id, event_time, event_id, name, props, consent) SELECT"
            + " 'private', 'much', toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number,"
            + " toString(number), 'A', map('k', 'v\"1'), 'granted' FROM numbers(2500)");
    event("private", "much-else", "", "A", "x");
    event("others", "much", "", "A", "y");
    CLICKHOUSE.execute(
        "INSERT INTO sessions (site, visitor_id, session_start, events, ver) VALUES"
            + " ('private', 'much', '2026-01-01', 1, 1), ('private', 'much', '2026-01-01', 2, 2)");
    CLICKHOUSE.execute(
        "INSERT INTO funnel_facts (site, visitor_id, funnel_id, ver) VALUES"
            + " ('private', 'much', 'buy', 1)");
    CLICKHOUSE.execute(
        "INSERT INTO rejected (site, visitor_id, code, original) VALUES"
            + " ('private', 'much', 'invalid_name', '{}')");

    var lines = new ArrayList<JsonNode>();
    var after = "";
    do {
      var page = api.of("private", "GET", "/visitors/much/export" + after, "");
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      assertThat(page.header("content-type")).isEqualTo("application/x-ndjson");
      var ofPage = page.body().lines().map(PrivacyApiTest::json).toList();
      assertThat(ofPage.size()).isLessThanOrEqualTo(2_002);
      lines.addAll(ofPage);
      after = "?after=" + ofPage.getLast().path("after").asText();
    } while (lines.getLast().path("type").asText().equals("next"));

    var types = new HashMap<String, Integer>();
    lines.forEach(line -> types.merge(line.path("type").asText(), 1, Integer::sum));
    assertThat(types)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "visitor", 1, "session", 1, "fact", 1, "letter", 1, "event", 2_500, "next", 1,
                "end", 1));
    assertThat(lines.getFirst().path("visitor_id").asText()).isEqualTo("much");
    var session = lines.get(1).path("row");
    assertThat(session.path("events").asInt()).isEqualTo(2);
    assertThat(session.path("session_start").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
    var event = lines.get(4).path("row");
    assertThat(event.at("/props/k").asText()).isEqualTo("v\"1");
    assertThat(event.path("consent").asText()).isEqualTo("granted");
    assertThat(event.has("_offset")).isFalse();
    assertThat(
            lines.stream()
                .filter(line -> line.path("type").asText().equals("event"))
                .map(line -> line.at("/row/event_id").asText())
                .distinct())
        .hasSize(2_500);

    api.problem(api.of("private", "GET", "/visitors/nobody/export", ""), 404, "visitor_unknown");
    api.problem(
        api.of("private", "GET", "/visitors/much/export?after=x", ""), 422, "parameter_refused");
  }

  private static JsonNode json(String line) {
    try {
      return Json.mapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  private static EraseRequest request(byte[] value) {
    try {
      return Json.mapper().readValue(value, EraseRequest.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void event(String site, String visitor, String user, String name, String id) {
    CLICKHOUSE.execute(
        "INSERT INTO events (site, visitor_id, user_id, event_time, event_id, name) VALUES ('"
            + String.join("', '", site, visitor, user)
            + "', now64(3), '"
            + id
            + "', '"
            + name
            + "')");
  }

  /** Requests of an erasure, as they lie in the topic. */
  private static List<EraseRequest> requests(String erasure) {
    var found = new ArrayList<EraseRequest>();
    try (var consumer =
        new KafkaConsumer<byte[], byte[]>(
            Map.of(
                "bootstrap.servers", KAFKA.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.ERASURES).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          var request = request(record.value());
          if (request.erasure().equals(erasure)) {
            assertThat(record.key())
                .isEqualTo(new VisitorKey(request.site(), request.visitorId()).toBytes());
            found.add(request);
          }
        }
      }
    }
    return found;
  }
}
