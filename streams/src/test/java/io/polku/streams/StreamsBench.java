package io.polku.streams;

import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.polku.contract.Topics;
import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.session.SessionRules;
import io.polku.service.catalog.KafkaTopics;
import io.polku.streams.funnel.LiveFunnel;
import io.polku.streams.visitor.EventIds;
import io.polku.streams.visitor.SiteRules;
import io.polku.streams.visitor.VisitorEngine;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.KafkaFixture;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What sessions and five funnels cost an event: {@code mvn test -pl streams -Dtest=StreamsBench
 * -Dpolku.bench=300000} (the number of events). Figures go to the test's output file.
 */
@EnabledIfSystemProperty(named = "polku.bench", matches = "\\d+")
class StreamsBench {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.own();

  private static final int EVENTS = Integer.getInteger("polku.bench", 300_000);
  private static final int EVENTS_A_VISITOR = 12;
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final long START = Instant.parse("2025-10-01T00:00:00Z").toEpochMilli();
  private static final List<String> NAMES =
      List.of("page_view", "view_item", "add_to_cart", "begin_checkout", "purchase", "scroll");

  @TempDir Path stateDir;

  @Test
  void engineAlone() {
    var rules =
        new SiteRules(
            ZONE,
            new SessionRules(SessionRules.GAP_DEFAULT),
            Duration.ofHours(24),
            funnels().stream().map(LiveFunnel::of).toList());
    var events = events();
    for (var round = 1; round <= 3; round++) {
      var states = new HashMap<String, byte[]>();
      var threads = ManagementFactory.getThreadMXBean();
      var cpu = threads.getCurrentThreadCpuTime();
      for (var event : events) {
        var outcome =
            VisitorEngine.accept(states.get(event.visitorId()), event, rules, new NoIds());
        if (outcome.state() != null) {
          states.put(event.visitorId(), outcome.state());
        }
      }
      cpu = threads.getCurrentThreadCpuTime() - cpu;
      var sizes = states.values().stream().mapToInt(state -> state.length).sorted().toArray();
      System.out.printf(
          "engine alone, round %d: %.1f us CPU an event; %d visitors, state bytes p50 %d, p90 %d,"
              + " p99 %d%n",
          round,
          cpu / 1e3 / events.size(),
          sizes.length,
          sizes[sizes.length / 2],
          sizes[sizes.length * 9 / 10],
          sizes[sizes.length * 99 / 100]);
    }
  }

  @Test
  void serviceOnARealBroker() throws Exception {
    KafkaTopics.create(KAFKA.bootstrapServers(), 4, (short) 1);
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    define(records, site());
    funnels().forEach(funnel -> define(records, funnel));
    for (var event : events()) {
      records.add(
          new ProducerRecord<>(
              Topics.EVENTS,
              event.key().toBytes(),
              new JsonSerializer<Event>().serialize("", event)));
    }
    sendAll(records);
    var expected = EVENTS + 4 * funnels().size();
    var os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var cpu = os.getProcessCpuTime();
    var wall = System.nanoTime();
    var settings =
        StreamsSettings.of(
            Map.of(
                "POLKU_KAFKA", KAFKA.bootstrapServers(),
                "POLKU_STREAMS_STATE_DIR", stateDir.toString(),
                "POLKU_STREAMS_THREADS", System.getProperty("polku.threads", "1"),
                "POLKU_MANAGEMENT_PORT", "0"));
    try (var service = StreamsService.start(settings);
        var admin =
            Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers()))) {
      var first = new long[4];
      await()
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                var done = changes(admin);
                if (first[0] == 0 && done > EVENTS / 10) {
                  first[0] = done;
                  first[1] = System.nanoTime();
                  first[2] = os.getProcessCpuTime();
                  first[3] = streamThreadsCpuNanos();
                }
                return done >= expected;
              });
      var warm = changes(admin) - first[0];
      System.out.printf(
          "service, 1 thread, exactly once: %d events in %.1f s with start; after the first tenth"
              + " %.0f events/s, %.1f us CPU an event (whole process, health %s)%n",
          EVENTS,
          (System.nanoTime() - wall) / 1e9,
          warm / ((System.nanoTime() - first[1]) / 1e9),
          (os.getProcessCpuTime() - first[2]) / 1e3 / warm,
          service.health().json());
      System.out.printf(
          "CPU with start %.1f s; stream thread after the first tenth %.1f us CPU an event%n",
          (os.getProcessCpuTime() - cpu) / 1e9, (streamThreadsCpuNanos() - first[3]) / 1e3 / warm);
    }
  }

  private static long streamThreadsCpuNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    var sum = 0L;
    for (var id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().matches(".*StreamThread-\\d+")) {
        sum += threads.getThreadCpuTime(id);
      }
    }
    return sum;
  }

  private static long changes(Admin admin) throws ExecutionException, InterruptedException {
    var ends = new HashMap<TopicPartition, OffsetSpec>();
    for (var partition = 0; partition < 4; partition++) {
      ends.put(new TopicPartition(Topics.CHANGES, partition), OffsetSpec.latest());
    }
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(result -> result.offset())
        .sum();
  }

  private static List<Event> events() {
    var random = new SplittableRandom(1);
    var events = new ArrayList<Event>(EVENTS);
    while (events.size() < EVENTS) {
      var time = START + random.nextLong(Duration.ofDays(2).toMillis());
      var device = random.nextInt(3) == 0 ? "desktop" : "mobile";
      var context =
          new Context(device, "Chrome", "Android", "FI", "fi-FI", "www.example", "ads", "cpc", "s");
      var visitorId = new UUID(random.nextLong(), random.nextLong()).toString();
      var count = 1 + random.nextInt(2 * EVENTS_A_VISITOR - 1);
      for (var i = 0; i < count && events.size() < EVENTS; i++) {
        var item = random.nextInt(5_000);
        events.add(
            EventBuilder.event(NAMES.get(random.nextInt(random.nextInt(NAMES.size()) + 1)))
                .id(new UUID(random.nextLong(), random.nextLong()).toString())
                .site("shop")
                .visitor(visitorId)
                .at(time)
                .seq(i)
                .pv(new UUID(random.nextLong(), random.nextLong()).toString())
                .page("https://shop.example/p/item-" + item, "Item " + item, "")
                .context(context)
                .item(Map.of("item_id", "sku-" + item, "price", "19.9"))
                .prop("list", "home")
                .build());
        time += random.nextInt(20) == 0 ? random.nextLong(86_400_000) : random.nextLong(90_000);
      }
    }
    events.sort(Comparator.comparingLong(Event::timeMillis));
    return events;
  }

  private static Definition.Site site() {
    return new Definition.Site(
        "shop",
        List.of("*"),
        ZONE,
        Duration.ofMinutes(30),
        Duration.ofHours(24),
        "",
        Instant.EPOCH);
  }

  private static List<FunnelVersion> funnels() {
    return List.of(
        funnel("f1", Subject.SESSION, "view_item", "add_to_cart", "purchase"),
        funnel("f2", Subject.VISITOR, "view_item", "add_to_cart", "begin_checkout", "purchase"),
        funnel("f3", Subject.VISITOR, "page_view", "view_item", "add_to_cart"),
        funnel("f4", Subject.SESSION, "page_view", "view_item", "add_to_cart", "begin_checkout"),
        funnel("f5", Subject.VISITOR, "add_to_cart", "begin_checkout", "purchase"));
  }

  private static FunnelVersion funnel(String id, Subject subject, String... names) {
    var steps =
        List.of(names).stream()
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
            .toList();
    return new FunnelVersion(
        "shop", id, 1, new FunnelDefinition(id, subject, Duration.ofDays(7), steps), Instant.EPOCH);
  }

  private static void define(List<ProducerRecord<byte[], byte[]>> records, Definition definition) {
    for (var partition = 0; partition < 4; partition++) {
      records.add(
          new ProducerRecord<>(
              Topics.DEFINITIONS,
              partition,
              definition.key().getBytes(StandardCharsets.UTF_8),
              new JsonSerializer<Definition>().serialize("", definition)));
    }
  }

  private static void sendAll(List<ProducerRecord<byte[], byte[]>> records) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                KAFKA.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      Future<RecordMetadata> last = null;
      for (var record : records) {
        last = producer.send(record);
      }
      producer.flush();
      if (last == null || !last.isDone()) {
        throw new IllegalStateException("not sent");
      }
    }
  }

  private static final class NoIds implements EventIds {
    @Override
    public @Nullable Integer nameHash(String id) {
      return null;
    }

    @Override
    public void put(String id, int nameHash, long timeMillis) {}
  }
}
