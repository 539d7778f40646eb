package io.polku.ingest;

import static org.awaitility.Awaitility.await;

import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Rejected;
import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.erasure.VisitorHash;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.contract.session.SessionRules;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.KafkaTopics;
import io.polku.service.catalog.ServerKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A running intake with the site {@code shop}, and what it has written to Kafka. */
final class Stack implements AutoCloseable {
  static final String KEY = ServerKeys.generate();
  private static final Duration START_MAX = Duration.ofSeconds(30);

  private final String kafka;
  private final IngestService service;
  private final Client client;

  private Stack(String kafka, IngestService service) {
    this.kafka = kafka;
    this.service = service;
    this.client = new Client(service.port());
  }

  static Stack start(String kafka, String... moreSettings) {
    prepare(kafka);
    var stack = new Stack(kafka, IngestService.start(settings(kafka, moreSettings)));
    await().atMost(START_MAX).until(stack.service.health()::ready);
    return stack;
  }

  /** Makes the topics and the site {@code shop}. */
  static void prepare(String kafka) {
    KafkaTopics.create(kafka, 2, (short) 1);
    try (var catalog = Catalog.follow(kafka);
        var writer = new DefinitionWriter(kafka, catalog)) {
      writer.write(
          new Site(
              "shop",
              List.of(Client.ORIGIN),
              ZoneOffset.UTC,
              SessionRules.GAP_DEFAULT,
              Site.GRACE_DEFAULT,
              ServerKeys.hash(KEY),
              Instant.EPOCH));
    }
  }

  /** Makes another site, and waits until the intake knows it. */
  void site(String name, String... origins) {
    try (var catalog = Catalog.follow(kafka);
        var writer = new DefinitionWriter(kafka, catalog)) {
      writer.write(
          new Site(
              name,
              List.of(origins),
              ZoneOffset.UTC,
              SessionRules.GAP_DEFAULT,
              Site.GRACE_DEFAULT,
              ServerKeys.hash(KEY),
              Instant.EPOCH));
    }
    await()
        .atMost(START_MAX)
        .until(() -> client.get("/v1/projects/" + name + "/settings").status() == 200);
  }

  /** Stores a definition. */
  void write(Definition definition) {
    try (var catalog = Catalog.follow(kafka);
        var writer = new DefinitionWriter(kafka, catalog)) {
      writer.write(definition);
    }
  }

  /** Says that a visitor is erased; what there is of the visitor stays. */
  static void erase(String kafka, String secret, VisitorKey visitor) {
    var hash = VisitorHash.under(secret);
    try (var catalog = Catalog.follow(kafka);
        var writer = new DefinitionWriter(kafka, catalog)) {
      writer.write(
          new Erasure(
              visitor.site(),
              "e",
              hash.keyId(),
              List.of(hash.of(visitor)),
              Instant.EPOCH,
              null,
              null));
    }
  }

  static IngestSettings settings(String kafka, String... more) {
    var environment =
        new HashMap<>(
            Map.of("POLKU_KAFKA", kafka, "POLKU_INGEST_PORT", "0", "POLKU_MANAGEMENT_PORT", "0"));
    environment.put(
        "POLKU_INGEST_SPOOL_DIR",
        Path.of("target", "spools", UUID.randomUUID().toString()).toString());
    for (var i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return IngestSettings.of(environment);
  }

  Client client() {
    return client;
  }

  IngestService service() {
    return service;
  }

  List<Event> events() {
    return events(kafka);
  }

  /** All events in the log. */
  static List<Event> events(String kafka) {
    return all(kafka, Topics.EVENTS, Event.class);
  }

  List<Rejected> rejected() {
    return rejected(kafka);
  }

  /** All dead letters in the log. */
  static List<Rejected> rejected(String kafka) {
    return all(kafka, Topics.REJECTED, Rejected.class);
  }

  @Override
  public void close() {
    client.close();
    service.close();
  }

  private static <T> List<T> all(String kafka, String topic, Class<T> type) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var all = new ArrayList<T>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (var found : consumer.poll(Duration.ofMillis(200))) {
          all.add(Json.mapper().readValue(found.value(), type));
        }
      }
      return all;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
