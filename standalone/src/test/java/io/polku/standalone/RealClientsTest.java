package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.stack.StackPorts;
import io.polku.standalone.terminal.Waiting;
import io.polku.testkit.fixture.ChromiumFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Segment's, RudderStack's, Jitsu's and Snowplow's clients from npm, in Chromium and in Node, as
 * their users install them, with a 503 and a connection that is cut: what they sent is stored once.
 * And of Polku's own tracker the ledger knows what was lost.
 */
class RealClientsTest {
  private static final Path CLIENTS = Path.of("src/test/clients").toAbsolutePath();
  private static final int EVENTS = 3;
  private static final long MINUTES_MAX = 3;
  private static final String JITSU = "jitsu";
  private static final List<String> SITES =
      List.of(
          "segment-browser",
          "segment-node",
          "rudder-browser",
          "rudder-node",
          JITSU,
          "snowplow-post",
          "snowplow-get",
          "snowplow-node");
  private static final String OWN = "polku";

  @RegisterExtension static final ChromiumFixture CHROMIUM = new ChromiumFixture();

  @TempDir private Path folder = Path.of("");

  @Test
  void whatTheyResendAfterFaultsIsCountedOnceUnderGoogleAnalyticsNames() throws Exception {
    install();
    var options =
        new StackOptions(
            StackOptions.LOOPBACK, StackPorts.FREE, null, Map.of("POLKU_LOSS_GRACE", "PT0.001S"));
    try (var stack = Stack.in(DataDir.open(null), options, new Waiting(new Quiet().terminal()))) {
      stack.start();
      try (var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
        var anyOrigin = Json.mapper().createObjectNode();
        anyOrigin.putArray("origins").add("*");
        for (var site : SITES) {
          api.makeSite(site, anyOrigin);
        }
        api.makeSite(OWN, anyOrigin);
        var records = run(stack.addresses().ingestUrl());
        assertThat(records).hasSize(SITES.size() + 1);
        for (var record : records) {
          if (record.path("client").asText().equals(OWN)) {
            missed(record, api);
          } else {
            counted(record, api, stack.addresses().ingestUrl());
          }
        }
        assertThat(api.get("/api/v1/sites/jitsu/quality").at("/log/missing").asLong(-1)).isZero();
      }
    }
  }

  /** Of our own tracker somebody on the way said yes to a sending and dropped it. */
  private static void missed(JsonNode record, ApiClient api) {
    assertThat(record.path("swallowed").asLong()).as("%s", record).isEqualTo(2);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              var quality = api.get("/api/v1/sites/" + OWN + "/quality");
              assertThat(quality.path("stored").asLong()).as("%s", quality).isEqualTo(EVENTS);
              assertThat(quality.path("lost").asLong()).as("%s", quality).isEqualTo(2);
              assertThat(quality.at("/loss/total/page_views").asLong()).isEqualTo(1);
              assertThat(quality.at("/loss/by_tracker/0/value").asText()).startsWith("web/");
              assertThat(quality.at("/loss/by_browser/0/value").asText()).isNotEmpty();
            });
  }

  private static void counted(JsonNode record, ApiClient api, String ingestUrl)
      throws InterruptedException {
    var client = record.path("client").asText();
    assertThat(record.path("ids")).as("%s", record).hasSize(EVENTS);
    assertThat(record.path("statuses").properties())
        .as("%s", record)
        .extracting(Map.Entry::getKey)
        .containsOnly("200");
    var site = Site.of(api, ingestUrl, client);
    site.awaitStored(EVENTS);
    var quality = site.quality();
    assertThat(quality.path("rejected").asLong()).as("%s %s", client, quality).isZero();
    // What was cut off had been taken, and came again.
    assertThat(quality.path("duplicates").asLong())
        .as("%s %s", client, quality)
        .isEqualTo(record.path("cut").asLong());
    assertThat(record.path("cut").asLong() + record.path("refused").asLong())
        .as("%s", record)
        .isGreaterThanOrEqualTo(client.equals(JITSU) ? 0 : 2);
    var today = LocalDate.now(ZoneOffset.UTC);
    var report =
        site.report(
            Site.funnel("visitor", "PT1H", "page_view", "view_item", "purchase"),
            today.minusDays(1).toString(),
            today.plusDays(1).toString());
    assertThat(Site.entered(report)).as("%s %s", client, report).containsExactly(1L, 1L, 1L);
    var overview = site.totals(today.minusDays(1).toString(), today.plusDays(1).toString());
    assertThat(overview.path("revenue").asDouble()).as("%s %s", client, overview).isEqualTo(59.9);
  }

  /** From the lock file, once. */
  private void install() throws IOException, InterruptedException {
    if (Files.exists(CLIENTS.resolve("node_modules"))) {
      return;
    }
    var installed = command("npm", "ci", "--no-audit", "--no-fund");
    assumeTrue(installed.code() == 0, "npm cannot install the clients: " + installed.said());
  }

  private List<JsonNode> run(String ingestUrl) throws IOException, InterruptedException {
    var ran = command("node", "run.js", ingestUrl, CHROMIUM.binary().toString());
    assertThat(ran.code()).as(ran.said()).isZero();
    var last = ran.said().lines().reduce("", (_, line) -> line);
    var records = Json.mapper().readTree(last);
    return List.copyOf(records.valueStream().toList());
  }

  private record Ran(int code, String said) {}

  private Ran command(String... words) throws IOException, InterruptedException {
    var output = Files.createTempFile(folder, "clients-", ".out");
    var process =
        new ProcessBuilder(words)
            .directory(CLIENTS.toFile())
            .redirectOutput(output.toFile())
            .redirectError(Files.createTempFile(folder, "clients-", ".err").toFile())
            .start();
    if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", words) + " does not end");
    }
    return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
