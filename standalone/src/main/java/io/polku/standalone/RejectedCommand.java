package io.polku.standalone;

import static java.lang.String.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.Names;
import io.polku.standalone.terminal.Terminal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polku rejected}. */
@Command(
    name = "rejected",
    description = "Tells which events of a site were refused, why, and what was expected.",
    mixinStandardHelpOptions = true)
final class RejectedCommand implements Callable<Integer> {
  private static final int ORIGINAL_CHARS = 300;

  private final Terminal terminal;

  @Option(names = "--site", required = true, paramLabel = "S", description = "The site's name.")
  private String site = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Received at or after; such as 2026-11-21 or 2026-11-21T09:00:00Z.")
  private @Nullable String since;

  @Option(names = "--code", paramLabel = "CODE", description = "Only this reason.")
  private @Nullable String code;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "N",
      description = "At most N events, newest first (default: 20, at most 1000).")
  private int limit;

  @Option(names = "--original", description = "Shows each event as it was sent, too.")
  private boolean original;

  @Mixin private ApiFlags flags = new ApiFlags();

  RejectedCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    check(site);
    try (var api = flags.client()) {
      var path =
          "/api/v1/sites/"
              + site
              + "/rejected?limit="
              + limit
              + parameter("from", since)
              + parameter("code", code);
      var answer = api.get(path);
      tell(terminal, answer.path("reasons"));
      for (var letter : answer.path("letters")) {
        tell(letter);
      }
    }
    return Polku.EXIT_OK;
  }

  /** The reasons in words, with counts and since when. */
  static void tell(Terminal terminal, JsonNode reasons) {
    if (reasons.isEmpty()) {
      terminal.say("Nothing was refused.");
    }
    for (var reason : reasons) {
      var word = reason.path("code").asText();
      terminal.say(
          format(
              Locale.ROOT,
              "%,d refused as %s, from %s to %s",
              reason.path("events").asLong(),
              word,
              reason.path("first_received_at").asText(),
              reason.path("last_received_at").asText()));
      terminal.say("  " + RejectionWords.of(word));
    }
  }

  static void check(String site) {
    if (!Names.isSite(site)) {
      throw new Refusal("site: " + site + " (expected: 1 to 40 of a-z 0-9 -)");
    }
  }

  private void tell(JsonNode letter) {
    terminal.say(
        letter.path("received_at").asText()
            + "  "
            + letter.path("code").asText()
            + "  "
            + letter.path("message").asText());
    if (original) {
      var text = letter.path("original").asText();
      terminal.say(
          "  " + (text.length() > ORIGINAL_CHARS ? text.substring(0, ORIGINAL_CHARS) + "…" : text));
    }
  }

  private static String parameter(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
