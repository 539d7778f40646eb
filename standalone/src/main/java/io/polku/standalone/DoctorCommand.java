package io.polku.standalone;

import static java.lang.String.format;

import io.polku.standalone.api.ApiClient;
import io.polku.standalone.doctor.Doctor;
import io.polku.standalone.doctor.Targets;
import io.polku.standalone.stack.Addresses;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.util.Locale;
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
  private static final int LAST_REFUSED = 5;

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

  @Option(
      names = "--site",
      paramLabel = "S",
      description =
          "Tells when the last event of this site came, and why the last were refused; needs the"
              + " admin token.")
  private @Nullable String site;

  @Option(
      names = "--token",
      defaultValue = "${env:POLKU_ADMIN_TOKEN}",
      paramLabel = "T",
      description = "The admin token (default: POLKU_ADMIN_TOKEN, or the one kept in DIR).")
  private @Nullable String token;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    var known = data == null ? Addresses.DEFAULT : Addresses.read(data);
    var environment = StackFlags.environment();
    var kept = data == null ? null : DataDir.keptPassword(data);
    var targets =
        new Targets(
            data == null ? Path.of("").toAbsolutePath() : data.toAbsolutePath(),
            withoutSlash(Objects.requireNonNullElse(ingestUrl, known.ingestUrl())),
            withoutSlash(Objects.requireNonNullElse(apiUrl, known.apiUrl())),
            Objects.requireNonNullElse(kafka, known.kafka()),
            withoutSlash(Objects.requireNonNullElse(clickHouseUrl, known.clickHouseUrl())),
            environment.getOrDefault("POLKU_CLICKHOUSE_USER", kept == null ? "default" : "polku"),
            environment.getOrDefault(
                "POLKU_CLICKHOUSE_PASSWORD", Objects.requireNonNullElse(kept, "")),
            environment.getOrDefault("POLKU_CLICKHOUSE_DATABASE", "polku"));
    var isWell = new Doctor(targets, terminal).examine();
    if (site != null) {
      isWell &= examine(site, targets.apiUrl());
    }
    return isWell ? Polku.EXIT_OK : Polku.EXIT_FAILED;
  }

  /** Whether anything came of a site, and what was refused lately. */
  private boolean examine(String name, String api) throws InterruptedException {
    RejectedCommand.check(name);
    terminal.say("");
    try (var client = new ApiClient(api, ApiFlags.token(token, data))) {
      var quality = client.get("/api/v1/sites/" + name + "/quality");
      var last = quality.path("last_received_at");
      terminal.say(
          last.isTextual()
              ? "site " + name + ": the last event that is stored came at " + last.asText()
              : "site " + name + ": no event is stored yet");
      terminal.say(
          format(
              Locale.ROOT,
              "  %,d received, %,d refused, %,d stored, %,d in flight",
              quality.path("received").asLong(),
              quality.path("rejected").asLong(),
              quality.path("stored").asLong(),
              quality.path("in_flight").asLong()));
      var rejected = client.get("/api/v1/sites/" + name + "/rejected?limit=" + LAST_REFUSED);
      RejectedCommand.tell(terminal, rejected.path("reasons"));
      for (var letter : rejected.path("letters")) {
        terminal.say(
            "  " + letter.path("received_at").asText() + "  " + letter.path("message").asText());
      }
      if (quality.path("received").asLong() == 0) {
        terminal.say(
            "  what to do: is the script line on the pages, with data-site=\""
                + name
                + "\"? ./polku site add "
                + name
                + " prints it. What no site is known for leaves no letter: look at the answer in the"
                + " browser.");
      }
      return true;
    } catch (Refusal e) {
      terminal.warn("polku: " + e.getMessage());
      return false;
    }
  }

  private static String withoutSlash(String url) {
    return url.replaceFirst("/+$", "");
  }
}
