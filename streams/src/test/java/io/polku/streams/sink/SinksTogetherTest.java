package io.polku.streams.sink;

import static io.polku.testkit.event.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.ClickHouseSchema;
import io.polku.contract.TableEngines;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.change.Change.Stored;
import io.polku.contract.json.Json;
import io.polku.contract.session.Session;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several sinks of one group on a real Kafka and a real ClickHouse. */
class SinksTogetherTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.empty();

  private static final String GROUP = "polku-sink";
  private static final int PARTITIONS = 4;
  private static final long START = Instant.parse("2019-10-31T23:00:00Z").toEpochMilli();
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Merged, a month of a table has about this many parts or fewer. */
  private static final int PARTS_MAX = 20;

  private int sent;

  @BeforeEach
  void clean() {
    KAFKA.deleteTopicsAndGroups();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              KafkaTopics.create(KAFKA.bootstrapServers(), PARTITIONS, (short) 1);
              assertThat(partitions(Topics.CHANGES)).isEqualTo(PARTITIONS);
            });
    for (var table : CLICKHOUSE.rows("SHOW TABLES")) {
      CLICKHOUSE.execute("DROP TABLE " + table.getFirst() + " SYNC");
    }
  }

  @Test
  void shareTheWorkAndTakeItOverFromEachOther() throws Exception {
    try (var first = SinkService.start(settings(CLICKHOUSE.url()))) {
      await().atMost(SOON).until(() -> first.health().ready());
      send(400);
      try (var second = SinkService.start(settings(CLICKHOUSE.url()))) {
        send(400);
        await().atMost(SOON).untilAsserted(() -> assertThat(sharesPerMember()).hasSize(2));
        assertThat(sharesPerMember()).allSatisfy(shares -> assertThat(shares).isEqualTo(4));
        send(400);
        eachEventIsThereOnce();
        assertThat(second.health().ready()).isTrue();
        send(400);
      }
      send(400);
      eachEventIsThereOnce();
    }
  }

  @Test
  void insertOfASinkThatHasLostItsPartitionsIsNotDoneTwice() throws Exception {
    try (var proxy = FlakyProxy.before(CLICKHOUSE.url());
        var zombie = SinkService.start(settings(proxy.url()))) {
      await().atMost(SOON).until(() -> zombie.health().ready());
      proxy.holdInserts();
      send(200);
      await().atMost(SOON).until(() -> proxy.held() > 0);
      try (var admin = admin()) {
        admin
            .removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
      }
      try (var heir = SinkService.start(settings(CLICKHOUSE.url()))) {
        eachEventIsThereOnce();
        var before = proxy.forwarded();
        proxy.release();
        await().atMost(SOON).until(() -> proxy.forwarded() > before);
        send(200);
        await().atMost(SOON).untilAsserted(() -> assertThat(sharesPerMember()).hasSize(2));
        eachEventIsThereOnce();
        assertThat(heir.health().ready()).isTrue();
      }
      eachEventIsThereOnce();
    }
  }

  @Test
  void schemaIsRightWhereSeveralBringItUpAtTheSameTime() throws Exception {
    try (var starters = Executors.newFixedThreadPool(4)) {
      for (var round = 0; round < 2; round++) {
        var started = new ArrayList<Future<Boolean>>();
        for (var i = 0; i < 4; i++) {
          started.add(
              starters.submit(
                  () -> {
                    try (var clickHouse = new ClickHouse(settings(CLICKHOUSE.url()))) {
                      Migrations.apply(clickHouse, CLICKHOUSE.database(), TableEngines.SINGLE);
                    }
                    return true;
                  }));
        }
        for (var one : started) {
          assertThat(one.get()).isTrue();
        }
        assertThat(CLICKHOUSE.rows("SELECT number FROM schema_migrations FINAL ORDER BY number"))
            .isEqualTo(
                ClickHouseSchema.migrations().stream()
                    .map(migration -> List.of(Integer.toString(migration.number())))
                    .toList());
        for (var table : CLICKHOUSE.rows("SHOW TABLES")) {
          CLICKHOUSE.execute("DROP TABLE " + table.getFirst() + " SYNC");
        }
      }
    }
  }

  @Test
  void partsStayFewWhenLittleComesAllTheTime() {
    try (var sink = SinkService.start(settings(CLICKHOUSE.url()))) {
      await().atMost(SOON).until(() -> sink.health().ready());
      for (var i = 0; i < 25; i++) {
        send(PARTITIONS);
        eachEventIsThereOnce();
      }
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          CLICKHOUSE.rows(
                              "SELECT max(parts) FROM (SELECT count() AS parts FROM system.parts"
                                  + " WHERE active AND database = currentDatabase() GROUP BY"
                                  + " table, partition HAVING parts > "
                                  + PARTS_MAX
                                  + ")"))
                      .isEqualTo(List.of(List.of("0"))));
    }
  }

  private void eachEventIsThereOnce() {
    var once = List.of(List.of(Integer.toString(sent), Integer.toString(sent)));
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(
                      CLICKHOUSE.rows("SELECT count(), uniqExact(_partition, _offset) FROM events"))
                  .isEqualTo(once);
              assertThat(CLICKHOUSE.rows("SELECT count(), sum(events) FROM sessions FINAL"))
                  .isEqualTo(once);
            });
  }

  private static int partitions(String topic) throws ExecutionException, InterruptedException {
    try (var admin = admin()) {
      var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
      return topics.values().stream().mapToInt(one -> one.partitions().size()).sum();
    }
  }

  /** How many partitions each member of the group has, that has any. */
  private static List<Integer> sharesPerMember() throws ExecutionException, InterruptedException {
    try (var admin = admin()) {
      return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
          .flatMap(group -> group.members().stream())
          .map(member -> member.assignment().topicPartitions().size())
          .filter(shares -> shares > 0)
          .toList();
    }
  }

  private void send(int count) {
    var settings = new HashMap<String, Object>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      IntStream.range(sent, sent + count)
          .forEach(
              i -> {
                var change = change(i);
                var key = new VisitorKey(change.site(), change.visitorId()).toBytes();
                var result =
                    producer.send(
                        new ProducerRecord<>(Topics.CHANGES, i % PARTITIONS, key, json(change)));
                assertThat(result).isNotNull();
              });
    }
    sent += count;
  }

  /** Every second one in another month. */
  private static Change change(int number) {
    var visitor = "v" + number;
    var time = START + (number % 2) * Duration.ofHours(2).toMillis();
    return new Change(
        "shop",
        visitor,
        1,
        new Stored(event("page_view").visitor(visitor).at(time).build(), false, false),
        null,
        List.of(new Session(visitor, time, time, "", 1, 1, 0, 0, "", "", Map.of())),
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  private static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers()));
  }

  private static byte[] json(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SinkSettings settings(String clickHouseUrl) {
    return SinkSettings.of(
        Map.of(
            "POLKU_KAFKA", KAFKA.bootstrapServers(),
            "POLKU_CLICKHOUSE_URL", clickHouseUrl,
            "POLKU_CLICKHOUSE_USER", CLICKHOUSE.user(),
            "POLKU_CLICKHOUSE_PASSWORD", CLICKHOUSE.password(),
            "POLKU_CLICKHOUSE_DATABASE", CLICKHOUSE.database(),
            "POLKU_SINK_FLUSH_INTERVAL", "PT0.1S",
            "POLKU_MANAGEMENT_PORT", "0"));
  }
}
