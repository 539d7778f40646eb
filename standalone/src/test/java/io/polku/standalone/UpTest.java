package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.contract.funnel.Subject;
import io.polku.contract.json.Json;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.stack.Addresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} as a process: refusals, an orderly end, and no end at all. */
class UpTest {
  private static final String TOKEN = "a-token-of-the-tests";

  private static final List<String> ASKED_WITHOUT_A_TOKEN =
      List.of(
          "/",
          "/health",
          "/login",
          "/metrics",
          "/polku.js",
          "/v1/schema",
          "/api/v1/openapi.json",
          "/api/v1/sites",
          "/api/v1/sites/shop/overview",
          "/api/v1/sites/shop/live",
          "/api/v1/sites/shop/audit",
          "/api/v1/sites/shop/tokens",
          "/v1/overlay?site=shop&path=/&limit=1",
          "/v1/nowhere",
          "/admin/users",
          "/debug/vars",
          "/actuator/env",
          "/.git/config");

  /** In what visitors and senders say; nowhere else. */
  private static final String MARK = "zzmarkzz";

  private static final String CLIENT = "203.0.113.77";

  private final AtomicLong acknowledged = new AtomicLong();

  @TempDir private Path folder = Path.of("");

  @Test
  void runsBesideAnotherAndRefusesItsDirectoryAndItsPortsAndEndsInOrder() throws Exception {
    var dataDir = folder.resolve("one");
    try (var one = Launcher.up(folder, dataDir, Map.of())) {
      var token = Files.readString(dataDir.resolve("admin-token")).strip();
      assertThat(one.said()).contains("/#token=" + token);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(dataDir.resolve("admin-token"))))
          .isEqualTo("rw-------");
      var addresses = one.addresses(dataDir);
      everyPortIsOfThisMachineAlone(one);
      theStoreTakesNoQueryWithoutItsPassword(one, dataDir);
      withoutATokenNothingIsOpenThatTheDesignDoesNotList(one);

      try (var same =
          Launcher.start(folder, Map.of(), "up", "--data", dataDir.toString(), "--api-port=0")) {
        assertThat(same.exitCode()).isEqualTo(1);
        assertThat(same.said().lines())
            .singleElement()
            .asString()
            .startsWith("polku: data: " + dataDir + " is in use by another stack, process ");
      }
      var taken = Integer.toString(URI.create(addresses.ingestUrl()).getPort());
      try (var clash =
          Launcher.start(
              folder,
              Map.of(
                  "POLKU_INGEST_PORT",
                  taken,
                  "POLKU_API_PORT",
                  "0",
                  "POLKU_KAFKA_PORT",
                  "0",
                  "POLKU_CLICKHOUSE_PORT",
                  "0"),
              "up",
              "--data",
              folder.resolve("two").toString())) {
        assertThat(clash.exitCode()).isEqualTo(1);
        assertThat(clash.said())
            .contains("polku: port " + taken + " is in use")
            .contains("--ingest-port or POLKU_INGEST_PORT");
      }
      try (var two =
          Launcher.up(folder, folder.resolve("two"), Map.of("POLKU_ADMIN_TOKEN", TOKEN))) {
        assertThat(two.said()).doesNotContain(TOKEN);
        assertThat(Polku.run(new Quiet().terminal(), "doctor", "--data", dataDir.toString()))
            .isZero();
        try (var api = new ApiClient(two.addresses(folder.resolve("two")).apiUrl(), TOKEN)) {
          assertThat(api.get("/api/v1/sites").path("sites")).isEmpty();
        }
      }

      var children = one.children();
      one.terminate();
      var _ = one.exitCode();
      assertThat(one.said()).contains("polku: stopping").contains("polku: stopped");
      assertThat(children).hasSize(2).noneMatch(ProcessHandle::isAlive);
      var quiet = new Quiet();
      assertThat(Polku.run(quiet.terminal(), "doctor", "--data", dataDir.toString())).isEqualTo(1);
      assertThat(quiet.said()).contains("no stack runs in");
    }
  }

  private static void everyPortIsOfThisMachineAlone(Launcher up) throws IOException {
    var listening = ListeningSockets.of(up.processes());

    // Intake, API, management, broker twice, store.
    assertThat(listening).hasSizeGreaterThanOrEqualTo(6);
    assertThat(listening)
        .allSatisfy(
            each -> assertThat(each.getAddress().isLoopbackAddress()).as("%s", each).isTrue());
  }

  /** Nor from a page in a browser on this machine, which can send both of these to it. */
  private static void theStoreTakesNoQueryWithoutItsPassword(Launcher up, Path dataDir)
      throws IOException, InterruptedException {
    var file = dataDir.resolve("clickhouse-password");
    var password = Files.readString(file).strip();
    assertThat(password).hasSizeGreaterThan(40);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var url = URI.create(up.addresses(dataDir).clickHouseUrl());
    var query = url + "/?query=SELECT%201";
    try (var http = HttpClient.newHttpClient()) {
      for (var stranger :
          List.of(
              HttpRequest.newBuilder(URI.create(query)),
              HttpRequest.newBuilder(URI.create(query + "&user=default")),
              HttpRequest.newBuilder(URI.create(query)).header("X-ClickHouse-User", "polku"),
              HttpRequest.newBuilder(url)
                  .header("Content-Type", "text/plain")
                  .POST(HttpRequest.BodyPublishers.ofString("CREATE DATABASE stranger")))) {
        var answer = http.send(stranger.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("AUTHENTICATION_FAILED").doesNotContain(password);
      }
      var owner =
          HttpRequest.newBuilder(URI.create(query))
              .headers("X-ClickHouse-User", "polku", "X-ClickHouse-Key", password)
              .build();
      assertThat(http.send(owner, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("1\n");
    }
    assertThat(up.said()).doesNotContain(password);
    assertThat(Files.readString(dataDir.resolve("logs").resolve("polku.log")))
        .doesNotContain(password);
    for (var pid : up.processes()) {
      assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")))
          .doesNotContain(password);
    }
  }

  /** DESIGN.md, section 4. ClickHouse and Kafka are asked too: whoever is on this machine may. */
  private static void withoutATokenNothingIsOpenThatTheDesignDoesNotList(Launcher up)
      throws IOException {
    var open = new TreeSet<String>();
    try (var http = HttpClient.newHttpClient()) {
      for (var socket : ListeningSockets.of(up.processes())) {
        for (var path : ASKED_WITHOUT_A_TOKEN) {
          if (status(http, socket.getPort(), path) == 200) {
            open.add(path);
          }
        }
      }
    }
    assertThat(open)
        .containsExactlyInAnyOrder("/", "/health", "/login", "/metrics", "/polku.js", "/v1/schema");
  }

  private static int status(HttpClient http, int port, String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      // Speaks another language: the broker.
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void countsEverythingOnceThoughAllIsKilledInTheMiddleOfAReplay() throws Exception {
    var data = SimulatedData.write(folder, 11, 14, 400);
    var steps = new String[] {"view_item", "add_to_cart", "purchase"};
    var environment = Map.of("POLKU_ADMIN_TOKEN", TOKEN);
    var dataDir = folder.resolve("data");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        var first = Launcher.up(folder, dataDir, environment)) {
      var addresses = first.addresses(dataDir);
      try (var api = new ApiClient(addresses.apiUrl(), TOKEN)) {
        var site = Site.make(api, addresses.ingestUrl(), "killed");
        site.define("buy", Site.funnel("visitor", "P7D", steps));
        var key = Site.make(api, addresses.ingestUrl(), "counted").key();
        var _ = executor.submit(() -> sendOneByOne(addresses.ingestUrl(), key));
        var replay = executor.submit(() -> site.replay(data.file(), data.mapping()));
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(100))
            .until(
                () ->
                    (replay.isDone() || site.quality().path("stored").asLong() > 2_000)
                        && acknowledged.get() > 0);
        first.kill();
        replay.cancel(true);
      }
      // As a directory that is older than the password.
      Files.delete(dataDir.resolve("clickhouse-password"));
      try (var second = Launcher.up(folder, dataDir, environment)) {
        var again = second.addresses(dataDir);
        theStoreTakesNoQueryWithoutItsPassword(second, dataDir);
        try (var api = new ApiClient(again.apiUrl(), TOKEN)) {
          var site = Site.make(api, again.ingestUrl(), "killed");
          assertThat(site.replay(data.file(), data.mapping()).clean()).isTrue();
          site.awaitStored(data.events());

          acknowledgedAreThere(Site.of(api, again.ingestUrl(), "counted"));
          // Two counts that have nothing in common: Kafka's offsets, and rows.
          var quality = site.quality();
          assertThat(quality.at("/log/missing").asLong(-1)).as("%s", quality).isZero();
          assertThat(quality.path("accepted").asLong()).isGreaterThanOrEqualTo(data.events());
          var totals = site.totals(SimulatedData.FROM, data.to());
          assertThat(totals.path("visitors").asInt()).isEqualTo(data.visitors());
          assertThat(totals.path("sessions").asInt()).isEqualTo(data.sessions());
          var facts = site.report("buy", SimulatedData.FROM, data.to());
          assertThat(facts.path("source").asText()).isEqualTo("facts");
          assertThat(Site.entered(facts))
              .isEqualTo(data.entered(Subject.VISITOR, Duration.ofDays(7), steps));
        }
      }
    }
  }

  @Test
  void countsEverythingOnceThoughKafkaStopsAndAllIsKilledWithAFilledSpool() throws Exception {
    var data = SimulatedData.write(folder, 12, 14, 400);
    var environment = Map.of("POLKU_ADMIN_TOKEN", TOKEN, "POLKU_LOG", "json");
    var dataDir = folder.resolve("data");
    try (var first = Launcher.up(folder, dataDir, environment)) {
      var addresses = first.addresses(dataDir);
      try (var api = new ApiClient(addresses.apiUrl(), TOKEN)) {
        askWithMarks(addresses, Site.make(api, addresses.ingestUrl(), "marked").key());
        var site = Site.make(api, addresses.ingestUrl(), "spooled");
        var halves = data.halves();
        assertThat(site.replay(halves.getFirst(), data.mapping()).clean()).isTrue();
        first.suspendKafka();
        // Every event of the rest is accepted by way of the disk.
        assertThat(site.replay(halves.getLast(), data.mapping()).clean()).isTrue();
        first.kill();
      }
    }
    try (var second = Launcher.up(folder, dataDir, environment);
        var api = new ApiClient(second.addresses(dataDir).apiUrl(), TOKEN)) {
      var site = Site.make(api, second.addresses(dataDir).ingestUrl(), "spooled");
      site.awaitStored(data.events());

      var totals = site.totals(SimulatedData.FROM, data.to());
      assertThat(totals.path("visitors").asInt()).isEqualTo(data.visitors());
      assertThat(totals.path("sessions").asInt()).isEqualTo(data.sessions());
      var quality = site.quality();
      assertThat(quality.path("accepted").asLong()).isEqualTo(data.events());
      assertThat(quality.path("republished").asLong())
          .isEqualTo(quality.path("duplicates").asLong());
    }
    theLogIsJsonAndNamesNobody(dataDir.resolve("logs").resolve("polku.log"));
  }

  /** Whatever a visitor, a sender or an analyst may say, with a mark in it. */
  private static void askWithMarks(Addresses addresses, String key)
      throws IOException, InterruptedException {
    var now = System.currentTimeMillis();
    var events = new ArrayList<String>();
    for (var name : List.of("page_view", MARK, "", "x".repeat(200))) {
      for (var time : List.of(now, now - Duration.ofDays(3).toMillis(), now / 1_000)) {
        events.add(marked(events.size(), name, time));
      }
    }
    var body = "{\"site\":\"marked\",\"events\":[" + String.join(",", events) + "]}";
    var collect = addresses.ingestUrl() + "/v1/events";
    var api = addresses.apiUrl() + "/api/v1/sites/marked";
    try (var http = HttpClient.newHttpClient()) {
      assertThat(ask(http, collect, key, body)).isEqualTo(202);
      assertThat(ask(http, api + "/visitors/" + MARK, TOKEN, "")).isBetween(200, 404);
      assertThat(
              List.of(
                  ask(http, collect, MARK, body),
                  ask(http, collect, key, MARK + body),
                  ask(http, addresses.ingestUrl() + "/v1/track", key, body),
                  ask(http, addresses.ingestUrl() + "/" + MARK, key, body),
                  ask(http, api + "/visitors/" + MARK, MARK, ""),
                  ask(http, api + "/overview?from=" + MARK + "&to=" + MARK, TOKEN, ""),
                  ask(http, api + "/funnels/report", TOKEN, "{\"" + MARK + "\":1}")))
          .allSatisfy(status -> assertThat(status).isBetween(400, 499));
    }
  }

  private static String marked(int number, String name, long time) {
    return """
        {"id": "%1$s-id-%2$d", "name": "%3$s", "time": %4$d, "visitor_id": "%1$s", "user_id": "%1$s",
         "url": "https://shop.example/%1$s?q=%1$s", "title": "%1$s", "props": {"%1$s": "%1$s"}}
        """
        .formatted(MARK, number, name, time);
  }

  private static int ask(HttpClient http, String url, String token, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("User-Agent", MARK)
            .header("Referer", "https://shop.example/" + MARK)
            .header("X-Forwarded-For", CLIENT);
    var answer =
        http.send(
            body.isEmpty()
                ? request.build()
                : request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode();
  }

  private static void theLogIsJsonAndNamesNobody(Path log) throws IOException {
    var lines = Files.readAllLines(log);
    assertThat(lines).isNotEmpty();
    for (var line : lines) {
      var json = Json.mapper().readTree(line);
      assertThat(json.path("timestamp").isIntegralNumber()).as(line).isTrue();
      assertThat(json.path("level").asText()).as(line).isIn("INFO", "WARN", "ERROR");
      assertThat(json.path("loggerName").asText()).as(line).isNotBlank();
      assertThat(json.has("formattedMessage")).as(line).isTrue();
    }
    assertThat(String.join("\n", lines))
        .contains("records wait for Kafka")
        .doesNotContain(MARK)
        .doesNotContain(CLIENT)
        .doesNotContain(TOKEN);
  }

  /** Sends until the intake is gone, and counts what it said yes to. */
  private void sendOneByOne(String ingestUrl, String key) {
    try (var http = HttpClient.newHttpClient()) {
      for (var i = 0; ; i++) {
        var body =
            "{\"site\":\"counted\",\"events\":[{\"id\":\"c"
                + i
                + "\",\"visitor_id\":\"v"
                + i % 7
                + "\",\"name\":\"page_view\",\"time\":"
                + System.currentTimeMillis()
                + "}]}";
        var answer =
            http.send(
                HttpRequest.newBuilder(URI.create(ingestUrl + "/v1/events"))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 202) {
          acknowledged.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // Killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All that was answered 202, and at most the one on whose answer the sender waited. */
  private void acknowledgedAreThere(Site counted) throws InterruptedException {
    var own = acknowledged.get();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(counted.quality().path("in_flight").asLong()).isZero());
    var quality = counted.quality();
    assertThat(quality.path("accepted").asLong()).as("%s", quality).isBetween(own, own + 1);
    assertThat(quality.path("stored").asLong()).isEqualTo(quality.path("accepted").asLong());
  }

  @Test
  void refusesARoleThatThereIsNot() {
    var quiet = new Quiet();

    assertThat(Polku.run(quiet.terminal(), "serve", "everything")).isEqualTo(1);
    assertThat(quiet.said())
        .isEqualToIgnoringNewLines(
            "polku: role: everything (expected one of: all, sink, history, streams, query, ingest)");
  }

  @Test
  void tellsWhatIsWrongWhereNothingRuns() {
    var quiet = new Quiet();

    var code =
        Polku.run(
            quiet.terminal(),
            "doctor",
            "--to=http://127.0.0.1:1",
            "--api=http://127.0.0.1:1",
            "--kafka=127.0.0.1:1",
            "--clickhouse=http://127.0.0.1:1");

    assertThat(code).isEqualTo(1);
    assertThat(quiet.said())
        .contains("WRONG ingest", "WRONG query API", "WRONG Kafka", "WRONG ClickHouse")
        .contains("start it with ./polku up");
  }
}
