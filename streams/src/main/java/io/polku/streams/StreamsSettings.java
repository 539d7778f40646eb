package io.polku.streams;

import io.polku.contract.Topics;
import io.polku.contract.erasure.VisitorHash;
import io.polku.service.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the service that computes sessions and funnels.
 *
 * <table>
 * <caption>Environment variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>POLKU_KAFKA</td><td>127.0.0.1:9092</td><td>bootstrap servers</td></tr>
 * <tr><td>POLKU_KAFKA_PARTITIONS</td><td>4</td><td>of each topic, when it is made</td></tr>
 * <tr><td>POLKU_KAFKA_REPLICATION</td><td>1</td><td>copies of each partition, when a topic is made;
 * of internal topics too</td></tr>
 * <tr><td>POLKU_HOST</td><td>127.0.0.1</td><td>address to bind</td></tr>
 * <tr><td>POLKU_MANAGEMENT_PORT</td><td>8092</td><td>health and metrics; 0 picks a free one</td></tr>
 * <tr><td>POLKU_STREAMS_APPLICATION_ID</td><td>polku-streams</td><td>consumer group and prefix of the
 * internal topics; another one begins anew</td></tr>
 * <tr><td>POLKU_STREAMS_STATE_DIR</td><td>data/streams</td><td>local copy of the state; if it is lost
 * it is read again from Kafka</td></tr>
 * <tr><td>POLKU_STREAMS_THREADS</td><td>2</td><td>processing threads</td></tr>
 * <tr><td>POLKU_STREAMS_STANDBY_REPLICAS</td><td>0</td><td>warm copies of the state on other
 * instances</td></tr>
 * <tr><td>POLKU_STREAMS_INSTANCE_ID</td><td></td><td>name of this instance for static membership, so
 * that a quick restart moves no work; empty for none</td></tr>
 * <tr><td>POLKU_STREAMS_COMMIT_INTERVAL</td><td>PT0.1S</td><td>how often results become
 * visible</td></tr>
 * <tr><td>POLKU_STREAMS_EVICT_AFTER</td><td>P8D</td><td>without an event for this long, a visitor's
 * state shrinks to a few bytes; longer than the topics are kept</td></tr>
 * <tr><td>POLKU_SECRET</td><td></td><td>the installation's secret, the same for all services: by it
 * erased visitors are recognised</td></tr>
 * </table>
 *
 * @param kafka bootstrap servers
 * @param partitions of each topic, when it is made
 * @param replication of each topic, when it is made
 * @param host address to bind
 * @param managementPort 0 picks a free one
 * @param applicationId consumer group and prefix of the internal topics
 * @param stateDir local copy of the state
 * @param threads processing threads
 * @param standbyReplicas warm copies on other instances
 * @param instanceId name for static membership, or ""
 * @param commitInterval how often results become visible
 * @param evictAfter without an event for this long a visitor's state shrinks
 * @param visitorHash recognises erased visitors; null where there is no secret
 * @param effective all values by variable, for the log
 */
public record StreamsSettings(
    String kafka,
    int partitions,
    int replication,
    String host,
    int managementPort,
    String applicationId,
    Path stateDir,
    int threads,
    int standbyReplicas,
    String instanceId,
    Duration commitInterval,
    Duration evictAfter,
    @Nullable VisitorHash visitorHash,
    Map<String, String> effective) {
  private static final int MANAGEMENT_PORT = 8092;
  private static final int PARTITIONS_MAX = 1_000;
  private static final int REPLICATION_MAX = 9;
  private static final int THREADS = 2;
  private static final int THREADS_MAX = 64;

  /** Copies the values. */
  public StreamsSettings {
    effective = Map.copyOf(effective);
  }

  /**
   * Reads the settings.
   *
   * @throws io.polku.service.settings.SettingsException with all problems
   */
  public static StreamsSettings of(Map<String, String> environment) {
    var reader = SettingsReader.of(environment);
    return new StreamsSettings(
        reader.text("POLKU_KAFKA", "127.0.0.1:9092"),
        reader.integer("POLKU_KAFKA_PARTITIONS", Topics.PARTITIONS_DEFAULT, 1, PARTITIONS_MAX),
        reader.integer("POLKU_KAFKA_REPLICATION", 1, 1, REPLICATION_MAX),
        reader.text("POLKU_HOST", "127.0.0.1"),
        reader.port("POLKU_MANAGEMENT_PORT", MANAGEMENT_PORT),
        reader.text("POLKU_STREAMS_APPLICATION_ID", "polku-streams"),
        Path.of(reader.text("POLKU_STREAMS_STATE_DIR", "data/streams")),
        reader.integer("POLKU_STREAMS_THREADS", THREADS, 1, THREADS_MAX),
        reader.integer("POLKU_STREAMS_STANDBY_REPLICAS", 0, 0, REPLICATION_MAX - 1),
        reader.text("POLKU_STREAMS_INSTANCE_ID", ""),
        reader.duration("POLKU_STREAMS_COMMIT_INTERVAL", Duration.ofMillis(100)),
        reader.duration("POLKU_STREAMS_EVICT_AFTER", VisitorTopology.EVICT_AFTER_DEFAULT),
        reader.visitorHash(),
        reader.finish());
  }

  /** The values as they are logged, one a line. */
  public String shown() {
    return new TreeMap<>(effective)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(System.lineSeparator()));
  }
}
