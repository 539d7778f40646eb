package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.contract.funnel.Subject;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.DataDir;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.stack.StackPorts;
import io.polku.standalone.terminal.Waiting;
import io.polku.testkit.fixture.Prometheus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
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
          new StackOptions(
              StackOptions.LOOPBACK, StackPorts.FREE, null, Map.of("POLKU_LOSS_GRACE", "PT0.001S")),
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

  @Test
  void eachMeterIsExplainedAndPrometheusEvaluatesEachRuleAndEachPanel(@TempDir Path folder)
      throws Exception {
    var data = SimulatedData.write(folder, SEED, 5, 10);
    var management = stack.addresses().managementUrl();
    try (var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
      var site = Site.make(api, stack.addresses().ingestUrl(), "watched");
      site.define("buy", Site.funnel("session", "PT1H", BUY));
      assertThat(site.replay(data.file(), data.mapping()).clean()).isTrue();
      site.awaitStored(data.events());
      var _ = site.report("buy", SimulatedData.FROM, data.to());

      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(Watching.told(get(management + "/metrics")))
                      .isEqualTo(Watching.explained()));
      try (var prometheus =
          Prometheus.scraping(URI.create(management).getAuthority(), Watching.RULES)) {
        evaluatesAll(prometheus);
        tellsWhatHappened(prometheus, data.events());
      }
    }
  }

  private static void tellsWhatHappened(Prometheus prometheus, int events) {
    var holds =
        List.of(
            "polku_sink_click_to_figure_seconds_count >= " + events,
            "sum(polku_sink_rows_total{table=\"events\"}) >= " + events,
            "sum(polku_ingest_events_accepted_total) >= " + events,
            "sum(polku_streams_state_bytes{store=\"visitors\"}) > 0",
            "sum(polku_streams_state_keys{store=\"visitors\"}) > 0",
            "polku_store_parts{table=\"events\"} > 0",
            "polku_lag_seconds < 60",
            "count(polku_lag_records < 1000) == 4",
            "count(polku_health_ready == 1) == 5",
            "polku_query_requests_total{operation=\"reportFunnel\",status=\"200\"} > 0");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              for (var one : holds) {
                assertThat(prometheus.query(one).path("result")).as(one).isNotEmpty();
              }
            });
  }

  private static void evaluatesAll(Prometheus prometheus) throws InterruptedException {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(prometheus.query("up{job=\"polku\"} == 1").path("result")).isNotEmpty();
              assertThat(prometheus.rules())
                  .isNotEmpty()
                  .allSatisfy(
                      rule ->
                          assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok"));
            });
    var names = prometheus.names();
    for (var alert : Watching.alerts()) {
      assertThat(names)
          .as(alert.path("alert").asText())
          .containsAll(Watching.metrics(alert.path("expr").asText()));
    }
    for (var target : Watching.targets(Watching.PIPELINE)) {
      var expression = Watching.filledIn(target.path("expr").asText());
      assertThat(names).as(expression).containsAll(Watching.metrics(expression));
      assertThat(prometheus.query(expression).has("result")).as(expression).isTrue();
    }
    // A stack that works is nothing to be told of.
    assertThat(prometheus.rules())
        .filteredOn(rule -> rule.path("state").asText().equals("firing"))
        .isEmpty();
  }

  @Test
  void grafanasFunnelsFindWhatTheyShow(@TempDir Path folder) throws Exception {
    var data = SimulatedData.write(folder, SEED, 5, 10);
    try (var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
      var site = Site.make(api, stack.addresses().ingestUrl(), "shown");
      site.define("buy", Site.funnel("session", "PT1H", BUY));
      assertThat(site.replay(data.file(), data.mapping()).clean()).isTrue();
      site.awaitStored(data.events());

      for (var target : Watching.targets(Watching.FUNNELS)) {
        var path =
            target.path("url").asText().replace("${site}", "shown").replace("${funnel}", "buy");
        var query = new StringJoiner("&");
        for (var parameter : target.at("/url_options/params")) {
          var value =
              switch (parameter.path("value").asText()) {
                case "${__from:date:YYYY-MM-DD}" -> SimulatedData.FROM;
                case "${__to:date:YYYY-MM-DD}" -> data.to();
                default -> parameter.path("value").asText();
              };
          query.add(parameter.path("key").asText() + "=" + value);
        }
        var answer = api.get(path + "?" + query);
        var root = target.path("root_selector").asText();
        var rows = root.isEmpty() ? answer : answer.path(root);
        assertThat(rows).as(path).isNotEmpty();
        var row = rows.isArray() ? rows.get(rows.size() - 1) : rows;
        for (var column : target.path("columns")) {
          var selector = "/" + column.path("selector").asText().replace('.', '/');
          assertThat(row.at(selector).isMissingNode())
              .as("%s of %s: %s", selector, path, row)
              .isFalse();
        }
      }
    }
  }

  @Test
  void theCommandLineAppliesFiles(@TempDir Path folder) throws Exception {
    var flags =
        new String[] {"--api=" + stack.addresses().apiUrl(), "--token=" + stack.token().text()};
    var file = folder.resolve("shop.yaml");
    Files.writeString(
        file,
        """
        site: kept
        settings: {origins: [https://shop.example], gap: PT1800S}
        funnels:
          buy: {name: Buy, steps: [{name: View, match: [{event: view_item}]},
                                   {name: Pay, match: [{event: purchase}]}]}
        segments:
          phones: {name: Phones, filter: [{by: device, op: eq, value: mobile}]}
        links:
          hero: {name: Hero, pages: [/], link: {name: hero}, expected: 0.1}
          menu: {name: Menu, pages: [/**], link: {href: /sale}}
        digests:
          team: {name: Team, url: "https://hooks.example/polku", day: monday, hour: 8}
        alerts:
          buy: {name: Buy falls, metric: {of: funnel, id: buy}, when: {is: fell, value: 0.2},
                period: day, channels: [{kind: slack, url: "https://hooks.example/polku"}]}
        """);
    var path = folder.toString();

    assertThat(said(flags, "apply", path, "--plan").lines())
        .containsExactly(
            "kept",
            "  + site kept",
            "  + funnel buy",
            "  + segment phones",
            "  + link hero",
            "  + link menu",
            "  + digest team",
            "  + alert buy",
            "0 as they are.");
    assertThat(said(flags, "site", "list")).doesNotContain("kept");
    assertThat(said(flags, "apply", path)).contains("server key of kept  polku_", "applied 7");
    assertThat(said(flags, "apply", path))
        .isEqualToIgnoringNewLines("Nothing to change, 7 as they are.");

    // Of another file, links alone: what else it says is left alone.
    var links = folder.resolve("links.json");
    Files.writeString(
        links,
        """
        {"segments": {"other": {"name": "Other", "filter": []}},
         "links": {"hero": {"name": "Hero", "pages": ["/"], "link": {"name": "hero"}, "expected": 0.2}}}
        """);
    assertThat(said(flags, "links", "apply", links.toString(), "--site=kept", "--prune").lines())
        .containsExactly(
            "kept", "  ~ link hero: expected", "  - link menu", "0 as they are.", "applied 2");
    assertThat(said(flags, "links", "apply", links.toString(), "--site=kept", "--prune"))
        .isEqualToIgnoringNewLines("Nothing to change, 1 as they are.");

    Files.writeString(links, "{\"links\": {\"Hero\": {\"name\": \"Hero\", \"pages\": []}}}");
    var quiet = new Quiet();
    assertThat(
            Polku.run(
                quiet.terminal(),
                Stream.concat(Stream.of("apply", path), Stream.of(flags)).toArray(String[]::new)))
        .isEqualTo(1);
    assertThat(quiet.said())
        .contains("nothing was applied", "links.json: site: none (expected:")
        .contains("links.json: link Hero (expected: 1 to 60 of a-z 0-9 _ -)")
        .contains("links.json: link Hero/pages: ", "links.json: link Hero/link: ");
  }

  @Test
  void theCommandLineMakesSitesAndTellsWhatWasRefused() throws Exception {
    var flags =
        new String[] {"--api=" + stack.addresses().apiUrl(), "--token=" + stack.token().text()};
    var made = said(flags, "site", "add", "cli", "--origin=https://shop.example", "--path=/p/*");
    assertThat(made)
        .contains("origins     https://shop.example")
        .contains("write key   cli")
        .contains("server key  polku_")
        .contains("data-site=\"cli\"></script>");
    assertThat(said(flags, "site", "add", "cli", "--origin=https://www.shop.example"))
        .contains("origins     https://shop.example, https://www.shop.example")
        .contains("server key  as it was");
    assertThat(said(flags, "site", "list"))
        .contains("cli  UTC  https://shop.example, https://www.shop.example");
    assertThat(said(flags, "rejected", "--site=cli")).contains("Nothing was refused.");
    assertThat(said(flags, "query", "overview", "--site=cli")).contains("totals.visitors", "as_of");
    assertThat(said(flags, "query", "overview", "--site=cli", "--csv")).startsWith("list,");
    assertThat(said(flags, "query", "overview", "--site=cli", "--json", "--from=2026-11-01"))
        .contains("\"data_version\"");

    var now = System.currentTimeMillis();
    // Of three events of a page view the second is missing; another is given in seconds.
    var body =
        "{\"site\":\"cli\",\"visitor_id\":\"v\",\"sent_at\":"
            + now
            + ",\"events\":["
            + event(1, now)
            + ","
            + event(3, now)
            + ","
            + event(4, now / 1_000)
            + "]}";
    try (var http = HttpClient.newHttpClient();
        var api = new ApiClient(stack.addresses().apiUrl(), stack.token().text())) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(stack.addresses().ingestUrl() + "/v1/events"))
                  .header("Origin", "https://shop.example")
                  .header("Content-Type", "text/plain")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(202);
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                var quality = api.get("/api/v1/sites/cli/quality");
                assertThat(quality.at("/loss/total/expected").asInt())
                    .as("%s", quality)
                    .isEqualTo(4);
                assertThat(quality.path("lost").asInt()).isEqualTo(1);
                assertThat(quality.at("/loss/total/rejected").asInt()).isEqualTo(1);
                assertThat(quality.at("/log/missing").asLong(-1)).isZero();
              });
    }
    assertThat(said(flags, "rejected", "--site=cli"))
        .contains("1 refused as time_out_of_range, from 20")
        .contains("in seconds instead of milliseconds");
    assertThat(said(flags, "rejected", "--site=cli", "--code=invalid_name"))
        .contains("Nothing was refused.");
    var doctor = new Quiet();
    var _ =
        Polku.run(
            doctor.terminal(),
            "doctor",
            "--site=cli",
            flags[0],
            flags[1],
            "--to=" + stack.addresses().ingestUrl(),
            "--kafka=" + stack.addresses().kafka(),
            "--clickhouse=" + stack.addresses().clickHouseUrl());
    assertThat(doctor.said())
        .contains("site cli: the last event that is stored came at 20")
        .contains("3 received, 1 refused, 2 stored, 0 in flight");
    var stranger = new Quiet();
    assertThat(Polku.run(stranger.terminal(), "rejected", "--site=none", flags[0], flags[1]))
        .isEqualTo(1);
    assertThat(stranger.said()).contains("site: none (expected: one that was made)");
  }

  private static String event(int seq, long time) {
    return "{\"id\":\"e"
        + seq
        + "\",\"name\":\"click\",\"pv\":\"p\",\"seq\":"
        + seq
        + ",\"time\":"
        + time
        + "}";
  }

  private static String said(String[] flags, String... arguments) {
    var quiet = new Quiet();
    var all = Stream.concat(Stream.of(arguments), Stream.of(flags)).toArray(String[]::new);
    assertThat(Polku.run(quiet.terminal(), all)).as("%s", quiet.said()).isZero();
    return quiet.said();
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
