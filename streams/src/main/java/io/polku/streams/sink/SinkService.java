package io.polku.streams.sink;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polku.service.catalog.KafkaTopics;
import io.polku.service.logging.Traces;
import io.polku.service.management.Health;
import io.polku.service.management.Health.Check;
import io.polku.service.management.ManagementServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink as a service: from the changes and dead letters in Kafka into ClickHouse, each row once.
 * A crash at any time loses and doubles nothing.
 */
public final class SinkService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkService.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  /** After a crash the group waits this long for the lost member before it moves its work. */
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;

  private static final int HEARTBEAT_MILLIS = 3_000;
  private static final int POLL_RECORDS_MAX = 5_000;
  private static final int FETCH_BYTES_MAX = 16 << 20;
  private static final int PARTITION_FETCH_BYTES_MAX = 4 << 20;

  private final SinkLoop loop;
  private final Thread thread;
  private final ClickHouse clickHouse;
  private final KafkaClientMetrics metrics;
  private final ManagementServer management;
  private final Health health;
  private final CompletableFuture<Void> failed;

  private SinkService(
      SinkLoop loop,
      Thread thread,
      ClickHouse clickHouse,
      KafkaClientMetrics metrics,
      ManagementServer management,
      Health health,
      CompletableFuture<Void> failed) {
    this.loop = loop;
    this.thread = thread;
    this.clickHouse = clickHouse;
    this.metrics = metrics;
    this.management = management;
    this.health = health;
    this.failed = failed;
  }

  /**
   * Starts the sink, makes topics that are missing and brings the database to this version's
   * schema. Where ClickHouse is away, that comes as soon as it is there; the service is ready, and
   * says so under {@code /health}, when it has its share of the partitions and ClickHouse answers.
   *
   * @throws IllegalStateException when a port cannot be had, Kafka does not answer, or the database
   *     is newer than this version
   */
  public static SinkService start(SinkSettings settings) {
    KafkaTopics.create(settings.kafka(), settings.partitions(), (short) settings.replication());
    var clickHouse = new ClickHouse(settings);
    try {
      Migrations.apply(clickHouse, settings.clickHouseDatabase(), settings.tableEngines());
    } catch (PassingFailure e) {
      LOG.warn("ClickHouse is not there yet: {}", e.getMessage());
    } catch (IllegalStateException e) {
      clickHouse.close();
      throw e;
    }
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    var consumer = consumer(settings);
    var metrics = new KafkaClientMetrics(consumer);
    metrics.bindTo(registry);
    var loop =
        new SinkLoop(consumer, clickHouse, settings, new SinkMetrics(registry, Clock.systemUTC()));
    var failed = new CompletableFuture<Void>();
    var health =
        Health.of(
            new Check("kafka", loop::kafkaProblem),
            new Check("clickhouse", loop::clickHouseProblem),
            new Check("sink", () -> failed.isDone() ? "stopped, see its log" : ""));
    health.show(registry, "sink");
    var management =
        ManagementServer.start(settings.host(), settings.managementPort(), registry, health);
    var thread =
        Thread.ofPlatform()
            .name("polku-sink")
            .uncaughtExceptionHandler(
                (dead, cause) -> {
                  // What is outermost is ours, and names offsets and tables.
                  LOG.error(
                      "stopping, because going on could lose or double rows: {}",
                      Traces.unquoted(cause.getMessage()),
                      Traces.of(cause));
                  failed.completeExceptionally(cause);
                })
            .start(loop);
    return new SinkService(loop, thread, clickHouse, metrics, management, health, failed);
  }

  /** The port of {@code /health} and {@code /metrics}. */
  public int port() {
    return management.port();
  }

  /** Whether it stores what comes, and why not. */
  public Health health() {
    return health;
  }

  /** Ends exceptionally when the sink has stopped because of a bug. */
  public CompletionStage<Void> failed() {
    return failed.minimalCompletionStage();
  }

  /** Says that it stops, stores what it has read, and gives its partitions back. */
  @Override
  public void close() {
    health.stopping();
    loop.stop();
    try {
      if (!thread.join(CLOSE_WITHIN)) {
        LOG.warn("not stopped within {}; what is not stored is read again", CLOSE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    metrics.close();
    clickHouse.close();
    management.close();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(SinkSettings settings) {
    var properties =
        Map.<String, Object>ofEntries(
            Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka()),
            Map.entry(ConsumerConfig.GROUP_ID_CONFIG, settings.group()),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            Map.entry(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()),
            Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS),
            Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX),
            Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX),
            Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES_MAX));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
