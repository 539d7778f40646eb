package io.polku.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polku.standalone.Quiet;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.stack.StackPorts;
import io.polku.standalone.terminal.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoTest {
  private static final Path UI = Path.of("../dashboards/ui");
  private static final Path CHROMIUM =
      Path.of(Objects.requireNonNullElse(System.getenv("POLKU_CHROMIUM"), "/usr/bin/chromium"));
  private static final Duration FIGURES_WITHIN = Duration.ofMinutes(4);

  private final Quiet quiet = new Quiet();
  private final Waiting waiting = new Waiting(quiet.terminal());
  private final Stack stack =
      Stack.in(
          DataDir.open(null),
          new StackOptions(StackOptions.LOOPBACK, StackPorts.FREE, null, Map.of()),
          waiting);
  private final Demo demo = new Demo(quiet.terminal(), StackOptions.LOOPBACK, 0, Clock.systemUTC());

  @BeforeAll
  void start() throws InterruptedException {
    stack.start();
    demo.begin(stack, waiting);
  }

  @AfterAll
  void stop() {
    demo.close();
    stack.close();
  }

  @Test
  void showsFiguresOfTheFunnelFromFactsWhileShoppersKeepComing() throws Exception {
    try (var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
      var before = api.get("/api/v1/sites/shop/quality").path("received").asLong();

      await()
          .atMost(FIGURES_WITHIN)
          .untilAsserted(
              () -> {
                var report = api.get("/api/v1/sites/shop/funnels/buy/report");
                assertThat(report.path("source").asText()).isEqualTo("facts");
                assertThat(report.path("steps").path(0).path("entered").asInt())
                    .isGreaterThan(1_000);
                assertThat(report.path("steps").path(3).path("entered").asInt()).isGreaterThan(20);
                var quality = api.get("/api/v1/sites/shop/quality");
                assertThat(quality.path("received").asLong()).isGreaterThan(before);
                assertThat(quality.path("rejected").asLong()).isZero();
                assertThat(quality.path("late").asLong()).isZero();
              });
    }
  }

  @Test
  void showsAnIntendedLinkThatIsMissedAndOneThatIsNot() throws Exception {
    var to = LocalDate.now(ZoneId.systemDefault()).plusDays(1);
    var days = "?from=" + to.minusDays(15) + "&to=" + to;
    try (var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
      await()
          .atMost(FIGURES_WITHIN)
          .untilAsserted(
              () -> {
                var missed = api.get("/api/v1/sites/shop/links/new-arrivals/report" + days);
                assertThat(missed.path("measured").asBoolean()).isTrue();
                assertThat(missed.path("verdict").asText()).isEqualTo("missed");
                var instead = missed.path("instead").path(0).path("element");
                assertThat(instead.path("link").asText()).isEqualTo("autumn-banner");
                var met = api.get("/api/v1/sites/shop/links/to-checkout/report" + days);
                assertThat(met.path("measured").asBoolean()).isTrue();
                assertThat(met.path("verdict").asText()).isEqualTo("met");
              });
    }
  }

  @Test
  void servesTheShop() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      for (var page : new String[] {"", "p/101", "assets/shop.js", "assets/shop.css"}) {
        var answer =
            http.send(
                HttpRequest.newBuilder(URI.create(demo.url() + page)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(page).isEqualTo(200);
      }
    }
  }

  @Test
  void showsInTheBrowserWhatTheApiAnswers() throws Exception {
    assumeTrue(Files.exists(CHROMIUM), () -> "no Chromium at " + CHROMIUM);
    assumeTrue(Files.isDirectory(UI.resolve("node_modules")), "the dashboards are not installed");
    var today = LocalDate.now(ZoneId.systemDefault());
    var builder =
        new ProcessBuilder("npm", "run", "-s", "test:e2e")
            .directory(UI.toFile())
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "POLKU_E2E_URL", stack.addresses().apiUrl(),
                "POLKU_E2E_TOKEN", stack.token().text(),
                "POLKU_E2E_SITE", Demo.SITE,
                "POLKU_E2E_FUNNEL", "buy",
                "POLKU_E2E_STORY", Demo.SITE,
                // Days that live shoppers add nothing to.
                "POLKU_E2E_FROM", today.minusDays(12).toString(),
                "POLKU_E2E_TO", today.minusDays(3).toString()));
    try (var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
      await()
          .atMost(FIGURES_WITHIN)
          .until(() -> api.get("/api/v1/sites/shop/quality").path("in_flight").asLong() < 1_000);
    }

    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("passed").doesNotContain("skipped");
  }
}
