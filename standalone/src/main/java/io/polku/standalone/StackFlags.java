package io.polku.standalone;

import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.stack.StackPorts;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/**
 * Flags of the commands that start a stack; each has an environment variable, and the flag wins.
 */
final class StackFlags {
  private static final String PREFIX = "POLKU_";

  @Option(
      names = "--host",
      defaultValue = "${env:POLKU_HOST:-127.0.0.1}",
      paramLabel = "ADDRESS",
      description = "Address that ingest and dashboards bind (POLKU_HOST; default: loopback).")
  private String host = StackOptions.LOOPBACK;

  @Option(
      names = "--ingest-port",
      defaultValue = "${env:POLKU_INGEST_PORT:-8090}",
      paramLabel = "PORT",
      description = "Port of the intake (POLKU_INGEST_PORT; default: 8090). 0 picks a free port.")
  private int ingestPort;

  @Option(
      names = "--api-port",
      defaultValue = "${env:POLKU_API_PORT:-8080}",
      paramLabel = "PORT",
      description = "Port of query API and dashboards (POLKU_API_PORT; default: 8080).")
  private int apiPort;

  @Option(
      names = "--kafka-port",
      defaultValue = "${env:POLKU_KAFKA_PORT:-9092}",
      paramLabel = "PORT",
      description = "Port of the embedded Kafka (POLKU_KAFKA_PORT; default: 9092).")
  private int kafkaPort;

  @Option(
      names = "--clickhouse-port",
      defaultValue = "${env:POLKU_CLICKHOUSE_PORT:-8123}",
      paramLabel = "PORT",
      description = "HTTP port of the embedded ClickHouse (POLKU_CLICKHOUSE_PORT; default: 8123).")
  private int clickHousePort;

  @Option(
      names = "--management-port",
      defaultValue = "${env:POLKU_MANAGEMENT_PORT:-0}",
      paramLabel = "PORT",
      description = "Port of health and metrics (POLKU_MANAGEMENT_PORT; default: a free one).")
  private int managementPort;

  /** What the flags and the environment say together. */
  StackOptions options() {
    return new StackOptions(
        host,
        new StackPorts(ingestPort, apiPort, kafkaPort, clickHousePort, managementPort),
        System.getenv("POLKU_ADMIN_TOKEN"),
        environment());
  }

  /** All of Polku's variables. */
  static Map<String, String> environment() {
    return System.getenv().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(PREFIX))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
