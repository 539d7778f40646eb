package io.polku.streams;

import static io.polku.testkit.event.EventBuilder.event;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.change.ChangeCodec;
import io.polku.contract.change.Rejected;
import io.polku.contract.definition.Definition;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisitorTopologyTest {
  private static final Path GOLDEN = Path.of("src/test/resources/visitor-topology.txt");
  private static final long START = Instant.parse("2019-10-01T10:00:00Z").toEpochMilli();
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path stateDir;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> events;
  private TestInputTopic<byte[], byte[]> definitions;
  private TestOutputTopic<byte[], byte[]> changes;
  private TestOutputTopic<byte[], byte[]> rejected;

  @BeforeEach
  void start() {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver = new TopologyTestDriver(VisitorTopology.build(registry), settings);
    events =
        driver.createInputTopic(
            Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
    definitions =
        driver.createInputTopic(
            Topics.DEFINITIONS, new ByteArraySerializer(), new ByteArraySerializer());
    changes =
        driver.createOutputTopic(
            Topics.CHANGES, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    rejected =
        driver.createOutputTopic(
            Topics.REJECTED, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  /** {@code -Dpolku.golden=write} rewrites the file; look at the difference before you keep it. */
  @Test
  void descriptionIsTheReviewedOne() throws IOException {
    var description = VisitorTopology.build(registry).describe().toString();
    if ("write".equals(System.getProperty("polku.golden"))) {
      Files.writeString(GOLDEN, description);
    }
    assertThat(description).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void eachEventYieldsOneChangeUnderItsOwnKey() {
    define(site());
    pipe(at("A", 0));
    pipe(at("A", 0));
    pipe(at("B", 1_000));
    var records = changes.readRecordsToList();
    assertThat(records).hasSize(3);
    assertThat(records)
        .allSatisfy(r -> assertThat(r.key()).isEqualTo(new VisitorKey("shop", "v").toBytes()));
    assertThat(records)
        .extracting(r -> change(r.value()).duplicate() != null)
        .containsExactly(false, true, false);
    assertThat(registry.counter("polku.streams.events.stored").count()).isEqualTo(2);
    assertThat(registry.counter("polku.streams.events.duplicate").count()).isEqualTo(1);
  }

  @Test
  void eventSurvivesTheWayUnchanged() {
    var sent =
        event("purchase")
            .at(START)
            .url("https://shop.example/kassa/%C3%A4?x=1")
            .value(12.5, "EUR")
            .prop("colour", "red")
            .build();
    pipe(sent);
    assertThat(requireNonNull(readChange().stored()).event()).isEqualTo(sent);
  }

  @Test
  void eventWhoseIdIsTakenIsSentOnWithTheIdItWasGiven() {
    pipe(event("A").id("1").at(START).build());
    pipe(event("B").id("1").at(START).build());
    readChange();
    var stored = requireNonNull(readChange().stored());
    assertThat(stored.idConflict()).isTrue();
    assertThat(stored.event().id()).startsWith("1#");
  }

  @Test
  void oldEventsAreNotLateBecauseTheClockSaysSo() {
    define(site());
    pipe(at("A", 0));
    assertThat(requireNonNull(readChange().stored()).late()).isFalse();
  }

  @Test
  void funnelVersionIsAppliedOnceWithTheEventsBeforeIt() {
    define(site());
    pipe(at("A", 0));
    pipe(at("A", 0));
    pipe(at("B", 0));
    changes.readRecordsToList();
    define(funnel(1, "A", "B"));
    define(funnel(1, "A", "B"));
    var applied = changes.readValuesToList();
    assertThat(applied).hasSize(1);
    assertThat(change(applied.getFirst()).applied()).isEqualTo(new Change.Applied("ab", 1, 0, 2));
  }

  @Test
  void factsComeFromTheLatestVersionUntilItIsDeleted() {
    define(site());
    define(funnel(1, "A", "B"));
    define(funnel(2, "B", "A"));
    changes.readRecordsToList();
    pipe(at("B", 0));
    assertThat(readChange().facts()).extracting(FunnelFact::version).containsExactly(2);
    define(new Definition.FunnelDeletion("shop", "ab", 2, NOW));
    pipe(at("B", 1_000));
    assertThat(readChange().facts()).isEmpty();
  }

  @Test
  void unreadableRecordBecomesADeadLetterAndTheNextOneIsRead() {
    var key = new VisitorKey("shop", "v").toBytes();
    events.pipeInput(key, "{no json".getBytes(StandardCharsets.UTF_8));
    events.pipeInput(
        key, Json.mapper().createObjectNode().toString().getBytes(StandardCharsets.UTF_8));
    events.pipeInput(new byte[] {1}, bytes(at("A", 0)));
    events.pipeInput(key, null, NOW);
    events.pipeInput(key, (json(at("A", 0)) + " and more").getBytes(StandardCharsets.UTF_8), NOW);
    pipe(at("A", 0));
    var letters =
        rejected.readValuesToList().stream().map(value -> read(value, Rejected.class)).toList();
    assertThat(letters).hasSize(5).extracting(Rejected::code).containsOnly("unreadable");
    assertThat(letters.getFirst().site()).isEqualTo("shop");
    assertThat(letters.getFirst().original()).isEqualTo("{no json");
    assertThat(readChange().stored()).isNotNull();
  }

  @Test
  void eventsOfAnUndefinedSiteAreKept() {
    pipe(event("A").site("nobody").at(START).build());
    assertThat(readChange().sessions()).hasSize(1);
  }

  private void define(Definition definition) {
    definitions.pipeInput(
        definition.key().getBytes(StandardCharsets.UTF_8), bytes(definition), NOW);
  }

  private void pipe(Event event) {
    events.pipeInput(event.key().toBytes(), bytes(event), NOW);
  }

  private Change readChange() {
    return change(changes.readValue());
  }

  private static Event at(String name, long afterMillis) {
    return event(name).at(START + afterMillis).build();
  }

  private static Definition.Site site() {
    return new Definition.Site(
        "shop",
        List.of("*"),
        ZoneId.of("Europe/Helsinki"),
        Duration.ofMinutes(30),
        Duration.ofHours(24),
        "",
        NOW);
  }

  private static Definition.FunnelVersion funnel(int version, String... steps) {
    return new Definition.FunnelVersion(
        "shop",
        "ab",
        version,
        new FunnelDefinition(
            "AB",
            Subject.VISITOR,
            Duration.ofDays(7),
            List.of(steps).stream()
                .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
                .toList()),
        NOW);
  }

  private static String json(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Object value) {
    return new JsonSerializer<Object>().serialize("", value);
  }

  private static Change change(byte[] value) {
    try {
      return ChangeCodec.read(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T read(byte[] value, Class<T> type) {
    try {
      return Json.mapper().readValue(value, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
