package io.polku.ingest.publish;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where records lie while Kafka is away, and how many.
 *
 * @param dir a directory of its own on a local disk, made if it is not there; one intake a
 *     directory
 * @param bytesMax keys and values held at most, in bytes; more are refused
 * @param ageMax while the oldest record is older than this, more are refused; none is ever thrown
 *     away
 */
public record SpoolSettings(Path dir, long bytesMax, Duration ageMax) {
  /** Refuses limits that nothing would fit into. */
  public SpoolSettings {
    if (bytesMax <= 0) {
      throw new IllegalArgumentException("bytesMax: " + bytesMax + " (expected: above 0)");
    }
    if (!ageMax.isPositive()) {
      throw new IllegalArgumentException("ageMax: " + ageMax + " (expected: above 0)");
    }
  }
}
