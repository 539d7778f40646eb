package io.polku.streams.history;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polku.service.catalog.KafkaTopics;
import io.polku.service.logging.Traces;
import io.polku.service.management.Health;
import io.polku.service.management.Health.Check;
import io.polku.service.management.ManagementServer;
import io.polku.streams.sink.ClickHouse;
import io.polku.streams.sink.SinkSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads stored history back for the streams: of visitors who have to be rebuilt, and of all where a
 * funnel was defined after their events. Runs beside the sink, with its settings; several share the
 * work, and a crash at any time loses nothing.
 */
public final class HistoryService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryService.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
  private static final String GROUP_SUFFIX = "-history";

  /** After a crash the group waits this long for the lost member before it moves its work. */
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;

  private static final int HEARTBEAT_MILLIS = 3_000;
  private static final int POLL_RECORDS_MAX = 5_000;

  private final HistoryLoop loop;
  private final Thread thread;
  private final KafkaProducer<byte[], byte[]> producer;
  private final SinkProgress sink;
  private final ClickHouse clickHouse;
  private final KafkaClientMetrics metrics;
  private final ManagementServer management;
  private final Health health;
  private final CompletableFuture<Void> failed;

  private HistoryService(
      HistoryLoop loop,
      Thread thread,
      KafkaProducer<byte[], byte[]> producer,
      SinkProgress sink,
      ClickHouse clickHouse,
      KafkaClientMetrics metrics,
      ManagementServer management,
      Health health,
      CompletableFuture<Void> failed) {
    this.loop = loop;
    this.thread = thread;
    this.producer = producer;
    this.sink = sink;
    this.clickHouse = clickHouse;
    this.metrics = metrics;
    this.management = management;
    this.health = health;
    this.failed = failed;
  }

  /** The consumer group of those who read history for what a sink's group stores. */
  public static String group(String sinkGroup) {
    return sinkGroup + GROUP_SUFFIX;
  }

  /**
   * Starts the service and makes topics that are missing. It is ready, and says so under {@code
   * /health}, when it has its share of the partitions and ClickHouse answers.
   *
   * @param settings those of the sink
   * @param managementPort its own, 0 for a free one
   * @throws IllegalStateException when a port cannot be had or Kafka does not answer
   */
  public static HistoryService start(SinkSettings settings, int managementPort) {
    KafkaTopics.create(settings.kafka(), settings.partitions(), (short) settings.replication());
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    var clickHouse = new ClickHouse(settings);
    var sink = new SinkProgress(settings.kafka(), settings.group());
    var producer = producer(settings);
    var consumer = consumer(settings);
    var metrics = new KafkaClientMetrics(consumer);
    metrics.bindTo(registry);
    var loop =
        new HistoryLoop(
            consumer,
            new HistoryWriter(producer),
            sink,
            clickHouse,
            settings.clickHouseDatabase(),
            settings.tableEngines(),
            registry);
    var failed = new CompletableFuture<Void>();
    var health =
        Health.of(
            new Check("kafka", loop::kafkaProblem),
            new Check("clickhouse", loop::problem),
            new Check("history", () -> failed.isDone() ? "stopped, see its log" : ""));
    health.show(registry, "history");
    var management = ManagementServer.start(settings.host(), managementPort, registry, health);
    var thread =
        Thread.ofPlatform()
            .name("polku-history")
            .uncaughtExceptionHandler(
                (dead, cause) -> {
                  // What is outermost is ours, and names offsets and tables.
                  LOG.error(
                      "stopping, because going on could leave visitors out: {}",
                      Traces.unquoted(cause.getMessage()),
                      Traces.of(cause));
                  failed.completeExceptionally(cause);
                })
            .start(loop);
    return new HistoryService(
        loop, thread, producer, sink, clickHouse, metrics, management, health, failed);
  }

  /** The port of {@code /health} and {@code /metrics}. */
  public int port() {
    return management.port();
  }

  /** Whether it answers, and why not. */
  public Health health() {
    return health;
  }

  /** Ends exceptionally when the service has stopped because of a bug. */
  public CompletionStage<Void> failed() {
    return failed.minimalCompletionStage();
  }

  /** Says that it stops and gives its partitions back. */
  @Override
  public void close() {
    health.stopping();
    loop.stop();
    try {
      if (!thread.join(CLOSE_WITHIN)) {
        LOG.warn("not stopped within {}; what is not answered is read again", CLOSE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    metrics.close();
    producer.close(Duration.ZERO);
    sink.close();
    clickHouse.close();
    management.close();
  }

  private static KafkaProducer<byte[], byte[]> producer(SinkSettings settings) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.kafka(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.LINGER_MS_CONFIG,
            5),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(SinkSettings settings) {
    return new KafkaConsumer<>(
        Map.<String, Object>of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.kafka(),
            ConsumerConfig.GROUP_ID_CONFIG,
            group(settings.group()),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName(),
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            SESSION_TIMEOUT_MILLIS,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            HEARTBEAT_MILLIS,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            POLL_RECORDS_MAX),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
