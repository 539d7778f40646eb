package io.polku.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Json;
import io.polku.standalone.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polku site}: makes, changes and lists sites. */
@Command(
    name = "site",
    description = "Makes, changes and lists sites.",
    mixinStandardHelpOptions = true)
final class SiteCommand {
  private SiteCommand() {}

  /** The command with its own ones. */
  static CommandLine with(Terminal terminal) {
    return new CommandLine(new SiteCommand())
        .addSubcommand(new Add(terminal))
        .addSubcommand(new Sites(terminal));
  }

  /** Makes or changes a site. */
  @Command(
      name = "add",
      description = "Makes a site, or changes one; prints its keys and the script line.",
      mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "NAME", description = "1 to 40 of a-z 0-9 -")
    private String site = "";

    @Option(
        names = "--origin",
        paramLabel = "URL",
        description =
            "Where its pages are, such as https://shop.example; repeat for more, * for any. Added"
                + " to those it has.")
    private List<String> origins = new ArrayList<>();

    @Option(
        names = "--time-zone",
        paramLabel = "ZONE",
        description = "Its days are days there (default: UTC; fixed when it is made).")
    private @Nullable String timeZone;

    @Option(
        names = "--path",
        paramLabel = "GLOB",
        description = "Groups paths in reports, such as /p/*; repeat for more. Replaces all.")
    private List<String> paths = new ArrayList<>();

    @Option(
        names = "--ignore-referrer",
        paramLabel = "DOMAIN",
        description = "No source of visitors, such as pay.example; repeat for more. Replaces all.")
    private List<String> referrers = new ArrayList<>();

    @Option(names = "--rotate-key", description = "Makes a new server key; the old one ends.")
    private boolean rotate;

    @Option(
        names = "--to",
        defaultValue = "${env:POLKU_INGEST_URL}",
        paramLabel = "URL",
        description = "Address of the intake as visitors reach it, for the script line.")
    private @Nullable String ingestUrl;

    @Mixin private ApiFlags flags = new ApiFlags();

    Add(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
      RejectedCommand.check(site);
      try (var api = flags.client()) {
        var settings = Json.mapper().createObjectNode();
        if (timeZone != null) {
          settings.put("time_zone", timeZone);
        }
        if (!origins.isEmpty()) {
          var all = settings.putArray("origins");
          StreamSupport.stream(api.get("/api/v1/sites").path("sites").spliterator(), false)
              .filter(known -> known.path("site").asText().equals(site))
              .forEach(known -> known.path("origins").forEach(all::add));
          origins.forEach(all::add);
        }
        put(settings, "path_patterns", paths);
        put(settings, "ignored_referrers", referrers);
        tell(api.put("/api/v1/sites/" + site + (rotate ? "?rotate=true" : ""), settings));
      }
      return Polku.EXIT_OK;
    }

    private static void put(ObjectNode settings, String name, List<String> values) {
      if (!values.isEmpty()) {
        var array = settings.putArray(name);
        values.forEach(array::add);
      }
    }

    private void tell(JsonNode made) {
      var intake = ingestUrl == null ? flags.ingestUrl() : ingestUrl.replaceFirst("/+$", "");
      terminal.say("site        " + site + ", days of " + made.path("time_zone").asText());
      terminal.say("origins     " + shown(made.path("origins")));
      terminal.say("write key   " + site + "  (public; bound to the origins)");
      if (made.hasNonNull("server_key")) {
        terminal.say(
            "server key  "
                + made.path("server_key").asText()
                + "  (secret, shown this once; for servers and imports)");
      } else {
        terminal.say("server key  as it was  (--rotate-key makes a new one)");
      }
      terminal.say(
          "script      <script defer src=\""
              + intake
              + "/polku.js\" data-site=\""
              + site
              + "\"></script>");
      if (made.path("origins").isEmpty()) {
        terminal.say(
            "            No browser may send yet: add --origin with the address of your pages.");
      }
    }
  }

  /** Lists all sites. */
  @Command(
      name = "list",
      description = "Lists all sites with their origins and time zones.",
      mixinStandardHelpOptions = true)
  static final class Sites implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ApiFlags flags = new ApiFlags();

    Sites(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
      try (var api = flags.client()) {
        var sites = api.get("/api/v1/sites").path("sites");
        if (sites.isEmpty()) {
          terminal.say("No site yet; make one: ./polku site add NAME --origin https://…");
        }
        for (var each : sites) {
          terminal.say(
              each.path("site").asText()
                  + "  "
                  + each.path("time_zone").asText()
                  + "  "
                  + shown(each.path("origins")));
        }
      }
      return Polku.EXIT_OK;
    }
  }

  private static String shown(JsonNode origins) {
    return origins.isEmpty()
        ? "none"
        : StreamSupport.stream(origins.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", "));
  }
}
