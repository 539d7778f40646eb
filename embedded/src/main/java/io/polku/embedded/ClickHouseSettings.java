package io.polku.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How to start the embedded ClickHouse engine.
 *
 * @param dataDir directory for data, configuration and logs; made if it is not there
 * @param httpPort loopback port of the HTTP interface; 0 picks one, the one of the last start on
 *     this directory if it is still free
 * @param database name of the database that the start makes where it is not there: letters, digits
 *     and underscores
 * @param password of the user {@code polku}, who may do everything and whom requests name in
 *     headers; "" for a user {@code default} without one, which is for data that is thrown away: a
 *     page in a browser on this machine can then write to it
 * @param memoryBytesMax memory the engine may use for all queries, merges and caches together, in
 *     bytes; a query that would exceed it fails with ClickHouse's MEMORY_LIMIT_EXCEEDED. One query
 *     may use three quarters of it
 * @param profile query settings of the default user that win over the defaults, by ClickHouse's own
 *     names
 * @param startTimeout how long to wait until the engine answers
 * @param stopTimeout how long an orderly shutdown may take before the engine is killed
 */
public record ClickHouseSettings(
    Path dataDir,
    int httpPort,
    String database,
    String password,
    long memoryBytesMax,
    Map<String, String> profile,
    Duration startTimeout,
    Duration stopTimeout) {

  private static final long MIB = 1L << 20;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,62}");

  public ClickHouseSettings {
    dataDir = dataDir.toAbsolutePath().normalize();
    Ports.requireValid(httpPort);
    requireName("database", database);
    Objects.requireNonNull(password);
    if (memoryBytesMax < 512 * MIB) {
      throw new IllegalArgumentException(
          "memoryBytesMax: " + memoryBytesMax + " (expected: at least " + 512 * MIB + ")");
    }
    profile = Map.copyOf(profile);
    profile.keySet().forEach(name -> requireName("profile setting", name));
    Objects.requireNonNull(startTimeout);
    Objects.requireNonNull(stopTimeout);
  }

  /**
   * A free port, database {@code polku}, no password, 2 GiB of memory, 90 s to start and 20 s to
   * stop.
   */
  public static ClickHouseSettings in(Path dataDir) {
    return new ClickHouseSettings(
        dataDir,
        0,
        "polku",
        "",
        2_048 * MIB,
        Map.of(),
        Duration.ofSeconds(90),
        Duration.ofSeconds(20));
  }

  public ClickHouseSettings withHttpPort(int httpPort) {
    return new ClickHouseSettings(
        dataDir, httpPort, database, password, memoryBytesMax, profile, startTimeout, stopTimeout);
  }

  public ClickHouseSettings withDatabase(String database) {
    return new ClickHouseSettings(
        dataDir, httpPort, database, password, memoryBytesMax, profile, startTimeout, stopTimeout);
  }

  public ClickHouseSettings withPassword(String password) {
    return new ClickHouseSettings(
        dataDir, httpPort, database, password, memoryBytesMax, profile, startTimeout, stopTimeout);
  }

  public ClickHouseSettings withMemoryBytesMax(long memoryBytesMax) {
    return new ClickHouseSettings(
        dataDir, httpPort, database, password, memoryBytesMax, profile, startTimeout, stopTimeout);
  }

  public ClickHouseSettings withProfile(Map<String, String> profile) {
    return new ClickHouseSettings(
        dataDir, httpPort, database, password, memoryBytesMax, profile, startTimeout, stopTimeout);
  }

  public ClickHouseSettings withStartTimeout(Duration startTimeout) {
    return new ClickHouseSettings(
        dataDir, httpPort, database, password, memoryBytesMax, profile, startTimeout, stopTimeout);
  }

  public ClickHouseSettings withStopTimeout(Duration stopTimeout) {
    return new ClickHouseSettings(
        dataDir, httpPort, database, password, memoryBytesMax, profile, startTimeout, stopTimeout);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "ClickHouseSettings[dataDir=%s, httpPort=%d, database=%s, memoryBytesMax=%d, profile=%s]"
        .formatted(dataDir, httpPort, database, memoryBytesMax, profile);
  }

  private static void requireName(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: letters, digits and underscores, at most 63)");
    }
  }
}
