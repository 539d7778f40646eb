package io.polku.ingest.collect;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What the intake counts. Figures that must survive a restart come from the log, not from here. */
final class IngestMetrics {
  private static final Duration[] ANSWERED_WITHIN =
      IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Counter accepted;
  private final Timer latency;
  private final Counter connectionsRefused;
  private final Map<RejectionCode, Counter> rejected;
  private final Map<Problem, Counter> problems;

  IngestMetrics(MeterRegistry registry, AtomicLong bytesInFlight) {
    this.registry = registry;
    this.accepted =
        Counter.builder("polku.ingest.events.accepted")
            .description("Durable events, answered with 202")
            .register(registry);
    this.latency =
        Timer.builder("polku.ingest.request")
            .description("From the head of a collect request to its answer")
            .serviceLevelObjectives(ANSWERED_WITHIN)
            .register(registry);
    this.connectionsRefused =
        Counter.builder("polku.ingest.connections.refused")
            .description("Connections closed at once, because there were too many")
            .register(registry);
    this.rejected =
        counters(
            RejectionCode.class,
            code ->
                Counter.builder("polku.ingest.events.rejected")
                    .description("Events refused one by one, each with a dead letter")
                    .tag("code", code.word()));
    this.problems =
        counters(
            Problem.class,
            problem ->
                Counter.builder("polku.ingest.requests.refused")
                    .description("Requests not taken")
                    .tag("code", problem.word()));
    Gauge.builder("polku.ingest.in.flight", bytesInFlight, AtomicLong::doubleValue)
        .description("Bodies that are being read or wait for Kafka")
        .baseUnit("bytes")
        .register(registry);
    // Seen before they count, so that an alert finds them.
    for (var problem : Problem.values()) {
      letters(problem.word());
    }
    texts("title");
  }

  void accepted(int events) {
    accepted.increment(events);
  }

  void rejected(RejectionCode code) {
    count(rejected, code);
  }

  void refused(Problem problem) {
    count(problems, problem);
  }

  /** A text was cut to its limit. */
  void shortened(String field) {
    texts(field).increment();
  }

  /** A dead letter of a body that was refused as a whole was one too many. */
  void letterNotKept(String code) {
    letters(code).increment();
  }

  /** Counts connections closed at once, for want of room. */
  Counter connectionsRefused() {
    return connectionsRefused;
  }

  void answered(long nanos) {
    latency.record(Duration.ofNanos(nanos));
  }

  private Counter texts(String field) {
    return Counter.builder("polku.ingest.texts.shortened")
        .description("Texts cut to their limit")
        .tag("field", field)
        .register(registry);
  }

  private Counter letters(String code) {
    return Counter.builder("polku.ingest.letters.not.kept")
        .description("Dead letters of bodies refused as a whole that were one too many")
        .tag("code", code)
        .register(registry);
  }

  private static <E extends Enum<E>> void count(Map<E, Counter> counters, E value) {
    Objects.requireNonNull(counters.get(value)).increment();
  }

  private <E extends Enum<E>> Map<E, Counter> counters(
      Class<E> type, Function<E, Counter.Builder> builder) {
    var counters = new EnumMap<E, Counter>(type);
    for (var value : type.getEnumConstants()) {
      counters.put(value, builder.apply(value).register(registry));
    }
    return counters;
  }
}
