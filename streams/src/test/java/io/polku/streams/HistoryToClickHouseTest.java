package io.polku.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.Topics;
import io.polku.contract.definition.Definition;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.contract.session.SessionRules;
import io.polku.service.catalog.KafkaTopics;
import io.polku.streams.history.HistoryService;
import io.polku.streams.sink.SinkService;
import io.polku.streams.sink.SinkSettings;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveFunnel;
import io.polku.testkit.oracle.NaiveSessions;
import io.polku.testkit.random.Delivery;
import io.polku.testkit.random.RandomFunnels;
import io.polku.testkit.random.RandomVisitor;
import io.polku.testkit.random.RandomVisitors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events in any order at one end, most of them late, and funnels defined in between: the oracles'
 * sessions and facts come out of ClickHouse at the other. Visitors are evicted while it goes on,
 * and everything is stopped and started again with all that was asked for and answered on its way.
 */
class HistoryToClickHouseTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.empty();

  private static final long SEED = Long.getLong("polku.seed", 1);
  private static final int VISITORS = 200;
  private static final int FUNNELS = 5;
  private static final int PARTITIONS = 4;
  private static final String EVICTED = "polku_streams_visitors_evicted_total";
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SessionRules SESSION = new SessionRules(SessionRules.GAP_DEFAULT);
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir Path stateDir;

  @Test
  void anyOrderGivesWhatAFreshStartGives() throws Exception {
    System.out.println("seed " + SEED + " (-Dpolku.seed)");
    KafkaTopics.create(KAFKA.bootstrapServers(), PARTITIONS, (short) 1);
    var visitors =
        new RandomVisitors("shop", ZONE, new Delivery(Duration.ofDays(60), 15))
            .visitors(SEED, VISITORS)
            .toList();
    var deliveries =
        new ArrayList<>(visitors.stream().flatMap(v -> v.delivery().stream()).toList());
    Collections.shuffle(deliveries, new Random(SEED));
    define(site());
    funnels().subList(0, 2).forEach(this::define);
    var third = deliveries.size() / 3;
    try (var streams = StreamsService.start(streams("one"));
        var sink = SinkService.start(sink());
        var history = HistoryService.start(sink(), 0)) {
      await()
          .atMost(SOON)
          .until(
              () -> streams.health().ready() && sink.health().ready() && history.health().ready());
      send(deliveries.subList(0, third));
      awaitStored(third);
      // All events were received long ago, so who is not waited for goes.
      await().atMost(SOON).until(() -> metric(streams.port(), EVICTED) > 0);
      funnels().subList(2, FUNNELS).forEach(this::define);
      send(deliveries.subList(third, 2 * third));
    }
    // Whatever was on its way is taken up again; two share the work.
    try (var streams = StreamsService.start(streams("two"));
        var sink = SinkService.start(sink());
        var history = HistoryService.start(sink(), 0);
        var other = HistoryService.start(sink(), 0)) {
      send(deliveries.subList(2 * third, deliveries.size()));
      awaitStored(deliveries.size());
      await().atMost(SOON).ignoreExceptions().untilAsserted(HistoryToClickHouseTest::complete);
      await().atMost(SOON).untilAsserted(() -> compare(visitors));
      assertThat(streams.health().ready() && sink.health().ready()).isTrue();
      assertThat(history.health().ready() && other.health().ready()).isTrue();
    }
    assertThat(CLICKHOUSE.rows("SELECT count(), uniqExact(visitor_id, event_id) FROM events"))
        .isEqualTo(List.of(List.of(events(visitors), events(visitors))));
    assertThat(CLICKHOUSE.rows("SELECT sum(sign), count() > 0 FROM held FINAL"))
        .isEqualTo(List.of(List.of("0", "1")));
    assertThat(CLICKHOUSE.rows("SELECT count() FROM events WHERE late").getFirst().getFirst())
        .isNotEqualTo("0");
  }

  private static void complete() {
    assertThat(
            CLICKHOUSE.rows(
                "SELECT funnel_id, uniqExact(partition), min(complete), min(share)"
                    + " FROM funnel_progress FINAL GROUP BY ALL ORDER BY ALL"))
        .isEqualTo(
            IntStream.range(0, FUNNELS).mapToObj(i -> List.of("f" + i, "4", "true", "1")).toList());
  }

  private static double metric(int port, String name) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + port + "/metrics");
      var answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer
          .body()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .sum();
    }
  }

  private static String events(List<RandomVisitor> visitors) {
    return Long.toString(visitors.stream().mapToLong(v -> v.events().size()).sum());
  }

  private static void compare(List<RandomVisitor> visitors) {
    var sessions = new ArrayList<List<String>>();
    var facts = new ArrayList<List<String>>();
    for (var visitor : visitors) {
      for (var session : NaiveSessions.of(visitor.events(), SESSION)) {
        var described = NaiveSessions.describe(session);
        sessions.add(
            texts(
                visitor.visitorId(),
                described.startMillis(),
                described.endMillis(),
                described.events(),
                described.exitPath()));
      }
      for (var funnel : funnels()) {
        NaiveFunnel.facts(visitor.events(), funnel.funnel(), SESSION, ZONE)
            .forEach(fact -> facts.add(texts(funnel, fact)));
      }
    }
    assertThat(
            CLICKHOUSE.rows(
                "SELECT visitor_id, toUnixTimestamp64Milli(session_start),"
                    + " toUnixTimestamp64Milli(session_end), events, exit_path FROM sessions"
                    + " FINAL"))
        .containsExactlyInAnyOrderElementsOf(sessions);
    assertThat(
            CLICKHOUSE.rows(
                "SELECT funnel_id, visitor_id, toUnixTimestamp64Milli(session_start), entry_day,"
                    + " arrayMap(t -> toUnixTimestamp64Milli(t), step_times),"
                    + " toUnixTimestamp64Milli(first_entry), toUnixTimestamp64Milli(deadline),"
                    + " country FROM funnel_facts FINAL"))
        .containsExactlyInAnyOrderElementsOf(facts);
  }

  private static List<String> texts(Definition.FunnelVersion funnel, NaiveFact fact) {
    return texts(
        funnel.id(),
        fact.visitorId(),
        fact.sessionStartMillis(),
        fact.entryDay(),
        fact.stepTimesMillis().toString().replace(" ", ""),
        fact.firstEntryMillis(),
        fact.deadlineMillis(),
        fact.chain().getFirst().context().country());
  }

  private static List<String> texts(Object... values) {
    return List.of(values).stream().map(Object::toString).toList();
  }

  private static void awaitStored(int records) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        CLICKHOUSE.rows(
                            "SELECT (SELECT count() FROM events) + (SELECT count() FROM"
                                + " duplicates)"))
                    .isEqualTo(List.of(List.of(Integer.toString(records)))));
  }

  private static Definition.Site site() {
    return new Definition.Site(
        "shop", List.of("*"), ZONE, Duration.ofMinutes(30), Duration.ofMinutes(5), "", NOW);
  }

  private static List<Definition.FunnelVersion> funnels() {
    return IntStream.range(0, FUNNELS)
        .mapToObj(
            i ->
                new Definition.FunnelVersion(
                    "shop", "f" + i, 1, RandomFunnels.funnel(SEED + 100 + i), NOW))
        .toList();
  }

  private void define(Definition definition) {
    var key = definition.key().getBytes(StandardCharsets.UTF_8);
    sendAll(
        IntStream.range(0, PARTITIONS)
            .mapToObj(
                p ->
                    new ProducerRecord<byte[], byte[]>(
                        Topics.DEFINITIONS, p, key, json(definition)))
            .toList());
  }

  private static void send(List<Event> events) {
    sendAll(
        events.stream()
            .map(
                event ->
                    new ProducerRecord<byte[], byte[]>(
                        Topics.EVENTS, event.key().toBytes(), json(event)))
            .toList());
  }

  private static void sendAll(Collection<ProducerRecord<byte[], byte[]>> records) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var sent = new ArrayList<Future<RecordMetadata>>();
      records.forEach(record -> sent.add(producer.send(record)));
      producer.flush();
      assertThat(sent).allMatch(Future::isDone);
    }
  }

  private static byte[] json(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private StreamsSettings streams(String directory) {
    return StreamsSettings.of(
        Map.of(
            "POLKU_KAFKA", KAFKA.bootstrapServers(),
            "POLKU_STREAMS_STATE_DIR", stateDir.resolve(directory).toString(),
            "POLKU_MANAGEMENT_PORT", "0"));
  }

  private static SinkSettings sink() {
    return SinkSettings.of(
        Map.of(
            "POLKU_KAFKA", KAFKA.bootstrapServers(),
            "POLKU_CLICKHOUSE_URL", CLICKHOUSE.url(),
            "POLKU_CLICKHOUSE_USER", CLICKHOUSE.user(),
            "POLKU_CLICKHOUSE_PASSWORD", CLICKHOUSE.password(),
            "POLKU_CLICKHOUSE_DATABASE", CLICKHOUSE.database(),
            "POLKU_MANAGEMENT_PORT", "0"));
  }
}
