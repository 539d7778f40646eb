package io.polku.benchmarks;

import io.polku.contract.Topics;
import io.polku.embedded.ClickHouseProcess;
import io.polku.standalone.Refusal;
import io.polku.streams.sink.SinkService;
import io.polku.streams.sink.SinkSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The sink from the changes in Kafka to the end of the last insert, beside inserts of the rows that
 * are then in the tables, read and encoded beforehand: a block for each table and partition, as the
 * sink makes them too. Rounds of one of each in turn, after one that does not count.
 */
final class SinkBench implements AutoCloseable {
  private static final List<String> TABLES = List.of("events", "sessions", "funnel_facts");
  private static final Duration WITHIN = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 20;
  private static final int OK = 200;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLION = 1e6;

  private final String kafka;
  private final ClickHouseProcess clickHouse;
  private final Map<TopicPartition, Long> from;
  private final Map<TopicPartition, Long> to;
  private final int rounds;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Admin admin;

  /** Seconds that pass, and those of the server's and of our own processor time. */
  private record Cost(double rows, double seconds, double serverCpu, double ownCpu) {}

  private record Moment(long nanos, double serverCpu, double ownCpu) {}

  /** What can be sent of a table at once. */
  @SuppressWarnings("ArrayRecordComponent") // On its way to the server; nobody compares it.
  private record Block(String table, String format, byte[] bytes) {}

  /**
   * @param from offsets of the first changes, by partition
   * @param to offsets after the last
   */
  SinkBench(
      String kafka,
      ClickHouseProcess clickHouse,
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      int rounds) {
    this.kafka = kafka;
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka));
    this.clickHouse = clickHouse;
    this.from = from;
    this.to = to;
    this.rounds = rounds;
  }

  /** Measures. */
  Table run() throws InterruptedException {
    var sink = new ArrayList<Cost>();
    var rowBinary = new ArrayList<Cost>();
    var encoded = new ArrayList<Cost>();
    for (var round = 0; round <= rounds; round++) {
      var database = "bench" + round;
      var one = sink(database);
      var two = inserts(database, "RowBinary");
      var three = inserts(database, "Native");
      if (round > 0) {
        sink.add(one);
        rowBinary.add(two);
        encoded.add(three);
      }
    }
    var table =
        new Table(
            "into ClickHouse", "rows/s", "to RowBinary", "server CPU s/M rows", "own CPU s/M rows");
    row(table, "sink, from Kafka, everything included", sink, rowBinary);
    row(table, "inserts alone, RowBinary", rowBinary, rowBinary);
    row(table, "inserts alone, Native", encoded, rowBinary);
    return table;
  }

  private static void row(Table table, String what, List<Cost> costs, List<Cost> base) {
    table.row(
        what,
        Table.number(rate(costs)),
        Table.ratio(rate(costs), rate(base)),
        Table.number(
            median(costs.stream().map(cost -> cost.serverCpu() / cost.rows() * MILLION).toList())),
        Table.number(
            median(costs.stream().map(cost -> cost.ownCpu() / cost.rows() * MILLION).toList())));
  }

  private static double rate(List<Cost> costs) {
    return median(costs.stream().map(cost -> cost.rows() / cost.seconds()).toList());
  }

  private static double median(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  private Cost sink(String database) throws InterruptedException {
    begin(database, to);
    try (var prepared = SinkService.start(settings(database))) {
      while (!prepared.health().ready()) {
        Thread.sleep(POLL_MILLIS);
      }
    }
    begin(database, from);
    var before = now();
    try (var service = SinkService.start(settings(database))) {
      var deadline = before.nanos() + WITHIN.toNanos();
      while (!stored(database)) {
        if (service.failed().toCompletableFuture().isDone() || System.nanoTime() > deadline) {
          throw new Refusal("the sink has not stored everything");
        }
        Thread.sleep(POLL_MILLIS);
      }
      var after = now();
      return cost(before, after, rows(database));
    }
  }

  private Cost inserts(String database, String format) throws InterruptedException {
    var blocks = new ArrayList<Block>();
    for (var table : TABLES) {
      for (var partition : from.keySet()) {
        var sql =
            "SELECT * FROM %s.%s WHERE _partition = %d FORMAT %s"
                .formatted(database, table, partition.partition(), format);
        blocks.add(new Block(table, format, ask(sql, new byte[0])));
      }
    }
    var copy = database + format;
    ask("CREATE DATABASE " + copy, new byte[0]);
    for (var table : TABLES) {
      ask("CREATE TABLE %s.%s AS %s.%s".formatted(copy, table, database, table), new byte[0]);
    }
    var before = now();
    for (var block : blocks) {
      ask(
          "INSERT INTO %s.%s FORMAT %s".formatted(copy, block.table(), block.format()),
          block.bytes());
    }
    return cost(before, now(), rows(copy));
  }

  private static Cost cost(Moment before, Moment after, double rows) {
    return new Cost(
        rows,
        (after.nanos() - before.nanos()) / NANOS_PER_SECOND,
        after.serverCpu() - before.serverCpu(),
        after.ownCpu() - before.ownCpu());
  }

  private Moment now() {
    var server =
        ProcessHandle.of(clickHouse.pid())
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO);
    var threads = ManagementFactory.getThreadMXBean();
    var own = threads.getCurrentThreadCpuTime();
    for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals("polku-sink")) {
        own += threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return new Moment(
        System.nanoTime(), server.toNanos() / NANOS_PER_SECOND, own / NANOS_PER_SECOND);
  }

  private double rows(String database) throws InterruptedException {
    var rows = 0.0;
    for (var table : TABLES) {
      var answer = ask("SELECT count() FROM " + database + "." + table, new byte[0]);
      rows += Double.parseDouble(new String(answer, StandardCharsets.UTF_8).strip());
    }
    return rows;
  }

  private byte[] ask(String sql, byte[] body) throws InterruptedException {
    var url = clickHouse.httpUrl() + "/?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8);
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .POST(BodyPublishers.ofByteArray(body))
                  .build(),
              BodyHandlers.ofByteArray());
      if (answer.statusCode() != OK) {
        throw new Refusal(
            "ClickHouse answered " + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw new Refusal("ClickHouse cannot be reached", e);
    }
  }

  private void begin(String group, Map<TopicPartition, Long> offsets) throws InterruptedException {
    try {
      admin
          .alterConsumerGroupOffsets(
              group,
              offsets.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey, offset -> new OffsetAndMetadata(offset.getValue()))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean stored(String group) throws InterruptedException {
    try {
      var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return to.entrySet().stream()
          .allMatch(
              end -> {
                var offset = committed.get(end.getKey());
                return offset != null
                    && offset.metadata().isEmpty()
                    && offset.offset() >= end.getValue();
              });
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Offsets after the last record of the changes, by partition. */
  static Map<TopicPartition, Long> ends(String kafka) throws InterruptedException {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(
          IntStream.range(0, StreamsInput.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(Topics.CHANGES, partition))
              .toList());
    }
  }

  @Override
  public void close() {
    admin.close();
    http.close();
  }

  private SinkSettings settings(String database) {
    return SinkSettings.of(
        Map.of(
            "POLKU_KAFKA",
            kafka,
            "POLKU_CLICKHOUSE_URL",
            clickHouse.httpUrl(),
            "POLKU_CLICKHOUSE_USER",
            "default",
            "POLKU_CLICKHOUSE_DATABASE",
            database,
            "POLKU_SINK_GROUP",
            database,
            "POLKU_MANAGEMENT_PORT",
            "0"));
  }
}
