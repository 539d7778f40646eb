package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.funnel.Subject;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.stack.StackPorts;
import io.polku.standalone.terminal.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Simulated shoppers through HTTP, Kafka, streams and ClickHouse, compared with the oracle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndToEndTest {
  private static final String[] BUY = {"view_item", "add_to_cart", "begin_checkout", "purchase"};
  private static final long SEED = 7;

  private final Stack stack =
      Stack.in(
          DataDir.open(null),
          new StackOptions(StackOptions.LOOPBACK, StackPorts.FREE, null, Map.of()),
          new Waiting(new Quiet().terminal()));

  @BeforeAll
  void start() throws InterruptedException {
    stack.start();
  }

  @AfterAll
  void stop() {
    stack.close();
    assertThat(stack.dataDir().path()).doesNotExist();
  }

  @Test
  void findsWhatTheOracleFindsAndCountsAFileThatIsSentAgainOnce(@TempDir Path folder)
      throws Exception {
    var data = SimulatedData.write(folder, SEED, 5, 150);
    try (var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
      var site = Site.make(api, stack.addresses().ingestUrl(), "simulated");
      var bySession = Site.funnel("session", "PT1H", BUY);
      var byVisitor = Site.funnel("visitor", "P3D", BUY);
      site.define("by-session", bySession);
      site.define("by-visitor", byVisitor);

      for (var times = 1; times <= 2; times++) {
        var result = site.replay(data.file(), data.mapping());

        assertThat(result.clean()).as("%s", result).isTrue();
        site.awaitStored(data.events());
        var totals = site.totals(SimulatedData.FROM, data.to());
        assertThat(totals.path("visitors").asInt()).isEqualTo(data.visitors());
        assertThat(totals.path("sessions").asInt()).isEqualTo(data.sessions());
        var facts = site.report("by-session", SimulatedData.FROM, data.to());
        assertThat(facts.path("source").asText()).isEqualTo("facts");
        assertThat(Site.entered(facts))
            .isEqualTo(data.entered(Subject.SESSION, Duration.ofHours(1), BUY));
        assertThat(Site.figures(site.report(bySession, SimulatedData.FROM, data.to())))
            .isEqualTo(Site.figures(facts));
        var visitorFacts = site.report("by-visitor", SimulatedData.FROM, data.to());
        assertThat(visitorFacts.path("source").asText()).isEqualTo("facts");
        assertThat(Site.entered(visitorFacts))
            .isEqualTo(data.entered(Subject.VISITOR, Duration.ofDays(3), BUY));
        assertThat(Site.figures(site.report(byVisitor, SimulatedData.FROM, data.to())))
            .isEqualTo(Site.figures(visitorFacts));
      }
      var quality = site.quality();
      assertThat(quality.path("duplicates").asLong()).isEqualTo(data.events());
      assertThat(quality.path("late").asLong()).isZero();
    }
  }

  @Test
  void servesDashboardsTrackerHealthAndMetrics() throws Exception {
    var addresses = stack.addresses();

    assertThat(get(addresses.apiUrl() + "/")).contains("<!doctype html>");
    assertThat(get(addresses.ingestUrl() + "/polku.js")).contains("data");
    assertThat(get(addresses.managementUrl() + "/health"))
        .contains("\"ready\":true")
        .contains("\"history\"", "\"ingest\"", "\"query\"", "\"sink\"", "\"streams\"");
    assertThat(get(addresses.managementUrl() + "/metrics"))
        .contains("# TYPE jvm_memory_used_bytes");
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(url).isEqualTo(200);
      return answer.body();
    }
  }
}
