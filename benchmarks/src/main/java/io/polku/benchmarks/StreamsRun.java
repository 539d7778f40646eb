package io.polku.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.polku.standalone.Refusal;
import io.polku.streams.StreamsService;
import io.polku.streams.StreamsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/**
 * One topology over all events in the topic, from nothing, with one stream thread and what else the
 * service sets. Time is taken from the first record that was processed to the last.
 */
final class StreamsRun {
  private static final Duration WITHIN = Duration.ofMinutes(10);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 5;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLION = 1e6;

  private final String kafka;
  private final String name;
  private final int records;

  /**
   * What a run cost.
   *
   * @param eventsPerSecond by the clock
   * @param threadCpu CPU seconds of the stream thread for a million events
   * @param processCpu CPU seconds of the whole process, the compiler's, collector's, producer's and
   *     RocksDB's threads too
   */
  record Cost(double eventsPerSecond, double threadCpu, double processCpu) {}

  private record Moment(double processed, long nanos, long threadCpuNanos, long processCpuNanos) {}

  /**
   * @param name application id: the same one would go on where it ended
   * @param records how many it has to process, definitions too
   */
  StreamsRun(String kafka, String name, int records) {
    this.kafka = kafka;
    this.name = name;
    this.records = records;
  }

  /**
   * Runs it.
   *
   * @param atEnd shown the topology while its stores are still open
   */
  Cost run(Topology topology, Consumer<KafkaStreams> atEnd) throws InterruptedException {
    var dir = temporary();
    var streams = new KafkaStreams(topology, StreamsService.properties(settings(dir)));
    try {
      streams.start();
      var deadline = System.nanoTime() + WITHIN.toNanos();
      var from = await(streams, 1, deadline);
      var to = await(streams, records, deadline);
      atEnd.accept(streams);
      var events = to.processed() - from.processed();
      return new Cost(
          events / ((to.nanos() - from.nanos()) / NANOS_PER_SECOND),
          (to.threadCpuNanos() - from.threadCpuNanos()) / NANOS_PER_SECOND / events * MILLION,
          (to.processCpuNanos() - from.processCpuNanos()) / NANOS_PER_SECOND / events * MILLION);
    } finally {
      streams.close(CLOSE_WITHIN);
      delete(dir);
    }
  }

  private Moment await(KafkaStreams streams, int processed, long deadline)
      throws InterruptedException {
    while (true) {
      var now = now(streams);
      if (now.processed() >= processed) {
        return now;
      }
      if (streams.state().hasCompletedShutdown() || System.nanoTime() > deadline) {
        throw new Refusal(
            name + ": " + streams.state() + ", " + now.processed() + " of " + processed);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private Moment now(KafkaStreams streams) {
    var processed =
        streams.metrics().entrySet().stream()
            .filter(
                metric ->
                    metric.getKey().name().equals("process-total")
                        && metric.getKey().group().equals("stream-thread-metrics"))
            .mapToDouble(metric -> (double) metric.getValue().metricValue())
            .sum();
    var threads = ManagementFactory.getThreadMXBean();
    var cpu = 0L;
    for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().matches(name + "-.*-StreamThread-\\d+")) {
        cpu += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Moment(processed, System.nanoTime(), cpu, system.getProcessCpuTime());
  }

  private StreamsSettings settings(Path dir) {
    return StreamsSettings.of(
        Map.of(
            "POLKU_KAFKA",
            kafka,
            "POLKU_STREAMS_APPLICATION_ID",
            name,
            "POLKU_STREAMS_STATE_DIR",
            dir.toString(),
            "POLKU_STREAMS_THREADS",
            "1"));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("polku-bench-streams");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path dir) {
    try (var files = Files.walk(dir)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
