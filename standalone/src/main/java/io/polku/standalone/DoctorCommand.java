package io.polku.standalone;

import io.polku.standalone.doctor.Doctor;
import io.polku.standalone.doctor.Targets;
import io.polku.standalone.stack.Addresses;
import io.polku.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code polku doctor}. */
@Command(
    name = "doctor",
    description =
        "Checks Java, disk, ports, Kafka, ClickHouse, services and lag of a stack that should be"
            + " running, and says what to do.",
    footer = {"", "The exit code is 1 if anything is wrong."},
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--data",
      defaultValue = "${env:POLKU_DATA}",
      paramLabel = "DIR",
      description = "Data directory of a running stack; its addresses are read from there.")
  private @Nullable Path data;

  @Option(
      names = "--to",
      defaultValue = "${env:POLKU_INGEST_URL}",
      paramLabel = "URL",
      description = "Address of the intake (default: http://127.0.0.1:8090).")
  private @Nullable String ingestUrl;

  @Option(
      names = "--api",
      defaultValue = "${env:POLKU_API_URL}",
      paramLabel = "URL",
      description = "Address of the query API (default: http://127.0.0.1:8080).")
  private @Nullable String apiUrl;

  @Option(
      names = "--kafka",
      defaultValue = "${env:POLKU_KAFKA}",
      paramLabel = "HOST:PORT",
      description = "Kafka's bootstrap servers (default: 127.0.0.1:9092).")
  private @Nullable String kafka;

  @Option(
      names = "--clickhouse",
      defaultValue = "${env:POLKU_CLICKHOUSE_URL}",
      paramLabel = "URL",
      description = "Address of ClickHouse (default: http://127.0.0.1:8123).")
  private @Nullable String clickHouseUrl;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    var known = data == null ? Addresses.DEFAULT : Addresses.read(data);
    var environment = StackFlags.environment();
    var targets =
        new Targets(
            data == null ? Path.of("").toAbsolutePath() : data.toAbsolutePath(),
            withoutSlash(Objects.requireNonNullElse(ingestUrl, known.ingestUrl())),
            withoutSlash(Objects.requireNonNullElse(apiUrl, known.apiUrl())),
            Objects.requireNonNullElse(kafka, known.kafka()),
            withoutSlash(Objects.requireNonNullElse(clickHouseUrl, known.clickHouseUrl())),
            environment.getOrDefault("POLKU_CLICKHOUSE_USER", "default"),
            environment.getOrDefault("POLKU_CLICKHOUSE_PASSWORD", ""),
            environment.getOrDefault("POLKU_CLICKHOUSE_DATABASE", "polku"));
    return new Doctor(targets, terminal).examine() ? Polku.EXIT_OK : Polku.EXIT_FAILED;
  }

  private static String withoutSlash(String url) {
    return url.replaceFirst("/+$", "");
  }
}
