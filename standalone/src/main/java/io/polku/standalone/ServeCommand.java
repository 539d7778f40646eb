package io.polku.standalone;

import io.polku.contract.Topics;
import io.polku.service.catalog.KafkaTopics;
import io.polku.service.settings.SettingsException;
import io.polku.service.settings.SettingsReader;
import io.polku.standalone.stack.Services;
import io.polku.standalone.stack.Services.Role;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.terminal.Terminal;
import io.polku.standalone.terminal.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code polku serve}: services in containers, against a Kafka and a ClickHouse elsewhere. */
@Command(
    name = "serve",
    description =
        "Runs services against a Kafka and a ClickHouse that are there (POLKU_KAFKA,"
            + " POLKU_CLICKHOUSE_URL). All settings are environment variables.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final int MANAGEMENT_PORT = 9180;
  private static final int COPIES_MAX = 9;
  private static final int PARTITIONS_MAX = 1_000;
  private static final Duration KAFKA_WITHIN = Duration.ofMinutes(2);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Terminal terminal;

  @Parameters(
      paramLabel = "ROLE",
      description = "What runs here: all, ingest, streams, sink (with history), history or query.")
  private String role = ALL;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    var environment = new HashMap<>(StackFlags.environment());
    Logs.allToConsole(Logs.Format.of(environment));
    var roles = roles();
    var data = environment.getOrDefault("POLKU_DATA", "data");
    environment.putIfAbsent("POLKU_STREAMS_STATE_DIR", Path.of(data, "streams").toString());
    environment.putIfAbsent("POLKU_INGEST_SPOOL_DIR", Path.of(data, "spool").toString());
    var failed = new CompletableFuture<String>();
    try {
      var settings = SettingsReader.of(environment);
      var host = settings.text("POLKU_HOST", StackOptions.LOOPBACK);
      var managementPort = settings.port("POLKU_MANAGEMENT_PORT", MANAGEMENT_PORT);
      var kafka = settings.text("POLKU_KAFKA", "127.0.0.1:9092");
      var partitions =
          settings.integer("POLKU_KAFKA_PARTITIONS", Topics.PARTITIONS_DEFAULT, 1, PARTITIONS_MAX);
      var replication = settings.integer("POLKU_KAFKA_REPLICATION", 1, 1, COPIES_MAX);
      settings.finish();
      makeTopics(kafka, partitions, replication);
      var services =
          Services.start(
              roles, environment, host, managementPort, new Waiting(terminal), failed::complete);
      Runtime.getRuntime().addShutdownHook(new Thread(services::close, "polku-stop"));
      LoggerFactory.getLogger(ServeCommand.class).info("ready: {}", roles);
    } catch (SettingsException | IllegalStateException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
    try {
      terminal.warn("polku: " + failed.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return Polku.EXIT_FAILED;
  }

  private Set<Role> roles() {
    if (role.equals(ALL)) {
      return EnumSet.allOf(Role.class);
    }
    return Arrays.stream(Role.values())
        .filter(one -> one.word().equals(role))
        .findFirst()
        // What reads history back runs beside the sink, and needs what it needs.
        .map(one -> one == Role.SINK ? EnumSet.of(Role.SINK, Role.HISTORY) : EnumSet.of(one))
        .orElseThrow(
            () ->
                new Refusal(
                    "role: "
                        + role
                        + " (expected one of: all, "
                        + Arrays.stream(Role.values())
                            .map(Role::word)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  /** Containers start side by side, so Kafka may not be there yet. */
  private static void makeTopics(String kafka, int partitions, int replication)
      throws InterruptedException {
    var deadline = System.nanoTime() + KAFKA_WITHIN.toNanos();
    while (true) {
      try {
        KafkaTopics.create(kafka, partitions, (short) replication);
        return;
      } catch (IllegalStateException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(RETRY);
      }
    }
  }
}
