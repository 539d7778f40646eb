package io.polku.streams.sink;

import static io.polku.testkit.event.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.ClickHouseSchema;
import io.polku.contract.TableEngines;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.change.Change.Duplicate;
import io.polku.contract.change.Change.Stored;
import io.polku.contract.change.Rejected;
import io.polku.contract.event.Context;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Element;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.json.Json;
import io.polku.contract.session.Session;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink on a real Kafka and a real ClickHouse. */
class SinkServiceTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.empty();

  private static final String GROUP = "polku-sink";
  private static final TopicPartition CHANGES = new TopicPartition(Topics.CHANGES, 0);
  private static final long OCTOBER = Instant.parse("2019-10-31T10:00:00Z").toEpochMilli();
  private static final long NOVEMBER = Instant.parse("2019-11-01T10:00:00Z").toEpochMilli();
  private static final Duration SOON = Duration.ofSeconds(20);

  @BeforeEach
  void clean() {
    KAFKA.deleteTopicsAndGroups();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              KafkaTopics.create(KAFKA.bootstrapServers(), 1, (short) 1);
              assertThat(end(CHANGES)).isZero();
            });
    for (var table : rows("SHOW TABLES")) {
      CLICKHOUSE.execute("DROP TABLE " + table.getFirst() + " SYNC");
    }
  }

  @Test
  void everyFieldOfEveryRowArrives() {
    var bought =
        event("purchase")
            .id("id-ä")
            .at(OCTOBER)
            .seq(3)
            .user("u1")
            .pv("pv1")
            .prev("pv0", 4, "https://shop.example/")
            .botReasons("headless", "network")
            .page("https://shop.example/kassa/%C3%A4?x=1", "Kassa", "https://r.example/")
            .context(
                new Context(
                    "mobile",
                    "Firefox",
                    "Android",
                    "FI",
                    "fi",
                    "r.example",
                    "s",
                    "m",
                    "c",
                    "t",
                    "co",
                    "gclid=1",
                    "Email",
                    "Europe/Helsinki",
                    "polku.js/1",
                    "suspected",
                    "granted"))
            .element(new Element("a", "buy", "Buy", "/x", "a#buy", "cta"))
            .item(Map.of("item_id", "sku-1", "price", "2"))
            .item(Map.of("item_id", "sku-2"))
            .value(12.5, "EUR")
            .prop("colour", "red")
            .prop("size", "40")
            .build();
    var session =
        new Session(
            "v",
            OCTOBER,
            OCTOBER + 5,
            "u1",
            2,
            1,
            1,
            12.5,
            "/in",
            "/out",
            Map.of(Dimension.COUNTRY, "FI", Dimension.PATH, "/in"));
    var fact =
        new FunnelFact(
            "buy",
            2,
            "v",
            OCTOBER,
            LocalDate.of(2019, 10, 31),
            "sku-ä",
            2,
            List.of(OCTOBER, OCTOBER + 5),
            OCTOBER - 1,
            OCTOBER + 1000,
            3,
            true,
            Map.of(Dimension.DEVICE, "mobile"),
            new WayOut(
                "/p/1", "Pay", "event:purchase", Set.of(Signal.JS_ERROR, Signal.RAGE_CLICK)));
    send(
        new Change(
            "shop",
            "v",
            7,
            new Stored(bought, true, true),
            null,
            List.of(session),
            List.of(OCTOBER + 9),
            List.of(fact),
            List.of(new Change.FactKey("buy", 2, 0, LocalDate.of(2019, 11, 1), "sku-b")),
            null),
        new Change(
            "shop",
            "v",
            7,
            null,
            new Duplicate("id-ä", "purchase", OCTOBER, OCTOBER + 1, true),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null),
        new Change(
            "shop",
            "",
            0,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Change.Applied.begun("buy", 2, 0, 11, 1)));
    sendRejected(new Rejected("shop", "time_out_of_range", "too old", OCTOBER, "{}", "v"));
    try (var sink = SinkService.start(settings(CLICKHOUSE.url()))) {
      awaitCount("rejected", 1);
      awaitCount("data_versions", 1);
      assertThat(rows("SELECT * EXCEPT (items, props, _until) FROM events"))
          .containsExactly(
              List.of(
                  ("shop|v|2019-10-31 10:00:00.000|3|id-ä|purchase|u1|pv1|2019-10-31 10:00:00.000"
                          + "|2019-10-31 10:00:00.000|https://shop.example/kassa/%C3%A4?x=1"
                          + "|shop.example|/kassa/%C3%A4|Kassa|https://r.example/|mobile|Firefox"
                          + "|Android|FI|fi|web|r.example|s|m|c|Email|suspected"
                          + "|['headless','network']|t|co|gclid=1|Europe/Helsinki|polku.js/1"
                          + "|granted||pv0|4|https://shop.example/|a|buy|Buy|/x|a#buy|cta|12.5|EUR"
                          + "|true|true|false|0|0")
                      .split("\\|", -1)));
      assertThat(
              rows(
                  "SELECT items[1]['item_id'], items[1]['price'], items[2]['item_id'],"
                      + " length(items), props['colour'], props['size'], length(props) FROM"
                      + " events"))
          .containsExactly(List.of("sku-1", "2", "sku-2", "2", "red", "40", "2"));
      assertThat(rows("SELECT * EXCEPT (_partition, _until) FROM duplicates"))
          .containsExactly(
              List.of(
                  "shop",
                  "v",
                  "id-ä",
                  "purchase",
                  "2019-10-31 10:00:00.000",
                  "2019-10-31 10:00:00.001",
                  "true",
                  "1"));
      assertThat(rows("SELECT * FROM sessions FINAL"))
          .containsExactly(
              List.of(
                  ("shop|v|2019-10-31 10:00:00.000|2019-10-31 10:00:00.005|u1|2|1|1|12.5|/in|/out"
                          + "||||FI||||/in|||||||7|0|0|0|0")
                      .split("\\|", -1)));
      assertThat(rows("SELECT session_start, deleted, _index FROM sessions WHERE deleted = 1"))
          .containsExactly(List.of("2019-10-31 10:00:00.009", "1", "1"));
      assertThat(rows("SELECT * FROM funnel_facts FINAL"))
          .containsExactly(
              List.of(
                  ("shop|buy|2|2019-10-31|v|2019-10-31 10:00:00.000|sku-ä|2"
                          + "|['2019-10-31 10:00:00.000','2019-10-31 10:00:00.005']"
                          + "|2019-10-31 09:59:59.999|2019-10-31 10:00:01.000|3|true"
                          + "|mobile||||||||||||||/p/1|Pay|event:purchase|9|7|0|0|0|0")
                      .split("\\|", -1)));
      assertThat(
              rows("SELECT entry_day, value, deleted, _index FROM funnel_facts WHERE deleted = 1"))
          .containsExactly(List.of("2019-11-01", "sku-b", "1", "1"));
      assertThat(rows("SELECT * FROM funnel_progress"))
          .containsExactly(List.of("shop", "buy", "2", "0", "11", "0", "2", "1", "0", "", "false"));
      assertThat(rows("SELECT * FROM data_versions FINAL"))
          .containsExactly(List.of("shop", "0", "2"));
      assertThat(rows("SELECT * EXCEPT (received_at, _until) FROM rejected"))
          .containsExactly(List.of("shop", "time_out_of_range", "too old", "{}", "v", "0", "0"));
      assertThat(sink.health().ready()).isTrue();
    }
  }

  @Test
  void spanThatWasBegunAndNotInsertedIsInsertedOnce() {
    send(changes(50));
    note(0, 50);
    storesEachOfTheEventsOnce(50);
  }

  @Test
  void spanThatWasInsertedAndNotNotedIsNotInsertedAgain() {
    send(changes(50));
    insert(changes(50), 0, SinkTable.values(), new Span(CHANGES, 0, 50).token());
    note(0, 50);
    storesEachOfTheEventsOnce(50);
  }

  @Test
  void spanThatWasInsertedIsFoundThoughItsTokenIsForgotten() {
    send(changes(50));
    insert(changes(50), 0, SinkTable.values(), "another");
    note(0, 50);
    storesEachOfTheEventsOnce(50);
  }

  @Test
  void rowsWhoseTokenWasTakenWithoutThemAreInsertedUnderAnother() {
    send(changes(50));
    insert(changes(50), 0, SinkTable.values(), new Span(CHANGES, 0, 50).token());
    CLICKHOUSE.execute("ALTER TABLE events DELETE WHERE true SETTINGS mutations_sync = 2");
    note(0, 50);
    storesEachOfTheEventsOnce(50);
  }

  @Test
  void insertThatComesTooLateIsRefused() throws PassingFailure {
    var batch = new Batch(0, Map.of());
    batch.add(new ConsumerRecord<>(Topics.CHANGES, 0, 0, new byte[0], json(changes(1)[0])));
    var block = batch.blocks().entrySet().iterator().next().getValue();
    try (var clickHouse = new ClickHouse(settings(CLICKHOUSE.url()))) {
      Migrations.apply(clickHouse, CLICKHOUSE.database(), TableEngines.SINGLE);
      var late = clickHouse.now().minusSeconds(1);
      assertThatThrownBy(() -> clickHouse.insert(SinkTable.EVENTS, block, "late", late))
          .isInstanceOf(PassingFailure.class)
          .hasMessageContaining("in_time");
      awaitCount("events", 0);
      clickHouse.insert(SinkTable.EVENTS, block, "late", clickHouse.now().plusSeconds(30));
      awaitCount("events", 1);
    }
  }

  @Test
  void oneMonthOfASpanThatIsThereIsLeftOutAndTheOtherIsInserted() {
    send(changes(50));
    var october =
        List.of(changes(50)).stream()
            .map(c -> storedTime(c) < NOVEMBER ? c : nothing(c))
            .toArray(Change[]::new);
    insert(october, 0, new SinkTable[] {SinkTable.EVENTS}, new Span(CHANGES, 0, 50).token());
    note(0, 50);
    storesEachOfTheEventsOnce(50);
  }

  @Test
  void recordsAfterASpanThatWasBegunAreInsertedToo() {
    send(changes(80));
    insert(changes(50), 0, SinkTable.values(), new Span(CHANGES, 0, 50).token());
    note(0, 50);
    storesEachOfTheEventsOnce(80);
  }

  @Test
  void rowsBeyondTheMostOfOneBlockGoIntoFurtherOnes() {
    send(changes(95));
    var settings = new HashMap<>(environment(CLICKHOUSE.url()));
    settings.put("POLKU_SINK_BATCH_ROWS", "10");
    try (var sink = SinkService.start(SinkSettings.of(settings))) {
      awaitCount("events", 95);
      assertThat(sink.health().ready()).isTrue();
    }
    eachOfTheEventsIsThereOnce(95);
  }

  @Test
  void goesOnWhereItStopped() {
    for (var round = 1; round <= 3; round++) {
      send(changes(20));
      try (var sink = SinkService.start(settings(CLICKHOUSE.url()))) {
        awaitCount("events", 20 * round);
        assertThat(sink.port()).isPositive();
      }
    }
    eachOfTheEventsIsThereOnce(60);
  }

  @Test
  void committedOffsetReachesTheEndBehindMarkersOfTransactions() {
    sendInTransaction(changes(5));
    try (var sink = SinkService.start(settings(CLICKHOUSE.url()))) {
      awaitCount("events", 5);
      await().atMost(SOON).untilAsserted(() -> assertThat(committed()).isEqualTo(end(CHANGES)));
      assertThat(end(CHANGES)).isEqualTo(6);
      assertThat(sink.health().ready()).isTrue();
    }
  }

  @Test
  void waitsForClickHouseAndThenStoresEverythingOnce() {
    try (var proxy = FlakyProxy.before(CLICKHOUSE.url())) {
      proxy.away(true);
      try (var sink = SinkService.start(settings(proxy.url()))) {
        send(changes(30));
        await().atMost(SOON).until(() -> proxy.refused() > 2);
        assertThat(sink.health().ready()).isFalse();
        proxy.away(false);
        awaitCount("events", 30);
        await().atMost(SOON).until(() -> sink.health().ready());
        proxy.away(true);
        send(changes(30));
        await().atMost(SOON).until(() -> !sink.health().ready());
        proxy.away(false);
        awaitCount("events", 60);
      }
    }
    eachOfTheEventsIsThereOnce(60);
  }

  @Test
  void insertsWhoseAnswersWereLostAreNotDoneTwice() {
    try (var proxy = FlakyProxy.before(CLICKHOUSE.url());
        var sink = SinkService.start(settings(proxy.url()))) {
      await().atMost(SOON).until(() -> sink.health().ready());
      proxy.loseAnswersOfInserts(3);
      send(changes(30));
      awaitCount("events", 30);
      await().atMost(SOON).untilAsserted(() -> assertThat(committed()).isEqualTo(30));
      assertThat(proxy.lost()).isEqualTo(3);
    }
    eachOfTheEventsIsThereOnce(30);
  }

  @Test
  void refusesASchemaThatIsNewerThanTheProgram() {
    try (var sink = SinkService.start(settings(CLICKHOUSE.url()))) {
      assertThat(sink.port()).isPositive();
    }
    var newer = ClickHouseSchema.version() + 1;
    CLICKHOUSE.execute("INSERT INTO schema_migrations (number, name) VALUES (" + newer + ", 'x')");
    assertThatThrownBy(() -> SinkService.start(settings(CLICKHOUSE.url())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("older than its data");
  }

  private void storesEachOfTheEventsOnce(int count) {
    try (var sink = SinkService.start(settings(CLICKHOUSE.url()))) {
      awaitCount("events", count);
      await().atMost(SOON).untilAsserted(() -> assertThat(committed()).isEqualTo(count));
      assertThat(sink.health().ready()).isTrue();
    }
    eachOfTheEventsIsThereOnce(count);
  }

  private static void eachOfTheEventsIsThereOnce(int count) {
    var once = List.of(List.of(Integer.toString(count), Integer.toString(count)));
    assertThat(rows("SELECT count(), uniqExact(_partition, _offset) FROM events")).isEqualTo(once);
    assertThat(rows("SELECT visitor_id FROM sessions FINAL ORDER BY visitor_id"))
        .isEqualTo(rows("SELECT DISTINCT visitor_id FROM events ORDER BY visitor_id"));
  }

  private static void awaitCount(String table, int count) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(rows("SELECT count() FROM " + table))
                    .isEqualTo(List.of(List.of(Integer.toString(count)))));
  }

  private static List<List<String>> rows(String query) {
    return CLICKHOUSE.rows(query);
  }

  private static Change[] changes(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              var time = (i % 3 == 0 ? NOVEMBER : OCTOBER) + i;
              var visitor = "v" + i;
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
            })
        .toArray(Change[]::new);
  }

  private static long storedTime(Change change) {
    var stored = change.stored();
    return stored == null ? 0 : stored.event().timeMillis();
  }

  private static Change nothing(Change change) {
    return new Change(
        change.site(),
        change.visitorId(),
        1,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  /** What the sink itself would have inserted, had it not ended then. */
  private static void insert(Change[] changes, long from, SinkTable[] tables, String token) {
    var batch = new Batch(0, Map.of());
    for (var i = 0; i < changes.length; i++) {
      batch.add(new ConsumerRecord<>(Topics.CHANGES, 0, from + i, new byte[0], json(changes[i])));
    }
    try (var clickHouse = new ClickHouse(settings(CLICKHOUSE.url()))) {
      Migrations.apply(clickHouse, CLICKHOUSE.database(), TableEngines.SINGLE);
      for (var block : batch.blocks().entrySet()) {
        if (List.of(tables).contains(block.getKey())) {
          clickHouse.insert(
              block.getKey(), block.getValue(), token, clickHouse.now().plusSeconds(30));
        }
      }
    } catch (PassingFailure e) {
      throw new IllegalStateException(e);
    }
  }

  private static void note(long from, long to) {
    try (var admin = admin()) {
      admin
          .alterConsumerGroupOffsets(
              GROUP,
              Map.of(CHANGES, new OffsetAndMetadata(from, new Span(CHANGES, from, to).note())))
          .all()
          .get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long committed() {
    try (var admin = admin()) {
      var offset =
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().get(CHANGES);
      return offset == null || !offset.metadata().isEmpty() ? -1 : offset.offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long end(TopicPartition partition) {
    try (var admin = admin()) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers()));
  }

  private static void send(Change... changes) {
    try (var producer = producer(Map.of())) {
      for (var change : changes) {
        var sent = producer.send(record(change));
        assertThat(sent).isNotNull();
      }
    }
  }

  private static void sendInTransaction(Change... changes) {
    try (var producer =
        producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "polku-sink-test"))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (var change : changes) {
        var sent = producer.send(record(change));
        assertThat(sent).isNotNull();
      }
      producer.commitTransaction();
    }
  }

  private static ProducerRecord<byte[], byte[]> record(Change change) {
    var key = new VisitorKey(change.site(), change.visitorId()).toBytes();
    return new ProducerRecord<>(Topics.CHANGES, 0, key, json(change));
  }

  private static void sendRejected(Rejected rejected) {
    try (var producer = producer(Map.of())) {
      var sent = producer.send(new ProducerRecord<>(Topics.REJECTED, json(rejected)));
      assertThat(sent).isNotNull();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    var settings = new HashMap<String, Object>(more);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static byte[] json(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SinkSettings settings(String clickHouseUrl) {
    return SinkSettings.of(environment(clickHouseUrl));
  }

  private static Map<String, String> environment(String clickHouseUrl) {
    return Map.of(
        "POLKU_KAFKA",
        KAFKA.bootstrapServers(),
        "POLKU_KAFKA_PARTITIONS",
        "1",
        "POLKU_CLICKHOUSE_URL",
        clickHouseUrl,
        "POLKU_CLICKHOUSE_USER",
        CLICKHOUSE.user(),
        "POLKU_CLICKHOUSE_PASSWORD",
        CLICKHOUSE.password(),
        "POLKU_CLICKHOUSE_DATABASE",
        CLICKHOUSE.database(),
        "POLKU_SINK_FLUSH_INTERVAL",
        "PT0.1S",
        "POLKU_MANAGEMENT_PORT",
        "0");
  }
}
