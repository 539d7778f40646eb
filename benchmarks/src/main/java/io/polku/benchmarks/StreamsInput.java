package io.polku.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.Topics;
import io.polku.contract.definition.Definition;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.contract.session.SessionRules;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.VisitEvents;
import io.polku.testkit.simulator.VisitorSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Simulated visits as they lie in the events topic: those of many visitors at once, each record
 * stamped with its event's time, so that session windows that go by it see what the engine sees.
 */
final class StreamsInput {
  static final int PARTITIONS = 4;

  /** Where the events that nothing is computed from go, of each topology to compare with. */
  static final String PASSED = "polku.bench.passed";

  private static final String SITE = "shop";
  private static final Instant FIRST = Instant.parse("2025-03-03T10:00:00Z");
  private static final long SEED = 3;

  /** With visits of about ten minutes, twenty thousand visitors are active at once. */
  private static final double VISITS_A_MINUTE = 2_000;

  private static final int REPEAT_ONE_IN = 100;
  private static final int LINGER_MILLIS = 10;
  private static final int BATCH_BYTES = 1 << 17;

  private final String kafka;
  private final int events;

  /** A record of the events topic before it is sent. */
  @SuppressWarnings("ArrayRecordComponent") // On its way to Kafka; nobody compares it.
  private record Sent(long timeMillis, byte[] key, byte[] value) {}

  StreamsInput(String kafka, int events) {
    this.kafka = kafka;
    this.events = events;
  }

  /** How many records the definitions are. */
  static int definitionRecords() {
    return definitions().size() * PARTITIONS;
  }

  /** Makes the topics, and publishes the definitions and the events; returns how many records. */
  int publish() throws InterruptedException {
    makeTopics();
    var records = events();
    var definitions = definitions();
    try (var producer = producer()) {
      for (var definition : definitions) {
        for (var partition = 0; partition < PARTITIONS; partition++) {
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      Topics.DEFINITIONS,
                      partition,
                      FIRST.minusSeconds(60).toEpochMilli(),
                      definition.key().getBytes(StandardCharsets.UTF_8),
                      json(definition)));
        }
      }
      for (var i = 0; i < records.size(); i++) {
        send(producer, records.get(i));
        if (i % REPEAT_ONE_IN == REPEAT_ONE_IN - 1) {
          send(producer, records.get(i));
        }
      }
    }
    return records.size() + records.size() / REPEAT_ONE_IN;
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, Sent record) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.EVENTS, null, record.timeMillis(), record.key(), record.value()));
  }

  /** The topics of the services, but with the records' own times, which are long ago. */
  private void makeTopics() throws InterruptedException {
    var kept =
        Map.of(
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "CreateTime",
            TopicConfig.RETENTION_MS_CONFIG,
            "-1");
    try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.EVENTS, PARTITIONS, (short) 1).configs(kept),
                  new NewTopic(Topics.DEFINITIONS, PARTITIONS, (short) 1).configs(kept),
                  new NewTopic(PASSED, PARTITIONS, (short) 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    KafkaTopics.create(kafka, PARTITIONS, (short) 1);
  }

  private List<Sent> events() {
    var toEvents = new VisitEvents(SITE);
    var all = new ArrayList<Sent>(events);
    var visits =
        new VisitorSimulator(Shop.demo("https://shop.example"), SEED)
            .live(FIRST, VISITS_A_MINUTE)
            .iterator();
    while (all.size() < events) {
      for (var event : toEvents.events(visits.next())) {
        all.add(new Sent(event.timeMillis(), event.key().toBytes(), json(event)));
      }
    }
    all.sort(Comparator.comparingLong(Sent::timeMillis));
    return all.subList(0, events);
  }

  private static List<Definition> definitions() {
    var definitions = new ArrayList<Definition>();
    definitions.add(
        new Definition.Site(
            SITE,
            List.of("*"),
            ZoneOffset.UTC,
            SessionRules.GAP_DEFAULT,
            Definition.Site.GRACE_DEFAULT,
            "",
            FIRST));
    Funnels.live()
        .forEach(
            funnel ->
                definitions.add(
                    new Definition.FunnelVersion(
                        SITE, funnel.id(), funnel.version(), funnel.definition(), FIRST)));
    return definitions;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.BATCH_SIZE_CONFIG,
            BATCH_BYTES,
            ProducerConfig.LINGER_MS_CONFIG,
            LINGER_MILLIS),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static byte[] json(Object value) {
    try {
      return value instanceof Event event
          ? Json.mapper().writeValueAsBytes(event)
          : Json.mapper().writerFor(Definition.class).writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
