package io.polku.streams.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What the sink counts. */
final class SinkMetrics {
  private static final Duration[] SEEN_WITHIN =
      LongStream.of(
              100,
              200,
              500,
              1_000,
              2_000,
              3_000,
              5_000,
              10_000,
              30_000,
              60_000,
              300_000,
              3_600_000,
              86_400_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Clock clock;
  private final Map<SinkTable, Inserts> inserts = new EnumMap<>(SinkTable.class);
  private final Timer clickToFigure;
  private final Timer batches;
  private final Counter records;
  private final Counter failures;

  private record Inserts(Timer timer, Counter rows, Counter bytes) {}

  /**
   * @param clock of this machine, against which it is told how old an event is
   */
  SinkMetrics(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    for (var table : SinkTable.values()) {
      inserts.put(
          table,
          new Inserts(
              Timer.builder("polku.sink.insert")
                  .description("One block into a table, from the request to ClickHouse's answer")
                  .tag("table", table.word())
                  .register(registry),
              Counter.builder("polku.sink.rows")
                  .description("Rows that were inserted")
                  .tag("table", table.word())
                  .register(registry),
              Counter.builder("polku.sink.written")
                  .description("Bytes that were sent to ClickHouse, before compression")
                  .baseUnit("bytes")
                  .tag("table", table.word())
                  .register(registry)));
    }
    this.clickToFigure =
        Timer.builder("polku.sink.click.to.figure")
            .description("From an event's receipt to its rows being there for every query")
            .serviceLevelObjectives(SEEN_WITHIN)
            .register(registry);
    this.batches =
        Timer.builder("polku.sink.batch")
            .description("A batch of one partition, from the note before to the commit after")
            .register(registry);
    this.records =
        Counter.builder("polku.sink.records")
            .description("Records of the log that are stored")
            .register(registry);
    this.failures =
        Counter.builder("polku.sink.failures")
            .description("Times that ClickHouse did not do what it was asked")
            .register(registry);
  }

  /** A block is in its table. */
  void inserted(SinkTable table, NativeBlock block, long nanos) {
    var of = Objects.requireNonNull(inserts.get(table));
    of.timer().record(nanos, TimeUnit.NANOSECONDS);
    of.rows().increment(block.rows());
    of.bytes().increment(block.bytes());
  }

  /** The rows of these events, and all that follow from them, can be queried from now on. */
  void queryable(Moments receivedAtMillis) {
    var now = clock.millis();
    receivedAtMillis.forEach(
        at -> clickToFigure.record(Math.max(0, now - at), TimeUnit.MILLISECONDS));
  }

  /** A batch is stored and committed. */
  void stored(int count, long startNanos) {
    batches.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    records.increment(count);
  }

  /** ClickHouse did not do what it was asked; it is tried again. */
  void failed() {
    failures.increment();
  }
}
