package io.polku.standalone;

import io.polku.standalone.apply.Plan;
import io.polku.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polku apply} and {@code polku links apply}: definitions kept in files. */
@Command(
    name = "apply",
    description =
        "Makes a server have the definitions that a file, or a directory of files, says; shows the"
            + " plan first.",
    footer = {
      "",
      "A file is YAML or JSON:",
      "  site: shop",
      "  settings: {origins: [https://shop.example], time_zone: Europe/Helsinki}",
      "  funnels: {buy: {name: Buy, steps: […]}}",
      "  segments: {phones: {name: Phones, filter: [{by: device, op: eq, value: mobile}]}}",
      "  links: {hero: {name: Sale from home, pages: [/], link: {name: hero}, expected: 0.1}}",
      "  digests: {team: {name: Team, url: https://hooks.example/t, day: monday, hour: 8}}",
      "  alerts: {lost: {name: Loss, metric: {of: loss}, when: {is: above, value: 0.05}, period: day,",
      "    channels: [{kind: slack, url: https://hooks.example/t}]}}",
      "What a file leaves out stays as it is, unless --prune is given.",
      "",
      "Exit code 0: applied; 1: refused or not reached; 2: wrong command line."
    },
    mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final boolean onlyLinks;

  @Parameters(paramLabel = "FILE", description = "A file, or a directory of .yaml and .json files.")
  private Path path = Path.of("");

  @Option(names = "--site", paramLabel = "S", description = "The site of files that name none.")
  private @Nullable String site;

  @Option(names = "--plan", description = "Only shows what would change.")
  private boolean planOnly;

  @Option(
      names = "--prune",
      description =
          "Deletes what the server has and the files do not, of the kinds that they name.")
  private boolean prune;

  @Mixin private ApiFlags flags = new ApiFlags();

  private ApplyCommand(Terminal terminal, boolean onlyLinks) {
    this.terminal = terminal;
    this.onlyLinks = onlyLinks;
  }

  /** Everything that files can say. */
  static ApplyCommand ofAll(Terminal terminal) {
    return new ApplyCommand(terminal, false);
  }

  /** {@code links} with its own command, which leaves everything but links alone. */
  static CommandLine ofLinks(Terminal terminal) {
    return new CommandLine(new Links()).addSubcommand(new ApplyCommand(terminal, true));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (site != null) {
      RejectedCommand.check(site);
    }
    try (var api = flags.client()) {
      var plan = Plan.of(api, path, site, onlyLinks, prune);
      plan.show(terminal);
      if (!planOnly && !plan.isEmpty()) {
        plan.apply(terminal);
      }
    }
    return Polku.EXIT_OK;
  }

  @Command(
      name = "links",
      description = "Intended links kept in a file.",
      mixinStandardHelpOptions = true)
  private static final class Links {}
}
