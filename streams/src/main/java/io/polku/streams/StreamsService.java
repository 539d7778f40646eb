package io.polku.streams;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polku.service.catalog.KafkaTopics;
import io.polku.service.logging.Traces;
import io.polku.service.management.Health;
import io.polku.service.management.Health.Check;
import io.polku.service.management.ManagementServer;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions and funnels as a service. Exactly once: a crash at any time loses and doubles nothing;
 * what was not committed is computed again.
 */
public final class StreamsService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  /** After a crash the group waits this long for the lost member before it moves its work. */
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;

  private static final int HEARTBEAT_MILLIS = 3_000;

  /**
   * A rebalance waits this long for a member that is there and does not answer. Kafka's default,
   * five minutes, would hold up everybody; a poll's records take seconds, on a slow machine too.
   */
  private static final int POLL_INTERVAL_MILLIS = 120_000;

  private static final String DAY_MILLIS = Long.toString(Duration.ofDays(1).toMillis());
  private static final Map<String, String> CHANGELOGS =
      Map.of(
          TopicConfig.SEGMENT_MS_CONFIG, DAY_MILLIS,
          TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, DAY_MILLIS,
          TopicConfig.DELETE_RETENTION_MS_CONFIG, DAY_MILLIS);

  private static final int PRODUCER_BATCH_BYTES = 256 << 10;
  private static final int PRODUCER_RETRY_MILLIS = 10;

  private final KafkaStreams streams;
  private final KafkaStreamsMetrics metrics;
  private final ManagementServer management;
  private final Health health;
  private final CompletableFuture<Void> failed;

  private StreamsService(
      KafkaStreams streams,
      KafkaStreamsMetrics metrics,
      ManagementServer management,
      Health health,
      CompletableFuture<Void> failed) {
    this.streams = streams;
    this.metrics = metrics;
    this.management = management;
    this.health = health;
    this.failed = failed;
  }

  /**
   * Starts the service and makes topics that are missing. Returns at once; it is ready, and says so
   * under {@code /health}, when it has its share of the partitions and their state.
   *
   * @throws IllegalStateException when a port cannot be had or Kafka does not answer
   */
  public static StreamsService start(StreamsSettings settings) {
    KafkaTopics.create(settings.kafka(), settings.partitions(), (short) settings.replication());
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    var streams =
        new KafkaStreams(
            VisitorTopology.build(registry, settings.evictAfter(), settings.visitorHash()),
            properties(settings));
    var failed = new CompletableFuture<Void>();
    var replaced =
        Counter.builder("polku.streams.threads.replaced")
            .description("Threads that ended by a failure that passes, and were replaced")
            .register(registry);
    streams.setUncaughtExceptionHandler(
        cause -> {
          if (isPassing(cause)) {
            replaced.increment();
            LOG.warn("a thread is replaced", Traces.of(cause));
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          LOG.error("stopping, because going on could give wrong figures", Traces.of(cause));
          failed.completeExceptionally(cause);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    var health = Health.of(new Check("streams", () -> problem(streams.state())));
    health.show(registry, "streams");
    StateSize.show(streams, registry);
    var management =
        ManagementServer.start(settings.host(), settings.managementPort(), registry, health);
    var metrics = new KafkaStreamsMetrics(streams);
    metrics.bindTo(registry);
    streams.start();
    return new StreamsService(streams, metrics, management, health, failed);
  }

  /** The port of {@code /health} and {@code /metrics}. */
  public int port() {
    return management.port();
  }

  /** Whether it has its share of the work, and why not. */
  public Health health() {
    return health;
  }

  /** Ends exceptionally when the service has stopped because of a bug. */
  public CompletionStage<Void> failed() {
    return failed.minimalCompletionStage();
  }

  /** Says that it stops, commits what is computed, and gives its work back. */
  @Override
  public void close() {
    health.stopping();
    if (!streams.close(CLOSE_WITHIN)) {
      LOG.warn("not stopped within {}; what is not committed is computed again", CLOSE_WITHIN);
    }
    metrics.close();
    management.close();
  }

  private static String problem(KafkaStreams.State state) {
    return state == KafkaStreams.State.RUNNING ? "" : "state " + state + " (expected: RUNNING)";
  }

  private static boolean isPassing(Throwable cause) {
    for (Throwable next = cause; next != null; next = next.getCause()) {
      if (next instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }

  /** What Kafka Streams is told, so that other topologies can be measured under the same. */
  public static Properties properties(StreamsSettings settings) {
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replication());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        SESSION_TIMEOUT_MILLIS);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        HEARTBEAT_MILLIS);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        POLL_INTERVAL_MILLIS);
    if (!settings.instanceId().isEmpty()) {
      properties.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
          settings.instanceId());
    }
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), PRODUCER_BATCH_BYTES);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // What is deleted from the state must leave its changelogs within a week, also where little
    // comes.
    CHANGELOGS.forEach((key, value) -> properties.put(StreamsConfig.topicPrefix(key), value));
    // A transaction often begins while the markers of the one before are still being written.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
        PRODUCER_RETRY_MILLIS);
    return properties;
  }
}
