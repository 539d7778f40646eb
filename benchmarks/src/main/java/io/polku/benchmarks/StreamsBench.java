package io.polku.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.polku.contract.Topics;
import io.polku.contract.session.SessionRules;
import io.polku.embedded.ClickHouseProcess;
import io.polku.embedded.ClickHouseSettings;
import io.polku.embedded.KafkaProcess;
import io.polku.embedded.KafkaSettings;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.terminal.Terminal;
import io.polku.streams.VisitorTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * Sessions and five funnels on one stream thread, beside what Kafka Streams itself costs with the
 * same records, settings and exactly-once: events only passed on, and passed on with one session
 * window of the DSL counted beside. In rounds, one of each in turn, after one that does not count.
 */
final class StreamsBench {
  private static final String VISITORS = "visitors";

  private final Terminal terminal;
  private final int events;
  private final int rounds;

  /** What is measured. */
  private enum Kind {
    PASS("passed on (a)"),
    SESSION_COUNT("passed on, DSL session count (b)"),
    POLKU("sessions and 5 funnels");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    Topology topology() {
      return switch (this) {
        case PASS -> passing(new StreamsBuilder()).build();
        case SESSION_COUNT -> counting();
        case POLKU -> VisitorTopology.build(new SimpleMeterRegistry());
      };
    }

    private static StreamsBuilder passing(StreamsBuilder builder) {
      var bytes = Serdes.ByteArray();
      builder.stream(Topics.EVENTS, Consumed.with(bytes, bytes).withName("in"))
          .to(StreamsInput.PASSED, Produced.with(bytes, bytes).withName("out"));
      return builder;
    }

    private static Topology counting() {
      var bytes = Serdes.ByteArray();
      var builder = new StreamsBuilder();
      var events = builder.stream(Topics.EVENTS, Consumed.with(bytes, bytes).withName("in"));
      events.to(StreamsInput.PASSED, Produced.with(bytes, bytes).withName("out"));
      events
          .groupByKey(Grouped.with("by-visitor", bytes, bytes))
          .windowedBy(
              SessionWindows.ofInactivityGapAndGrace(
                  SessionRules.GAP_DEFAULT, Duration.ofMinutes(5)))
          .count(Materialized.as("sessions"));
      return builder.build();
    }
  }

  StreamsBench(Terminal terminal, int events, int rounds) {
    this.terminal = terminal;
    this.events = events;
    this.rounds = rounds;
  }

  void run() throws InterruptedException {
    try (var dir = DataDir.open(null);
        var kafka = KafkaProcess.start(KafkaSettings.in(dir.path().resolve("kafka")));
        var clickHouse =
            ClickHouseProcess.start(ClickHouseSettings.in(dir.path().resolve("clickhouse")))) {
      var servers = kafka.bootstrapServers();
      var records = new StreamsInput(servers, events).publish();
      var costs = new EnumMap<Kind, List<StreamsRun.Cost>>(Kind.class);
      var states = new ArrayList<Integer>();
      var changesFrom = SinkBench.ends(servers);
      for (var round = 0; round <= rounds; round++) {
        for (var kind : Kind.values()) {
          var name = name(kind, round);
          var last = kind == Kind.POLKU && round == rounds;
          changesFrom = last ? SinkBench.ends(servers) : changesFrom;
          var expected = kind == Kind.POLKU ? records + StreamsInput.definitionRecords() : records;
          var cost =
              new StreamsRun(servers, name, expected)
                  .run(kind.topology(), last ? it -> states.addAll(states(it)) : _ -> {});
          if (round > 0) {
            costs.computeIfAbsent(kind, _ -> new ArrayList<>()).add(cost);
          }
        }
      }
      terminal.say(table(costs).toString());
      terminal.say(table(states).toString());
      terminal.say(bytes(servers, records).toString());
      try (var sink =
          new SinkBench(servers, clickHouse, changesFrom, SinkBench.ends(servers), rounds)) {
        terminal.say(sink.run().toString());
      }
    }
  }

  /** Of the application. */
  private static String name(Kind kind, int round) {
    return "bench-" + kind.name().toLowerCase(Locale.ROOT) + "-" + round;
  }

  private static Table table(Map<Kind, List<StreamsRun.Cost>> costs) {
    var table =
        new Table(
            "one stream thread, exactly once",
            "events/s",
            "to (b)",
            "thread CPU s/M",
            "(b) to it",
            "(a) to it",
            "process CPU s/M",
            "(b) to it");
    costs.forEach(
        (kind, runs) ->
            table.row(
                kind.title,
                Table.number(median(runs, StreamsRun.Cost::eventsPerSecond)),
                ratio(runs, costs, StreamsRun.Cost::eventsPerSecond),
                Table.number(median(runs, StreamsRun.Cost::threadCpu)),
                saved(runs, of(costs, Kind.SESSION_COUNT), StreamsRun.Cost::threadCpu),
                saved(runs, of(costs, Kind.PASS), StreamsRun.Cost::threadCpu),
                Table.number(median(runs, StreamsRun.Cost::processCpu)),
                saved(runs, of(costs, Kind.SESSION_COUNT), StreamsRun.Cost::processCpu)));
    return table;
  }

  private static String ratio(
      List<StreamsRun.Cost> runs,
      Map<Kind, List<StreamsRun.Cost>> costs,
      ToDoubleFunction<StreamsRun.Cost> value) {
    return Table.ratio(median(runs, value), median(of(costs, Kind.SESSION_COUNT), value));
  }

  private static List<StreamsRun.Cost> of(Map<Kind, List<StreamsRun.Cost>> costs, Kind kind) {
    return costs.getOrDefault(kind, List.of());
  }

  /** How many times what this one costs another one does. */
  private static String saved(
      List<StreamsRun.Cost> runs,
      List<StreamsRun.Cost> other,
      ToDoubleFunction<StreamsRun.Cost> value) {
    return Table.ratio(median(other, value), median(runs, value));
  }

  private static double median(
      List<StreamsRun.Cost> runs, ToDoubleFunction<StreamsRun.Cost> value) {
    return Sample.of(runs.stream().mapToDouble(value).toArray()).median();
  }

  private static List<Integer> states(KafkaStreams streams) {
    var store =
        streams.store(
            StoreQueryParameters.fromNameAndType(
                VISITORS, QueryableStoreTypes.<Bytes, byte[]>keyValueStore()));
    var sizes = new ArrayList<Integer>();
    try (var all = store.all()) {
      all.forEachRemaining(visitor -> sizes.add(visitor.value.length));
    }
    return sizes;
  }

  private static Table table(List<Integer> states) {
    var bytes = Sample.of(states.stream().mapToDouble(Integer::doubleValue).toArray());
    return new Table("active visitors", "state bytes p50", "p90", "p99", "max")
        .row(
            Table.number(states.size()),
            Table.number(bytes.percentile(50)),
            Table.number(bytes.percentile(90)),
            Table.number(bytes.percentile(99)),
            Table.number(bytes.max()));
  }

  /** What lies in Kafka, compressed, of one round. */
  private Table bytes(String servers, int records) throws InterruptedException {
    var last = name(Kind.POLKU, rounds) + "-";
    var table = new Table("in Kafka, compressed", "bytes an event");
    var sizes = sizes(servers);
    table.row("events", Table.number(sizes.getOrDefault(Topics.EVENTS, 0L) / (double) records));
    table.row(
        "changes",
        Table.number(sizes.getOrDefault(Topics.CHANGES, 0L) / (double) records / (rounds + 1)));
    for (var store : List.of(VISITORS, "ids", "sites")) {
      var size = sizes.getOrDefault(last + store + "-changelog", 0L);
      table.row("changelog of " + store, Table.number(size / (double) records));
    }
    return table;
  }

  private static Map<String, Long> sizes(String servers) throws InterruptedException {
    try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
      var sizes = new HashMap<String, Long>();
      for (var broker : admin.describeLogDirs(List.of(1)).allDescriptions().get().values()) {
        for (var logDir : broker.values()) {
          logDir
              .replicaInfos()
              .forEach((at, replica) -> sizes.merge(at.topic(), replica.size(), Long::sum));
        }
      }
      return sizes;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
