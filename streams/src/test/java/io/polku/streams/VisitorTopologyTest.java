package io.polku.streams;

import static io.polku.testkit.event.EventBuilder.event;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.change.ChangeCodec;
import io.polku.contract.change.Rejected;
import io.polku.contract.definition.Definition;
import io.polku.contract.erasure.EraseRequest;
import io.polku.contract.erasure.VisitorHash;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.history.History;
import io.polku.contract.history.RebuildRequest;
import io.polku.contract.json.Json;
import io.polku.contract.session.Session;
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
import org.apache.kafka.common.utils.Bytes;
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
  private static final long DAYS_3 = 3 * 86_400_000L;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration EVICT_AFTER = Duration.ofHours(2);
  private static final VisitorHash HASH = VisitorHash.under("a secret of sixteen");

  @TempDir Path stateDir;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> events;
  private TestInputTopic<byte[], byte[]> definitions;
  private TestInputTopic<byte[], byte[]> history;
  private TestInputTopic<byte[], byte[]> erasures;
  private TestOutputTopic<byte[], byte[]> changes;
  private TestOutputTopic<byte[], byte[]> rebuilds;
  private TestOutputTopic<byte[], byte[]> rejected;

  @BeforeEach
  void start() {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver =
        new TopologyTestDriver(VisitorTopology.build(registry, EVICT_AFTER, HASH), settings, NOW);
    events =
        driver.createInputTopic(
            Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
    definitions =
        driver.createInputTopic(
            Topics.DEFINITIONS, new ByteArraySerializer(), new ByteArraySerializer());
    history =
        driver.createInputTopic(
            Topics.HISTORY, new ByteArraySerializer(), new ByteArraySerializer());
    erasures =
        driver.createInputTopic(
            Topics.ERASURES, new ByteArraySerializer(), new ByteArraySerializer());
    rebuilds =
        driver.createOutputTopic(
            Topics.REBUILDS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
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
    assertThat(change(applied.getFirst()).applied())
        .isEqualTo(Change.Applied.begun("ab", 1, 0, 2, 1));
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

  @Test
  void lateEventIsAskedForOnceAndItsAnswerCorrectsTheRows() {
    define(site());
    pipe(at("A", 0));
    pipe(at("B", DAYS_3));
    changes.readRecordsToList();
    var late = at("C", 60_000);
    var later = at("D", 120_000);
    pipe(late);
    pipe(later);
    assertThat(requireNonNull(readChange().stored()).late()).isTrue();
    assertThat(readChange().sessions()).isEmpty();
    var request = readRequest();
    assertThat(request.number()).isEqualTo(1);
    assertThat(rebuilds.isEmpty()).isTrue();
    // The second one came after the history was read.
    answer(request, "r", 0, true, at("A", 0), at("B", DAYS_3), late);
    var rebuilt = readChange();
    assertThat(rebuilt.stored()).isNull();
    assertThat(rebuilt.sessions())
        .extracting(Session::startMillis, Session::events)
        .containsExactly(tuple(START, 3), tuple(START + DAYS_3, 1));
    answer(request, "again", 0, true, at("A", 0));
    assertThat(changes.isEmpty()).as("an answer that comes twice").isTrue();
  }

  @Test
  void partsOfTwoRunsAreNotMixedAndOneThatBreaksOffIsIgnored() {
    define(site());
    pipe(at("A", 0));
    pipe(at("B", DAYS_3));
    pipe(at("C", 60_000));
    changes.readRecordsToList();
    var request = readRequest();
    answer(request, "broken", 0, false, at("A", 0));
    answer(request, "whole", 0, false, at("A", 0));
    answer(request, "headless", 1, true, at("B", DAYS_3));
    assertThat(changes.isEmpty()).isTrue();
    answer(request, "whole", 1, true, at("C", 60_000), at("B", DAYS_3));
    assertThat(readChange().sessions())
        .extracting(Session::startMillis, Session::events)
        .containsExactly(tuple(START, 2), tuple(START + DAYS_3, 1));
  }

  @Test
  void whoHasNotBeenBackForLongIsForgottenAndNoRepeatGetsThrough() {
    define(site());
    pipe(at("A", 0));
    pipe(at("B", 1_000));
    changes.readRecordsToList();
    // The events were received years before this clock.
    driver.advanceWallClockTime(Duration.ofSeconds(11));
    assertThat(registry.counter("polku.streams.visitors.evicted").count()).isEqualTo(1);
    pipe(at("A", 0));
    var held = readChange();
    assertThat(requireNonNull(held.held()).released()).isFalse();
    pipe(at("C", 60_000));
    var stored = readChange();
    assertThat(stored.stored()).isNotNull();
    assertThat(stored.sessions()).as("nobody knows which session it belongs to").isEmpty();
    answer(readRequest(), "r", 0, true, at("A", 0), at("B", 1_000));
    var released = readChange();
    assertThat(released.duplicate()).isNotNull();
    assertThat(requireNonNull(released.held()).released()).isTrue();
    assertThat(readChange().sessions()).extracting(Session::events).containsExactly(3);
    pipe(at("B", 1_000));
    assertThat(readChange().duplicate()).as("ids are known again").isNotNull();
  }

  @Test
  void chainAcrossTheDefinitionIsFoundByTheBackfill() {
    define(site());
    pipe(at("A", 0));
    define(funnel(1, "A", "B"));
    assertThat(readRequest().isBackfill()).isTrue();
    pipe(at("B", DAYS_3));
    changes.readRecordsToList();
    history.pipeInput(
        new VisitorKey("shop", "v").toBytes(),
        bytes(
            new History.Part(
                "shop",
                "v",
                0,
                1,
                "r",
                0,
                true,
                false,
                List.of(at("A", 0)),
                List.of(),
                List.of(),
                0)),
        NOW);
    var filled = readChange();
    assertThat(filled.sessions()).isEmpty();
    assertThat(filled.facts())
        .extracting(FunnelFact::stepTimesMillis)
        .containsExactly(List.of(START, START + DAYS_3));
    for (var complete : List.of(false, true, false)) {
      history.pipeInput(
          new VisitorKey("shop", "").toBytes(),
          bytes(
              new History.Backfilled(
                  "shop", 1, List.of(new History.Version("ab", 1, 1)), 0.5, "v", complete)),
          NOW);
    }
    var told = changes.readValuesToList();
    assertThat(told).as("nothing comes after complete").hasSize(2);
    assertThat(requireNonNull(change(told.getLast()).applied()).complete()).isTrue();
  }

  @Test
  void nothingIsLeftOfAnErasedVisitorInAnyStore() {
    define(site());
    define(funnel(1, "A", "B"));
    var marked = "marked-visitor";
    for (var who : List.of(marked, "other")) {
      pipe(by(who, "A", 0));
      pipe(by(who, "B", DAYS_3));
      // Late, so that history is waited for.
      pipe(by(who, "C", 60_000));
    }
    var request = readRequest();
    assertThat(request.visitorId()).isEqualTo(marked);
    answer(request, "broken off", 0, false, by(marked, "A", 0));
    assertThat(entries(marked)).as("values, ids, parts").isGreaterThan(3);
    var ofOther = entries("other");
    changes.readRecordsToList();
    rebuilds.readRecordsToList();

    erase(marked);

    assertThat(entries(marked)).isZero();
    assertThat(entries("other")).isEqualTo(ofOther);
    assertThat(changes.isEmpty()).isTrue();
    var passedOn = readRequest();
    assertThat(passedOn.visitorId()).isEqualTo(marked);
    assertThat(passedOn.number()).isEqualTo(7);
    assertThat(requireNonNull(passedOn.erasure()).id()).isEqualTo("e-1");
    assertThat(passedOn.erasure().stateEntries()).isGreaterThan(3);
    // What was on its way is of no use to anybody now.
    answer(request, "whole", 0, true, by(marked, "A", 0));
    assertThat(changes.isEmpty()).isTrue();
    assertThat(entries(marked)).isZero();
  }

  @Test
  void whatComesOfAnErasedVisitorIsADeadLetterWithoutContent() {
    define(site());
    erase("v");
    pipe(at("A", 0));
    assertThat(changes.isEmpty()).isTrue();
    var letter = read(rejected.readValue(), Rejected.class);
    assertThat(letter)
        .isEqualTo(
            new Rejected(
                "shop",
                Rejected.ERASED_MEANWHILE,
                "the visitor was erased",
                at("A", 0).receivedAtMillis(),
                ""));
    assertThat(registry.counter("polku.streams.events.erased").count()).isEqualTo(1);
    pipe(by("other", "A", 0));
    pipe(event("A").site("elsewhere").at(START).build());
    assertThat(changes.readRecordsToList()).hasSize(2);
  }

  @Test
  void whoIsErasedIsKnownFromTheDefinitionsToo() {
    define(site());
    define(
        new Definition.Erasure(
            "shop",
            "e-1",
            HASH.keyId(),
            List.of(HASH.of(new VisitorKey("shop", "v"))),
            NOW,
            null,
            null));
    pipe(at("A", 0));
    assertThat(changes.isEmpty()).isTrue();
    assertThat(rejected.isEmpty()).isFalse();
  }

  @Test
  void heldEventsOfAnErasedVisitorAreLetGo() {
    define(site());
    pipe(at("A", 0));
    driver.advanceWallClockTime(Duration.ofSeconds(11));
    assertThat(registry.counter("polku.streams.visitors.evicted").count()).isEqualTo(1);
    pipe(at("A", 0));
    changes.readRecordsToList();
    erase("v");
    var released = readChange();
    assertThat(requireNonNull(released.held()).released()).isTrue();
    assertThat(released.stored()).isNull();
    assertThat(released.visitorId()).isEmpty();
    assertThat(read(rejected.readValue(), Rejected.class).code())
        .isEqualTo(Rejected.ERASED_MEANWHILE);
    assertThat(changes.isEmpty()).isTrue();
  }

  private void erase(String visitor) {
    var key = new VisitorKey("shop", visitor);
    erasures.pipeInput(
        key.toBytes(),
        bytes(new EraseRequest("shop", visitor, "e-1", 7, HASH.of(key), NOW.toEpochMilli())),
        NOW);
  }

  /** Entries of all stores with a text in key or value. */
  private long entries(String text) {
    return driver.getAllStateStores().keySet().stream()
        .mapToLong(
            name -> {
              var count = 0;
              try (var all = driver.<Object, Object>getKeyValueStore(name).all()) {
                while (all.hasNext()) {
                  var next = all.next();
                  count += contains(next.key, text) || contains(next.value, text) ? 1 : 0;
                }
              }
              return count;
            })
        .sum();
  }

  private static boolean contains(Object stored, String text) {
    var bytes =
        switch (stored) {
          case Bytes wrapped -> wrapped.get();
          case byte[] plain -> plain;
          default -> stored.toString().getBytes(StandardCharsets.UTF_8);
        };
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }

  private RebuildRequest readRequest() {
    return read(rebuilds.readValue(), RebuildRequest.class);
  }

  private void answer(RebuildRequest request, String run, int part, boolean last, Event... events) {
    history.pipeInput(
        new VisitorKey(request.site(), request.visitorId()).toBytes(),
        bytes(
            new History.Part(
                request.site(),
                request.visitorId(),
                request.number(),
                0,
                run,
                part,
                last,
                false,
                List.of(events),
                List.of(),
                List.of(),
                0)),
        NOW);
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

  private static Event by(String visitor, String name, long afterMillis) {
    return event(name).visitor(visitor).id(visitor + name).at(START + afterMillis).build();
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
