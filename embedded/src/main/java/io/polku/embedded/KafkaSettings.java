package io.polku.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How to start the embedded Kafka broker.
 *
 * @param dataDir directory for data, configuration and logs; made if it is not there
 * @param port loopback port for clients; 0 picks one, the one of the last start on this directory
 *     if it is still free
 * @param heapBytesMax largest heap of the broker's JVM, in bytes
 * @param properties broker properties that win over the defaults, by Kafka's own names
 * @param jvmOptions options of the broker's JVM that win over the defaults; {@link #QUICK} suits a
 *     broker that lives for seconds
 * @param startTimeout how long to wait until the broker answers
 * @param stopTimeout how long an orderly shutdown may take before the broker is killed
 */
public record KafkaSettings(
    Path dataDir,
    int port,
    long heapBytesMax,
    Map<String, String> properties,
    List<String> jvmOptions,
    Duration startTimeout,
    Duration stopTimeout) {

  /** JVM options that start the broker with half the processor time, for a lower peak speed. */
  public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");

  private static final long MIB = 1L << 20;

  public KafkaSettings {
    dataDir = dataDir.toAbsolutePath().normalize();
    Ports.requireValid(port);
    if (heapBytesMax < 96 * MIB) {
      throw new IllegalArgumentException(
          "heapBytesMax: " + heapBytesMax + " (expected: at least " + 96 * MIB + ")");
    }
    properties = Map.copyOf(properties);
    jvmOptions = List.copyOf(jvmOptions);
    Objects.requireNonNull(startTimeout);
    Objects.requireNonNull(stopTimeout);
  }

  /** A free port, 256 MiB of heap, 90 s to start and 20 s to stop. */
  public static KafkaSettings in(Path dataDir) {
    return new KafkaSettings(
        dataDir, 0, 256 * MIB, Map.of(), List.of(), Duration.ofSeconds(90), Duration.ofSeconds(20));
  }

  public KafkaSettings withPort(int port) {
    return new KafkaSettings(
        dataDir, port, heapBytesMax, properties, jvmOptions, startTimeout, stopTimeout);
  }

  public KafkaSettings withHeapBytesMax(long heapBytesMax) {
    return new KafkaSettings(
        dataDir, port, heapBytesMax, properties, jvmOptions, startTimeout, stopTimeout);
  }

  public KafkaSettings withProperties(Map<String, String> properties) {
    return new KafkaSettings(
        dataDir, port, heapBytesMax, properties, jvmOptions, startTimeout, stopTimeout);
  }

  public KafkaSettings withJvmOptions(List<String> jvmOptions) {
    return new KafkaSettings(
        dataDir, port, heapBytesMax, properties, jvmOptions, startTimeout, stopTimeout);
  }

  public KafkaSettings withStartTimeout(Duration startTimeout) {
    return new KafkaSettings(
        dataDir, port, heapBytesMax, properties, jvmOptions, startTimeout, stopTimeout);
  }

  public KafkaSettings withStopTimeout(Duration stopTimeout) {
    return new KafkaSettings(
        dataDir, port, heapBytesMax, properties, jvmOptions, startTimeout, stopTimeout);
  }
}
