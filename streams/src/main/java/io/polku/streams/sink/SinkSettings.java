package io.polku.streams.sink;

import io.polku.contract.TableEngines;
import io.polku.contract.Topics;
import io.polku.service.settings.SettingsReader;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settings of the sink.
 *
 * <table>
 * <caption>Environment variables</caption>
 * <tr><th>variable</th><th>default</th><th>meaning</th></tr>
 * <tr><td>POLKU_KAFKA</td><td>127.0.0.1:9092</td><td>bootstrap servers</td></tr>
 * <tr><td>POLKU_KAFKA_PARTITIONS</td><td>4</td><td>of each topic, when it is made</td></tr>
 * <tr><td>POLKU_KAFKA_REPLICATION</td><td>1</td><td>copies of each partition, when a topic is
 * made</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_URL</td><td>http://127.0.0.1:8123</td><td>HTTP address</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_USER</td><td>default</td><td>who may create the database and its
 * tables</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_PASSWORD</td><td></td><td></td></tr>
 * <tr><td>POLKU_CLICKHOUSE_DATABASE</td><td>polku</td><td>created if missing</td></tr>
 * <tr><td>POLKU_CLICKHOUSE_TABLE_ENGINES</td><td>single</td><td>single, or replicated, for tables that
 * are made</td></tr>
 * <tr><td>POLKU_HOST</td><td>127.0.0.1</td><td>address to bind</td></tr>
 * <tr><td>POLKU_MANAGEMENT_PORT</td><td>8093</td><td>health and metrics; 0 picks a free one</td></tr>
 * <tr><td>POLKU_SINK_GROUP</td><td>polku-sink</td><td>consumer group; several sinks in one share the
 * work</td></tr>
 * <tr><td>POLKU_SINK_FLUSH_INTERVAL</td><td>PT0.5S</td><td>longest wait for more rows before an
 * insert</td></tr>
 * <tr><td>POLKU_SINK_BATCH_ROWS</td><td>100000</td><td>most rows of one block</td></tr>
 * </table>
 *
 * @param kafka bootstrap servers
 * @param partitions of each topic, when it is made
 * @param replication of each topic, when it is made
 * @param clickHouseUrl HTTP address
 * @param clickHouseUser who
 * @param clickHousePassword "" for none
 * @param clickHouseDatabase created if missing
 * @param tableEngines of tables that are made
 * @param host address to bind
 * @param managementPort 0 picks a free one
 * @param group consumer group
 * @param flushInterval longest wait for more rows before an insert
 * @param batchRows most rows of one block
 * @param effective all values by variable, for the log, secrets masked
 */
public record SinkSettings(
    String kafka,
    int partitions,
    int replication,
    String clickHouseUrl,
    String clickHouseUser,
    String clickHousePassword,
    String clickHouseDatabase,
    TableEngines tableEngines,
    String host,
    int managementPort,
    String group,
    Duration flushInterval,
    int batchRows,
    Map<String, String> effective) {
  /** Most rows of one block, whatever the setting: deduplication was proven up to here. */
  public static final int BATCH_ROWS_MAX = 100_000;

  private static final int MANAGEMENT_PORT = 8093;
  private static final int PARTITIONS_MAX = 1_000;
  private static final int REPLICATION_MAX = 9;

  /** Copies the values. */
  public SinkSettings {
    effective = Map.copyOf(effective);
  }

  /**
   * Reads the settings.
   *
   * @throws io.polku.service.settings.SettingsException with all problems
   */
  public static SinkSettings of(Map<String, String> environment) {
    var reader = SettingsReader.of(environment);
    return new SinkSettings(
        reader.text("POLKU_KAFKA", "127.0.0.1:9092"),
        reader.integer("POLKU_KAFKA_PARTITIONS", Topics.PARTITIONS_DEFAULT, 1, PARTITIONS_MAX),
        reader.integer("POLKU_KAFKA_REPLICATION", 1, 1, REPLICATION_MAX),
        reader.text("POLKU_CLICKHOUSE_URL", "http://127.0.0.1:8123"),
        reader.text("POLKU_CLICKHOUSE_USER", "default"),
        reader.secret("POLKU_CLICKHOUSE_PASSWORD"),
        reader.text("POLKU_CLICKHOUSE_DATABASE", "polku"),
        tableEngines(reader),
        reader.text("POLKU_HOST", "127.0.0.1"),
        reader.port("POLKU_MANAGEMENT_PORT", MANAGEMENT_PORT),
        reader.text("POLKU_SINK_GROUP", "polku-sink"),
        reader.duration("POLKU_SINK_FLUSH_INTERVAL", Duration.ofMillis(500)),
        reader.integer("POLKU_SINK_BATCH_ROWS", BATCH_ROWS_MAX, 1, BATCH_ROWS_MAX),
        reader.finish());
  }

  private static TableEngines tableEngines(SettingsReader reader) {
    var key = "POLKU_CLICKHOUSE_TABLE_ENGINES";
    var word = reader.text(key, "single");
    for (var engines : TableEngines.values()) {
      if (engines.name().equalsIgnoreCase(word)) {
        return engines;
      }
    }
    reader.problem(key + ": " + word + " (expected: single or replicated)");
    return TableEngines.SINGLE;
  }

  /** The values as they are logged, one a line. */
  public String shown() {
    return new TreeMap<>(effective)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return shown();
  }
}
