package io.polku.query.progress;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows how far the log has been processed. While Kafka is away the last known moment stays.
 * Thread-safe.
 */
public final class Progress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final double MILLIS = 1_000;
  private static final String NOT_YET = "has not answered yet";

  private final Clock clock;
  private final LogReader log;
  private final LogTail tail;
  private final Thread follower;
  private final CountDownLatch firstLook = new CountDownLatch(1);
  private volatile Instant asOf = Instant.EPOCH;
  private volatile Watermark.@Nullable Look latest;
  private volatile String problem = NOT_YET;
  private volatile OptionalInt partitionCount = OptionalInt.empty();
  private volatile boolean closed;

  private Progress(String kafka, String streamsGroup, String sinkGroup, Clock clock) {
    this.clock = clock;
    this.log = new LogReader(kafka, streamsGroup, sinkGroup);
    this.tail = new LogTail(log);
    this.follower = Thread.ofPlatform().daemon().name("polku-progress").unstarted(this::follow);
  }

  /**
   * Starts following.
   *
   * @param kafka bootstrap servers
   * @param streamsGroup consumer group of the streams
   * @param sinkGroup consumer group of the sink
   * @param clock for the moments of looking
   */
  public static Progress follow(String kafka, String streamsGroup, String sinkGroup, Clock clock) {
    var progress = new Progress(kafka, streamsGroup, sinkGroup, clock);
    progress.follower.start();
    return progress;
  }

  /**
   * Everything that lay in the log at this moment can be queried. The epoch until Kafka was seen
   * once.
   */
  public Instant asOf() {
    return asOf;
  }

  /** "" while Kafka answers, else what is wrong. */
  public String problem() {
    return problem;
  }

  /** Partitions of the events topic; empty until Kafka was seen once. */
  public OptionalInt partitionCount() {
    return partitionCount;
  }

  /** What lies in the log and is not stored; reads it, so it may take seconds. */
  public LogTail tail() {
    return tail;
  }

  /** Lets a registry show how far each stage is behind. */
  public void show(MeterRegistry registry) {
    Gauge.builder("polku.lag", this, Progress::lagSeconds)
        .description("Age of the newest moment up to which everything received can be queried")
        .baseUnit("seconds")
        .register(registry);
    lag(registry, "streams", look -> look.eventsEnd().beyond(look.eventsDone()));
    lag(registry, "history", look -> look.requestsEnd().beyond(look.requestsDone()));
    lag(registry, "rebuild", look -> look.answersEnd().beyond(look.answersDone()));
    lag(registry, "sink", look -> look.changesEnd().beyond(look.changesDone()));
  }

  private void lag(MeterRegistry registry, String stage, ToDoubleFunction<Watermark.Look> of) {
    Gauge.builder(
            "polku.lag.records",
            this,
            progress -> {
              var look = progress.latest;
              return look == null ? Double.NaN : of.applyAsDouble(look);
            })
        .description("Offsets that a stage has not passed yet, markers of transactions included")
        .tag("stage", stage)
        .register(registry);
  }

  private double lagSeconds() {
    return asOf.equals(Instant.EPOCH)
        ? Double.NaN
        : Math.max(0, Duration.between(asOf, clock.instant()).toMillis()) / MILLIS;
  }

  /** Waits until Kafka was seen once, or the time is over. */
  public void awaitFirstLook(Duration atMost) throws InterruptedException {
    if (!firstLook.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("Kafka has not answered within {}, going on without", atMost);
    }
  }

  @Override
  public void close() {
    closed = true;
    follower.interrupt();
    log.close();
  }

  private void follow() {
    var watermark = new Watermark();
    while (!closed) {
      try {
        look(watermark);
        problem = "";
        firstLook.countDown();
        Thread.sleep(POLL);
      } catch (InterruptException | InterruptedException e) {
        LOG.debug("interrupted", e);
      } catch (KafkaException e) {
        failed(e);
      } catch (RuntimeException e) {
        // Without this thread as_of would stand still for good, and nobody be told.
        LOG.error("the log cannot be followed, trying again", e);
        failed(e);
      }
    }
  }

  private void look(Watermark watermark) {
    var events = log.partitions(Topics.EVENTS);
    var changes = log.partitions(Topics.CHANGES);
    var requests = log.partitions(Topics.REBUILDS);
    var answers = log.partitions(Topics.HISTORY);
    partitionCount = OptionalInt.of(events.size());
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var look =
        new Watermark.Look(
            log.ends(events),
            log.streamsDone(),
            log.ends(requests),
            log.historyDone(),
            log.ends(answers),
            log.answersDone(),
            log.ends(changes),
            log.sinkDone(Topics.CHANGES));
    latest = look;
    watermark.look(at, look);
    var reached = watermark.reached();
    if (reached.isPresent()) {
      asOf = reached.get();
    } else {
      // Started while there was lag already: what comes first has not been processed.
      asOf = latest(asOf, firstUnprocessed(look, requests, changes, at));
    }
  }

  private Instant firstUnprocessed(
      Watermark.Look look,
      List<TopicPartition> requests,
      List<TopicPartition> changes,
      Instant at) {
    return tail.firstReceived(look, log.committedEnds(requests), log.committedEnds(changes))
        .map(first -> first.minusMillis(1))
        .orElse(at);
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void failed(RuntimeException e) {
    if (!closed) {
      problem = String.valueOf(e.getMessage());
      LOG.warn("Kafka does not say how far it is: {}", problem);
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      // Only close() interrupts, and the loop looks at closed next.
      LOG.debug("interrupted while waiting to try again");
    }
  }
}
