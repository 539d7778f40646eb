package io.polku.standalone;

import io.polku.standalone.stack.Stack;
import io.polku.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polku up}. */
@Command(
    name = "up",
    description =
        "Starts everything on this machine: Kafka, ClickHouse, ingest, streams, sink, query API and"
            + " dashboards.",
    footer = {
      "",
      "POLKU_ADMIN_TOKEN is the token of the management API; without it one is made, shown once and"
          + " kept in DIR."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--data",
      defaultValue = "${env:POLKU_DATA}",
      paramLabel = "DIR",
      description = "Keeps all data in DIR across restarts (default: a temporary directory).")
  private @Nullable Path data;

  @Mixin private StackFlags flags = new StackFlags();

  UpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return new StackRun(terminal)
        .run(
            data,
            flags.options(),
            (stack, waiting) -> {
              addresses(terminal, stack);
              terminal.say("Ctrl-C stops everything.");
            });
  }

  /** Tells where everything is. */
  static void addresses(Terminal terminal, Stack stack) {
    var addresses = stack.addresses();
    var token = stack.token();
    terminal.say("");
    switch (token.source()) {
      case MADE -> {
        // The page for setting up a site tells where the intake is, which only the launcher knows.
        terminal.say(
            "dashboards  %s/#token=%s&collect=%s"
                .formatted(addresses.apiUrl(), token.text(), addresses.ingestUrl()));
        terminal.say("admin token " + token.text() + " (shown this once; kept in admin-token)");
      }
      case KEPT -> {
        terminal.say("dashboards  " + addresses.apiUrl() + "/");
        terminal.say("admin token in " + stack.dataDir().path().resolve("admin-token"));
      }
      case GIVEN -> {
        terminal.say("dashboards  " + addresses.apiUrl() + "/");
        terminal.say("admin token as given in POLKU_ADMIN_TOKEN");
      }
    }
    terminal.say("ingest      " + addresses.ingestUrl() + "  (POST /v1/events, GET /polku.js)");
    terminal.say("query API   " + addresses.apiUrl() + "/api/v1");
    terminal.say("Kafka       " + addresses.kafka());
    terminal.say(
        "ClickHouse  "
            + addresses.clickHouseUrl()
            + "  (user polku, password in "
            + stack.dataDir().passwordFile()
            + ")");
    terminal.say("health      " + addresses.managementUrl() + "/health and /metrics");
    terminal.say("log         " + stack.dataDir().path().resolve("logs").resolve("polku.log"));
    terminal.say("");
  }
}
