package io.polku.standalone;

import static java.lang.String.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.terminal.Terminal;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polku erase}. */
@Command(
    name = "erase",
    description =
        "Erases a visitor, or all visitors of a user, from state and tables, and tells what was"
            + " removed. There is no way back.",
    mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 300;
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final Terminal terminal;

  @Option(names = "--site", required = true, paramLabel = "S", description = "The site's name.")
  private String site = "";

  @ArgGroup(multiplicity = "1")
  private Whom whom = new Whom();

  @Mixin private ApiFlags flags = new ApiFlags();

  /** One or the other. */
  static final class Whom {
    @Option(names = "--visitor", paramLabel = "V", description = "This visitor and no other.")
    private @Nullable String visitor;

    @Option(
        names = "--user",
        paramLabel = "U",
        description = "All visitors who were ever seen under this user.")
    private @Nullable String user;
  }

  EraseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    RejectedCommand.check(site);
    var path = "/api/v1/sites/" + site + "/erasures";
    var body = Json.mapper().createObjectNode();
    if (whom.visitor == null) {
      body.put("user_id", whom.user);
    } else {
      body.put("visitor_id", whom.visitor);
    }
    try (var api = flags.client()) {
      var receipt = api.post(path, body);
      var own = path + "/" + receipt.path("id").asText();
      terminal.say("erasure    " + receipt.path("id").asText());
      receipt = awaited(api, own, receipt);
      tell(receipt);
      if (!isVerified(receipt)) {
        terminal.warn(
            "not verified within "
                + WITHIN.toMinutes()
                + " minutes; it goes on, and its receipt is "
                + own);
        return Polku.EXIT_FAILED;
      }
      return Polku.EXIT_OK;
    }
  }

  private static JsonNode awaited(ApiClient api, String path, JsonNode first)
      throws InterruptedException {
    var deadline = System.nanoTime() + WITHIN.toNanos();
    var receipt = first;
    while (!isVerified(receipt) && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
      receipt = api.get(path);
    }
    return receipt;
  }

  private static boolean isVerified(JsonNode receipt) {
    return receipt.path("state").asText().equals("verified");
  }

  private void tell(JsonNode receipt) {
    receipt
        .path("removed")
        .properties()
        .forEach(
            table ->
                terminal.say(
                    format(Locale.ROOT, "  %,d of %s", table.getValue().asLong(), table.getKey())));
    terminal.say(
        format(
            Locale.ROOT,
            "visitors   %,d of %,d seen to be gone%s",
            receipt.path("visitors_verified").asLong(),
            receipt.path("visitors").asLong(),
            receipt.has("verified_at") ? " at " + receipt.path("verified_at").asText() : ""));
    terminal.say("topics     " + freeBy(receipt.path("topics_free_by"), "a topic has no limit"));
    terminal.say("backups    " + freeBy(receipt.path("backups_free_by"), "POLKU_BACKUP_KEEP"));
  }

  private static String freeBy(JsonNode when, String unknown) {
    return when.isTextual() ? "free by " + when.asText() : "free by no known day: " + unknown;
  }
}
