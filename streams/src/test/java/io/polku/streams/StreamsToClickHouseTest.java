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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
 * Events in at one end, the oracles' sessions and facts out of ClickHouse at the other, with both
 * services stopped and started again in the middle, the state lost once, and the work shared and
 * taken over.
 */
class StreamsToClickHouseTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.empty();

  private static final long SEED = Long.getLong("polku.seed", 1);
  private static final int VISITORS = 300;
  private static final int FUNNELS = 5;
  private static final int PARTITIONS = 4;
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SessionRules SESSION = new SessionRules(SessionRules.GAP_DEFAULT);
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path stateDir;

  @Test
  void tablesHoldWhatTheOraclesSayThoughEverythingIsStoppedInTheMiddle() throws Exception {
    KafkaTopics.create(KAFKA.bootstrapServers(), PARTITIONS, (short) 1);
    var visitors =
        new RandomVisitors("shop", ZONE, Delivery.WITHIN_GRACE).visitors(SEED, VISITORS).toList();
    var deliveries = visitors.stream().flatMap(visitor -> visitor.delivery().stream()).toList();
    define(site());
    funnels().forEach(this::define);
    var half = deliveries.size() / 2;
    try (var streams = StreamsService.start(streams("first"));
        var sink = SinkService.start(sink())) {
      await().atMost(SOON).until(() -> streams.health().ready() && sink.health().ready());
      send(deliveries.subList(0, half));
      awaitStored(half);
    }
    var quarter = half / 2;
    send(deliveries.subList(half, half + quarter));
    // Other directories: all state comes back from Kafka.
    try (var streams = StreamsService.start(streams("second"));
        var sink = SinkService.start(sink())) {
      assertThat(streams.port()).isNotEqualTo(sink.port());
      try (var other = StreamsService.start(streams("third"))) {
        await().atMost(SOON).until(() -> streams.health().ready() && other.health().ready());
        send(deliveries.subList(half + quarter, half + quarter + quarter / 2));
        awaitStored(half + quarter + quarter / 2);
      }
      // The one that is left takes over what the other had.
      send(deliveries.subList(half + quarter + quarter / 2, deliveries.size()));
      awaitStored(deliveries.size());
      await().atMost(SOON).untilAsserted(() -> compare(visitors));
    }
    assertThat(CLICKHOUSE.rows("SELECT count(), uniqExact(_partition, _offset) FROM events"))
        .isEqualTo(List.of(List.of(events(visitors), events(visitors))));
    assertThat(CLICKHOUSE.rows("SELECT count() FROM events WHERE late OR id_conflict"))
        .isEqualTo(List.of(List.of("0")));
    assertThat(
            CLICKHOUSE.rows(
                "SELECT funnel_id, version, sum(events_before), uniqExact(partition), count()"
                    + " FROM funnel_progress FINAL GROUP BY ALL ORDER BY ALL"))
        .isEqualTo(
            IntStream.range(0, FUNNELS)
                .mapToObj(i -> List.of("f" + i, "1", "0", "4", "4"))
                .toList());
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
                    + " value, unexcluded_level, country FROM funnel_facts FINAL"))
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
        fact.value(),
        fact.unexcludedLevel(),
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
        "shop", List.of("*"), ZONE, Duration.ofMinutes(30), Duration.ofHours(24), "", NOW);
  }

  private static List<Definition.FunnelVersion> funnels() {
    return IntStream.range(0, FUNNELS)
        .mapToObj(
            i ->
                new Definition.FunnelVersion(
                    "shop",
                    "f" + i,
                    1,
                    i < 2
                        ? RandomFunnels.funnel(SEED + 100 + i)
                        : RandomFunnels.withOptions(SEED + 100 + i),
                    NOW))
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
            "POLKU_KAFKA",
            KAFKA.bootstrapServers(),
            "POLKU_STREAMS_STATE_DIR",
            stateDir.resolve(directory).toString(),
            "POLKU_STREAMS_INSTANCE_ID",
            directory,
            // The events are of long ago, and nobody here answers for visitors that were forgotten.
            "POLKU_STREAMS_EVICT_AFTER",
            "P36500D",
            "POLKU_MANAGEMENT_PORT",
            "0"));
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
