package io.polku.standalone;

import static java.lang.String.format;

import io.polku.contract.Names;
import io.polku.standalone.replay.MappingReader;
import io.polku.standalone.replay.Replay;
import io.polku.standalone.replay.ReplayOptions;
import io.polku.standalone.replay.ReplayResult;
import io.polku.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polku replay}. */
@Command(
    name = "replay",
    description =
        "Sends a CSV, NDJSON or log file through the ingest endpoint, with its own event times.",
    footer = {
      "",
      "Bad lines are counted and the first 20 listed; the exit code is 0 unless --strict.",
      "Replaying a file again changes no figure: its events keep their ids."
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "CSV, NDJSON or log file; plain, .gz or .zst.")
  private Path file = Path.of("");

  @Option(
      names = "--mapping",
      required = true,
      paramLabel = "M.yaml",
      description = "Mapping file, or the name of one that comes with Polku.")
  private String mapping = "";

  @Option(names = "--site", required = true, paramLabel = "S", description = "The site's name.")
  private String site = "";

  @Option(
      names = "--to",
      defaultValue = "${env:POLKU_INGEST_URL:-http://127.0.0.1:8090}",
      paramLabel = "URL",
      description = "Address of the ingest service (default: ${DEFAULT-VALUE}).")
  private String to = "";

  @Option(
      names = "--key",
      required = true,
      defaultValue = "${env:POLKU_SERVER_KEY}",
      paramLabel = "K",
      description = "The site's server key, or POLKU_SERVER_KEY in the environment.")
  private String key = "";

  @Option(names = "--strict", description = "Exit code 1 if any line is bad or rejected.")
  private boolean strict;

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "N",
      description = "At most N events a second (default: no limit).")
  private int rate;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!Names.isSite(site)) {
      throw new Refusal("site: " + site + " (expected: 1 to 40 of a-z 0-9 -)");
    }
    if (rate < 0) {
      throw new Refusal("rate: " + rate + " (expected: 0 or more events a second)");
    }
    if (!key.matches("[\\x21-\\x7e]+")) {
      throw new Refusal(
          "key: has spaces or other odd characters (expected: the site's server key)");
    }
    var options = new ReplayOptions(file, MappingReader.load(mapping), site, to, key, rate);
    var result = new Replay(options, terminal).run();
    report(result);
    return strict && !result.clean() ? Polku.EXIT_FAILED : Polku.EXIT_OK;
  }

  private void report(ReplayResult result) {
    var counts = result.counts();
    terminal.say(
        format(
            Locale.ROOT,
            "sent %,d  accepted %,d  rejected %,d",
            counts.sent(),
            counts.accepted(),
            counts.rejected()));
    new TreeMap<>(counts.rejectedByCode())
        .forEach(
            (code, count) ->
                terminal.say(format(Locale.ROOT, "  rejected as %s: %,d", code, count)));
    for (var example : counts.examples()) {
      terminal.say(
          format(
              Locale.ROOT, "  line %d: %s: %s", example.line(), example.code(), example.message()));
    }
    if (result.skipped() > 0) {
      terminal.say(
          format(Locale.ROOT, "left out by the mapping's conditions: %,d rows", result.skipped()));
    }
    terminal.say(format(Locale.ROOT, "bad lines: %,d", result.badLines()));
    for (var example : result.examples()) {
      terminal.say(format(Locale.ROOT, "  %s", example));
    }
    if (result.badLines() > result.examples().size()) {
      terminal.say(
          format(Locale.ROOT, "  and %,d more", result.badLines() - result.examples().size()));
    }
    var perSecond = result.seconds() == 0 ? 0 : counts.sent() / result.seconds();
    terminal.say(format(Locale.ROOT, "took %.1f s, %,.0f events/s", result.seconds(), perSecond));
  }
}
