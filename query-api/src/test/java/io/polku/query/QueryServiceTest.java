package io.polku.query;

import static io.polku.query.RunningApi.PATIENCE;
import static io.polku.query.RunningApi.TOKEN;
import static io.polku.query.RunningApi.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.contract.Topics;
import io.polku.contract.change.Change;
import io.polku.contract.json.Json;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service over HTTP, on a real Kafka and a real ClickHouse. */
class QueryServiceTest {
  private static final String FUNNEL =
      """
      {"name":"Buy","window":"PT1H",
       "steps":[{"name":"Product","match":[{"event":"view_item"}]},
                {"name":"Cart","match":[{"event":"add_to_cart"}]}]}
      """;

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.start(KAFKA, CLICKHOUSE);
  }

  @AfterAll
  static void stop() {
    if (api != null) {
      api.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/sites",
        "GET /api/v1/openapi.json",
        "PUT /api/v1/sites/NOT A SITE",
        "POST /api/v1/sites/shop/funnels/report",
        "DELETE /api/v1/nowhere",
        "GET /api/nowhere",
        "GET /metrics",
        "POST /",
        "PUT /login",
      })
  void withoutTheTokenNothingIsRoutedOrJudged(String what) {
    var parts = what.split(" ", 2);
    for (var header : List.of("", "Bearer wrong", "Basic " + TOKEN, TOKEN)) {
      var reply = api.send(parts[0], parts[1].replace(" ", "%20"), "{", header, Map.of());
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("www-authenticate")).isEqualTo("Bearer");
      assertThat(reply.json().path("code").asText()).isEqualTo("unauthorized");
    }
  }

  @Test
  void nothingOfTheDescriptionIsOpenWithoutAToken() {
    for (var each : api.operations("shop")) {
      var parts = each.split(" ", 2);
      for (var header : List.of("", "Bearer wrong")) {
        var reply = api.send(parts[0], parts[1], "", header, Map.of());
        assertThat(reply.status()).as(each).isEqualTo(401);
      }
    }
  }

  @Test
  void healthAndTheUiAreOpen() {
    assertThat(api.send("GET", "/health", "", "", Map.of()).json().path("ready").asBoolean())
        .isTrue();
    for (var place : List.of("/", "/login", "/index.html")) {
      var page = api.send("GET", place, "", "", Map.of());
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains("Test UI");
      assertThat(page.header("cache-control")).isEqualTo("no-cache");
      assertThat(page.header("content-security-policy"))
          .contains("script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    }
    assertThat(api.send("GET", "/deeper/place", "", "", Map.of()).status()).isEqualTo(401);
    var script = api.send("GET", "/assets/app-1a2b3c.js", "", "", Map.of());
    assertThat(script.header("cache-control")).contains("immutable");
    assertThat(script.header("content-type")).startsWith("text/javascript");
    assertThat(api.send("GET", "/assets/none.js", "", "", Map.of()).status()).isEqualTo(401);
    assertThat(api.send("GET", "/..%2f..%2flogback-test.xml", "", "", Map.of()).status())
        .isIn(400, 401);
  }

  @Test
  void metricsAreOnTheManagementPort() {
    api.get("/api/v1/sites");
    assertThat(api.metrics())
        .contains("polku_query_request_seconds_count", "polku_query_requests_total{");
  }

  @Test
  void aSiteIsMadeChangedAndGetsANewKey() {
    var made =
        api.put(
            "/api/v1/sites/lifecycle",
            "{\"origins\":[\"https://Shop.example:443/\",\"*\"],\"time_zone\":\"Europe/Helsinki\"}");
    assertThat(made.status()).isEqualTo(201);
    api.fits("Site", made);
    assertThat(made.json().path("origins").get(0).asText()).isEqualTo("https://shop.example");
    assertThat(made.json().path("gap").asText()).isEqualTo("PT30M");
    assertThat(made.json().path("grace").asText()).isEqualTo("P1D");
    var key = made.json().path("server_key").asText();
    assertThat(key).startsWith("polku_");

    var changed = api.put("/api/v1/sites/lifecycle", "{\"gap\":\"PT15M\"}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().has("server_key")).isFalse();
    assertThat(changed.json().path("origins").size()).isEqualTo(2);
    assertThat(api.get("/api/v1/sites/lifecycle").json().path("gap").asText()).isEqualTo("PT15M");
    var enriched =
        api.put(
            "/api/v1/sites/lifecycle",
            "{\"path_patterns\":[\"/p/*\",\"/blog/**\"],\"ignored_referrers\":[\"Pay.example\"]}");
    api.fits("Site", enriched);
    var kept = api.put("/api/v1/sites/lifecycle", "{\"gap\":\"PT20M\"}").json();
    assertThat(kept.path("path_patterns").get(1).asText()).isEqualTo("/blog/**");
    assertThat(kept.path("ignored_referrers").get(0).asText()).isEqualTo("pay.example");

    var rotated = api.put("/api/v1/sites/lifecycle?rotate=true", "{}");
    assertThat(rotated.json().path("server_key").asText()).startsWith("polku_").isNotEqualTo(key);

    var moved = api.put("/api/v1/sites/lifecycle", "{\"time_zone\":\"Asia/Tokyo\"}");
    assertThat(moved.status()).isEqualTo(409);
    assertThat(moved.json().path("code").asText()).isEqualTo("time_zone_fixed");
    api.fits("SiteList", api.get("/api/v1/sites"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"gap\":\"PT0S\"}|/gap",
        "{\"gap\":\"P2D\"}|/gap",
        "{\"gap\":30}|/gap",
        "{\"grace\":\"P8D\"}|/grace",
        "{\"time_zone\":\"+02:00\"}|/time_zone",
        "{\"time_zone\":\"Mars/Olympus\"}|/time_zone",
        "{\"origins\":\"*\"}|/origins",
        "{\"origins\":[\"shop.example\"]}|/origins/0",
        "{\"origins\":[\"https://shop.example/path\"]}|/origins/0",
        "{\"orgins\":[]}|/orgins",
        "{\"path_patterns\":[\"\"]}|/path_patterns",
        "{\"path_patterns\":\"/p/*\"}|/path_patterns",
        "{\"ignored_referrers\":[\"https://pay.example\"]}|/ignored_referrers",
      })
  void siteSettingsThatCannotBeUsedAreRefused(String body, String pointer) {
    var reply = api.put("/api/v1/sites/refused", body);
    api.problem(reply, 422, "site_refused");
    assertThat(reply.json().path("problems").get(0).path("pointer").asText()).isEqualTo(pointer);
    assertThat(api.get("/api/v1/sites/refused").status()).isEqualTo(404);
  }

  @Test
  void aFunnelGetsANewVersionOnlyWhenItReallyChanges() {
    api.put("/api/v1/sites/versions", "{}");
    var path = "/api/v1/sites/versions/funnels/buy";
    var first = api.put(path, FUNNEL);
    assertThat(first.status()).isEqualTo(201);
    api.fits("Funnel", first);
    assertThat(first.json().path("version").asInt()).isEqualTo(1);
    assertThat(first.json().path("facts_complete").asBoolean()).isFalse();

    var same = api.put(path, FUNNEL.replace("PT1H", "PT60M"));
    assertThat(same.status()).isEqualTo(200);
    assertThat(same.json().path("version").asInt()).isEqualTo(1);

    var second = api.put(path, FUNNEL.replace("PT1H", "PT2H"));
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.json().path("version").asInt()).isEqualTo(2);
    assertThat(api.get(path).json()).isEqualTo(second.json());
    api.fits("FunnelList", api.get("/api/v1/sites/versions/funnels"));
    assertThat(api.get(path + "/report?version=1").json().path("funnel").path("version").asInt())
        .isEqualTo(1);
    api.problem(api.get(path + "/report?version=3"), 404, "version_unknown");

    assertThat(api.send("DELETE", path, "", "Bearer " + TOKEN, Map.of()).status()).isEqualTo(204);
    api.problem(api.get(path), 404, "funnel_unknown");
    api.problem(api.get(path + "/report"), 404, "funnel_unknown");
    assertThat(api.put(path, FUNNEL).json().path("version").asInt()).isEqualTo(3);
  }

  @Test
  void aReportIsATableForSpreadsheetsWithATagOfItsOwn() {
    api.put("/api/v1/sites/table", "{}");
    store("table", "ann", "view_item", "2025-03-01T10:00:00Z");
    api.put("/api/v1/sites/table/funnels/buy", FUNNEL);
    var path = "/api/v1/sites/table/funnels/buy/report?from=2025-03-01&to=2025-03-08";

    var table =
        await()
            .atMost(PATIENCE)
            .until(
                () -> api.get(path + "&format=csv"),
                reply -> !api.get(path).json().path("losses").isNull());

    assertThat(table.status()).isEqualTo(200);
    assertThat(table.header("content-type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(table.header("content-disposition"))
        .isEqualTo("attachment; filename=\"table-funnels-buy-report-2025-03-01-2025-03-08.csv\"");
    assertThat(table.body().lines().findFirst().orElse(""))
        .startsWith("list,")
        .contains(",entered,");
    assertThat(table.body().lines().filter(line -> line.startsWith("steps,")).count()).isEqualTo(2);
    var etag = api.get(path + "&format=csv").header("etag");
    var polled =
        api.send(
            "GET",
            path,
            "",
            "Bearer " + TOKEN,
            Map.of("accept", "text/csv", "if-none-match", etag));
    assertThat(polled.status()).isEqualTo(304);
    assertThat(polled.header("etag")).isEqualTo(etag).endsWith("-csv\"");
    assertThat(api.send("GET", path, "", "Bearer " + TOKEN, Map.of("if-none-match", etag)).status())
        .as("a tag of the table is not one of the JSON")
        .isEqualTo(200);
    api.problem(api.get(path + "&format=xml"), 422, "parameter_refused");
    api.problem(
        api.get("/api/v1/sites/table/funnels/none/report?format=csv"), 404, "funnel_unknown");
  }

  @Test
  void pollsAreAnsweredWithoutAskingAgainWhileNothingIsStored() {
    api.put("/api/v1/sites/polled", "{}");
    store("polled", "ann", "view_item", "2025-03-01T10:00:00Z");
    var path = "/api/v1/sites/polled/overview?from=2025-03-01&to=2025-03-08";
    var etag = api.get(path).header("etag");
    var made = answers("made");

    for (var i = 0; i < 50; i++) {
      assertThat(
              api.send("GET", path, "", "Bearer " + TOKEN, Map.of("if-none-match", etag)).status())
          .isEqualTo(304);
    }
    assertThat(answers("made")).isEqualTo(made);

    store("polled", "bob", "view_item", "2025-03-02T10:00:00Z");
    await()
        .atMost(PATIENCE)
        .until(() -> api.get(path).json().path("totals").path("visitors").asInt() == 2);
    assertThat(answers("made")).isGreaterThan(made);
  }

  @Test
  void anAnswerIsCompressedForThoseWhoTakeItThat() {
    var path = "/api/v1/openapi.json";
    var plain = api.get(path);
    assertThat(plain.header("content-encoding")).isEmpty();
    var packed =
        api.send("GET", path, "", "Bearer " + TOKEN, Map.of("accept-encoding", "gzip, br"));
    assertThat(packed.header("content-encoding")).isEqualTo("gzip");
    assertThat(packed.body().length()).isLessThan(plain.body().length() / 4);
  }

  private static double answers(String how) {
    return api.metrics()
        .lines()
        .filter(line -> line.startsWith("polku_query_answers_total{how=\"" + how + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aReportHasTheShapeOfTheDescriptionAndAnswers304WhileNothingChanges() {
    api.put("/api/v1/sites/report", "{\"time_zone\":\"Europe/Helsinki\"}");
    store("report", "ann", "view_item", "2025-03-01T10:00:00Z");
    store("report", "ann", "add_to_cart", "2025-03-01T10:02:00Z");
    store("report", "bob", "view_item", "2025-03-02T22:30:00Z");
    api.put("/api/v1/sites/report/funnels/buy", FUNNEL);
    var path =
        "/api/v1/sites/report/funnels/buy/report?from=2025-03-01&to=2025-03-08"
            + "&interval=day&breakdown=device";

    // A report does not wait long for what was lost; it is another answer once that is known.
    var report =
        await().atMost(PATIENCE).until(() -> api.get(path), r -> !r.json().path("losses").isNull());

    assertThat(report.status()).isEqualTo(200);
    api.fits("FunnelReport", report);
    var json = report.json();
    assertThat(json.path("source").asText()).isEqualTo("adhoc");
    assertThat(json.path("from").asText()).isEqualTo("2025-02-28T22:00:00Z");
    var steps = json.path("steps");
    assertThat(steps.get(0).path("entered").asInt()).isEqualTo(2);
    assertThat(steps.get(0).path("converted").asInt()).isEqualTo(1);
    assertThat(steps.get(0).path("dropped").asInt()).isEqualTo(1);
    assertThat(steps.get(1).path("median_seconds").asDouble()).isEqualTo(120);
    assertThat(json.path("series").size()).isEqualTo(7);
    assertThat(json.path("series").get(2).path("steps").get(0).path("entered").asInt())
        .as("half past midnight there")
        .isEqualTo(1);
    assertThat(json.path("breakdown").get(0).path("value").asText()).isEqualTo("mobile");

    var etag = report.header("etag");
    assertThat(api.send("GET", path, "", "Bearer " + TOKEN, Map.of("if-none-match", etag)).status())
        .isEqualTo(304);
    store("report", "cleo", "view_item", "2025-03-03T10:00:00Z");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                api.send("GET", path, "", "Bearer " + TOKEN, Map.of("if-none-match", etag)).status()
                    == 200);

    var adHoc =
        api.send(
            "POST",
            "/api/v1/sites/report/funnels/report",
            "{\"funnel\":"
                + FUNNEL
                + ",\"from\":\"2025-03-01\",\"to\":\"2025-03-08T00:00:00+02:00\","
                + "\"interval\":\"week\",\"breakdown\":\"prop:colour\"}",
            "Bearer " + TOKEN,
            Map.of());
    api.fits("FunnelReport", adHoc);
    assertThat(adHoc.json().path("funnel").path("id").isNull()).isTrue();
    assertThat(adHoc.json().path("steps").get(0).path("entered").asInt()).isEqualTo(3);
    assertThat(adHoc.json().path("to").asText()).isEqualTo("2025-03-07T22:00:00Z");
  }

  @Test
  void aReportIsFilteredComparedTimedAndValued() {
    api.put("/api/v1/sites/bench", "{}");
    store("bench", "ann", "view_item", "2025-03-08T10:00:00Z");
    store("bench", "ann", "add_to_cart", "2025-03-08T10:02:00Z");
    store("bench", "ann", "purchase", "2025-03-08T10:03:00Z");
    store("bench", "bob", "view_item", "2025-03-09T10:00:00Z");
    store("bench", "cleo", "view_item", "2025-03-02T10:00:00Z");
    var path = "/api/v1/sites/bench/funnels/buy";
    var buy =
        """
        {"window":"PT1H","steps":[{"match":[{"event":"view_item"}]},
          {"match":[{"event":"add_to_cart"}]},{"match":[{"event":"purchase"}]}]}
        """;
    assertThat(api.put(path, buy).status()).isEqualTo(201);
    var range = "?from=2025-03-08&to=2025-03-15";
    var mobile = encoded("[{\"by\":\"device\",\"op\":\"eq\",\"value\":\"mobile\"}]");
    var tablet = encoded("[{\"by\":\"device\",\"op\":\"eq\",\"value\":\"tablet\"}]");

    var report =
        api.get(
            path + "/report" + range + "&compare=previous&breakdown=visitor_type&filter=" + mobile);

    api.fits("FunnelReport", report);
    var json = report.json();
    assertThat(json.at("/steps/0/entered").asInt()).isEqualTo(2);
    assertThat(json.at("/breakdown_scope").asText()).isEqualTo("entry");
    assertThat(json.at("/breakdown/0/value").asText()).as("no session is stored").isEmpty();
    assertThat(json.at("/filter/0/by").asText()).isEqualTo("device");
    assertThat(json.at("/compared/from").asText()).isEqualTo("2025-03-01T00:00:00Z");
    assertThat(json.at("/compared/to").asText()).isEqualTo("2025-03-08T00:00:00Z");
    assertThat(json.at("/compared/steps/0/entered").asInt()).isEqualTo(1);
    assertThat(json.at("/compared/differences/1/rate_first/difference").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/compared/differences/1/rate_first/enough").asBoolean()).isFalse();
    assertThat(json.at("/compared/incomplete").size()).isEqualTo(1);
    assertThat(json.at("/compared/incomplete/0").asText()).isEqualTo("compared_before_first_event");
    assertThat(
            api.get(path + "/report" + range + "&filter=" + tablet)
                .json()
                .at("/steps/0/entered")
                .asInt())
        .isZero();
    api.problem(api.get(path + "/report" + range + "&compare=before"), 422, "parameter_refused");
    api.problem(api.get(path + "/report" + range + "&breakdown=colour"), 422, "parameter_refused");
    var faulty =
        api.get(path + "/report" + range + "&filter=" + encoded("[{\"by\":\"x\",\"op\":\"is\"}]"));
    api.problem(faulty, 422, "filter_refused");
    assertThat(faulty.json().at("/problems/0/pointer").asText()).isEqualTo("/filter/0/by");
    assertThat(faulty.json().at("/problems/1/pointer").asText()).isEqualTo("/filter/0/op");
    api.problem(
        api.get(path + "/report" + range + "&filter=" + encoded("[{")), 422, "filter_refused");

    var timing = api.get(path + "/timing" + range);
    api.fits("FunnelTiming", timing);
    assertThat(timing.json().at("/steps/1/from_previous/median").asDouble()).isEqualTo(120);
    assertThat(timing.json().at("/steps/2/from_first/n").asInt()).isEqualTo(1);
    var value = api.get(path + "/value" + range);
    api.fits("FunnelValue", value);
    assertThat(value.json().at("/revenue/0/amount").asDouble()).isEqualTo(12.5);
    assertThat(value.json().at("/steps/0/at_risk_unknown").asInt()).isEqualTo(1);
    for (var what : List.of("timing", "value")) {
      var stored = api.get(path + "/" + what + range).json();
      var adHoc =
          api.post(
              "/api/v1/sites/bench/funnels/" + what,
              "{\"funnel\":"
                  + buy
                  + ",\"from\":\"2025-03-08\",\"to\":\"2025-03-15\",\"filter\":[]}");
      assertThat(adHoc.json().path("steps")).isNotEmpty();
      assertThat(adHoc.json().path("steps").get(0).path("entered"))
          .isEqualTo(stored.path("steps").get(0).path("entered"));
    }
  }

  @Test
  void segmentsAreSavedUsedAndDeleted() {
    api.put("/api/v1/sites/segments", "{}");
    store("segments", "ann", "view_item", "2025-03-01T10:00:00Z");
    api.put("/api/v1/sites/segments/funnels/buy", FUNNEL);
    var path = "/api/v1/sites/segments/segments/tablets";
    var body =
        "{\"name\":\"Tablets\",\"filter\":[{\"by\":\"device\",\"op\":\"in\",\"value\":[\"tablet\"]}]}";
    var report = "/api/v1/sites/segments/funnels/buy/report?from=2025-03-01&to=2025-03-02";

    api.problem(api.get(report + "&segment=tablets"), 404, "segment_unknown");
    assertThat(api.put(path, body).status()).isEqualTo(201);
    assertThat(api.put(path, body).status()).isEqualTo(200);
    api.fits("Segment", api.get(path));
    api.fits("SegmentList", api.get("/api/v1/sites/segments/segments"));
    assertThat(api.get(path).json().at("/filter/0/value/0").asText()).isEqualTo("tablet");
    assertThat(api.get(report).json().at("/steps/0/entered").asInt()).isEqualTo(1);
    assertThat(api.get(report + "&segment=tablets").json().at("/steps/0/entered").asInt()).isZero();
    assertThat(api.put(path, body.replace("tablet\"]", "mobile\"]")).status()).isEqualTo(200);
    assertThat(api.get(report + "&segment=tablets").json().at("/steps/0/entered").asInt()).isOne();
    api.put("/api/v1/sites/foreign-segments", "{}");
    api.problem(api.get("/api/v1/sites/foreign-segments/segments/tablets"), 404, "segment_unknown");

    assertThat(api.send("DELETE", path, "", "Bearer " + TOKEN, Map.of()).status()).isEqualTo(204);
    api.problem(api.get(path), 404, "segment_unknown");
    assertThat(api.get("/api/v1/sites/segments/segments").json().path("segments")).isEmpty();
  }

  @Test
  void oneSitesFiguresHoldNothingOfAnother() {
    api.put("/api/v1/sites/mine", "{}");
    api.put("/api/v1/sites/theirs", "{}");
    store("theirs", "ann", "view_item", "2025-03-01T10:00:00Z");
    api.put("/api/v1/sites/mine/funnels/buy", FUNNEL);
    var range = "?from=2025-01-01&to=2025-12-01";
    assertThat(api.get("/api/v1/sites/mine/overview" + range).json().at("/totals/events").asInt())
        .isZero();
    assertThat(
            api.get("/api/v1/sites/mine/funnels/buy/report" + range)
                .json()
                .at("/steps/0/entered")
                .asInt())
        .isZero();
    assertThat(api.get("/api/v1/sites/mine/quality").json().path("stored").asInt()).isZero();
    api.problem(api.get("/api/v1/sites/theirs/funnels/buy"), 404, "funnel_unknown");
  }

  @Test
  void anOverviewCountsTheRange() {
    api.put("/api/v1/sites/overview", "{}");
    store("overview", "ann", "page_view", "2025-03-01T10:00:00Z");
    store("overview", "ann", "purchase", "2025-03-01T10:05:00Z");
    store("overview", "bob", "page_view", "2025-03-01T11:00:00Z");
    CLICKHOUSE.execute(
        "INSERT INTO sessions (site, visitor_id, session_start, session_end, events, page_views,"
            + " purchases, entry_path, exit_path, ver) VALUES"
            + " ('overview', 'ann', '2025-03-01 10:00:00', '2025-03-01 10:05:00', 2, 1, 1, '/a',"
            + " '/b', 2), ('overview', 'bob', '2025-03-01 11:00:00', '2025-03-01 11:00:00', 1, 1,"
            + " 0, '/a', '/a', 1)");

    var overview =
        api.get("/api/v1/sites/overview/overview?from=2025-03-01&to=2025-03-02&interval=hour");

    api.fits("Overview", overview);
    var totals = overview.json().path("totals");
    assertThat(totals.path("visitors").asInt()).isEqualTo(2);
    assertThat(totals.path("sessions").asInt()).isEqualTo(2);
    assertThat(totals.path("events").asInt()).isEqualTo(3);
    assertThat(totals.path("page_views").asInt()).isEqualTo(2);
    assertThat(totals.path("bounce_rate").asDouble()).isEqualTo(0.5);
    assertThat(totals.path("conversion_rate").asDouble()).isEqualTo(0.5);
    assertThat(totals.path("revenue").asDouble()).isEqualTo(12.5);
    assertThat(overview.json().path("series").size()).isEqualTo(24);
    assertThat(overview.json().at("/series/10/figures/visitors").asInt()).isEqualTo(1);
    assertThat(overview.json().at("/entry_pages/0/sessions").asInt()).isEqualTo(2);
    assertThat(overview.json().at("/first_event_at").asText()).isEqualTo("2025-03-01T10:00:00Z");
    assertThat(overview.json().at("/revenue_by_currency/0/currency").asText()).isEqualTo("EUR");
  }

  @Test
  void pathsHaveTheShapeOfTheDescription() {
    api.put("/api/v1/sites/paths", "{}");
    api.put("/api/v1/sites/paths/funnels/buy", FUNNEL);
    store("paths", "ann", "page_view", "2025-03-01T10:00:00Z");
    store("paths", "ann", "view_item", "2025-03-01T10:01:00Z");
    store("paths", "ann", "add_to_cart", "2025-03-01T10:05:00Z");
    CLICKHOUSE.execute(
        "INSERT INTO sessions (site, visitor_id, session_start, session_end, events, ver) VALUES"
            + " ('paths', 'ann', '2025-03-01 10:00:00', '2025-03-01 10:05:00', 3, 1)");
    var range = "from=2025-03-01&to=2025-03-02";
    for (var points :
        List.of("", "start=page:/a", "end=step:buy/2", "start=step:buy/1&end=event:add_to_cart")) {
      var paths = api.get("/api/v1/sites/paths/paths?by=event&" + range + "&" + points);
      api.fits("PathReport", paths);
      assertThat(paths.json().path("total").asInt()).as(points).isEqualTo(1);
      assertThat(api.get("/api/v1/sites/mine/paths?" + range).json().path("total").asInt(0))
          .isZero();
    }
    var notKnown = encoded("[{\"by\":\"device\",\"op\":\"eq\",\"value\":\"\"}]");
    var tablet = encoded("[{\"by\":\"device\",\"op\":\"eq\",\"value\":\"tablet\"}]");
    for (var route : List.of("paths?", "paths?start=step:buy/1&", "overview?", "channels?")) {
      var all = api.get("/api/v1/sites/paths/" + route + range).json();
      var none = api.get("/api/v1/sites/paths/" + route + range + "&filter=" + tablet).json();
      var pointer = route.startsWith("paths") ? "/total" : "/total%s/sessions";
      var total = pointer.formatted(route.startsWith("overview") ? "s" : "");
      assertThat(all.at(total).asInt()).as(route).isEqualTo(1);
      assertThat(none.at(total).asInt(-1)).as(route).isZero();
      if (!route.contains("step")) {
        var kept = api.get("/api/v1/sites/paths/" + route + range + "&filter=" + notKnown).json();
        assertThat(kept.at(total).asInt()).as(route).isEqualTo(1);
      }
    }
    api.problem(api.get("/api/v1/sites/paths/paths?start=step:buy/3"), 422, "parameter_refused");
    var transitions = api.get("/api/v1/sites/paths/transitions?by=event&" + range);
    api.fits("TransitionReport", transitions);
    assertThat(transitions.json().path("total").asInt()).isEqualTo(2);
  }

  @Test
  void whatLiesInTheLogIsInFlightUntilItIsStored() {
    api.put("/api/v1/sites/flight", "{}");
    api.put("/api/v1/sites/other", "{}");
    var before =
        Instant.parse(api.get("/api/v1/sites/flight/quality").json().path("as_of").asText());
    var partitions = new HashMap<TopicPartition, Long>();
    try (var producer = producer()) {
      for (var i = 0; i < 5; i++) {
        var event =
            EventBuilder.event("page_view")
                .site(i < 3 ? "flight" : "other")
                .visitor("v" + i)
                .at(Instant.now().toEpochMilli())
                .build();
        var sent =
            producer.send(new ProducerRecord<>(Topics.EVENTS, event.key().toBytes(), bytes(event)));
        var metadata = assertDone(sent);
        partitions.merge(
            new TopicPartition(Topics.EVENTS, metadata.partition()),
            metadata.offset() + 1,
            Math::max);
      }
    }

    var quality = api.get("/api/v1/sites/flight/quality?from=1970-01-01T00:00:00Z");

    api.problem(quality, 422, "parameter_refused");
    api.problem(api.get("/api/v1/sites/flight/rejected?limit=0"), 422, "parameter_refused");
    api.fits("RejectedList", api.get("/api/v1/sites/flight/rejected"));
    var open = api.get("/api/v1/sites/flight/quality");
    api.fits("Quality", open);
    assertThat(open.json().path("in_flight").asInt()).isEqualTo(3);
    assertThat(open.json().path("in_flight_exact").asBoolean()).isTrue();
    assertThat(open.json().path("received").asInt()).isEqualTo(3);
    assertThat(open.json().path("lost").asInt(-1)).isZero();
    // Whatever other sites have in the log.
    assertThat(open.json().at("/log/appended").asInt()).isGreaterThanOrEqualTo(5);
    // The lag holds as_of back.
    var during = Instant.parse(open.json().path("as_of").asText());
    assertThat(during).isBeforeOrEqualTo(Instant.now());

    try (var admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
      var streams = new HashMap<TopicPartition, OffsetAndMetadata>();
      partitions.forEach((partition, end) -> streams.put(partition, new OffsetAndMetadata(end)));
      sendChanges();
      assertDone(admin.alterConsumerGroupOffsets("polku-streams", streams).all());
      var moved = api.get("/api/v1/sites/flight/quality").json();
      assertThat(moved.path("in_flight").asInt()).isEqualTo(2);
      assertThat(moved.path("republished").asInt()).isEqualTo(1);
      assertThat(moved.path("accepted").asInt()).isEqualTo(1);
      assertDone(
          admin
              .alterConsumerGroupOffsets(
                  "polku-sink",
                  Map.of(new TopicPartition(Topics.CHANGES, 0), new OffsetAndMetadata(2)))
              .all());
    }
    var landed = api.get("/api/v1/sites/flight/quality");
    assertThat(landed.json().path("in_flight").asInt()).isZero();
    assertThat(
            api.send(
                    "GET",
                    "/api/v1/sites/flight/quality",
                    "",
                    "Bearer " + TOKEN,
                    Map.of("If-None-Match", landed.header("etag")))
                .status())
        .isEqualTo(304);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Instant.parse(api.get("/api/v1/sites/flight/quality").json().path("as_of").asText())
                    .isAfter(before.plusMillis(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/api/v1/nowhere||404|not_found",
        "GET|/api/v1/sites/none||404|site_unknown",
        "PATCH|/api/v1/sites/mistakes||405|method_not_allowed",
        "GET|/api/v1/sites/mistakes/overview?interval=minute||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/overview?interval=hour&from=2020-01-01||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/overview?from=yesterday||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/overview?from=2025-02-01&to=2025-01-01||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/overview?filtre=x||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/overview?filter=x||422|filter_refused",
        "GET|/api/v1/sites/mistakes/channels?segment=none||404|segment_unknown",
        "GET|/api/v1/sites/mistakes/paths?start=cart||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/paths?start=page:||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/paths?end=step:buy/0||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/paths?end=step:none/1||404|funnel_unknown",
        "GET|/api/v1/sites/mistakes/paths?start=step:a/1&end=step:a/2||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/paths?depth=9||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/paths?by=host||422|parameter_refused",
        "GET|/api/v1/sites/mistakes/transitions?limit=1001||422|parameter_refused",
        "PUT|/api/v1/sites/mistakes/funnels/report|{}|422|funnel_refused",
        "PUT|/api/v1/sites/mistakes/funnels/a|{\"steps\":|400|malformed_json",
        "PUT|/api/v1/sites/mistakes/funnels/a|{} {}|400|malformed_json",
        "PUT|/api/v1/sites/mistakes/funnels/a|1E3726400000|400|malformed_json",
        "PUT|/api/v1/sites/mistakes/funnels/a|{\"order\":\"any\"}|422|funnel_refused",
        "POST|/api/v1/sites/mistakes/funnels/report|{}|422|funnel_refused",
        "POST|/api/v1/sites/mistakes/funnels/report|{\"funel\":{}}|422|report_refused",
        "POST|/api/v1/sites/mistakes/funnels/report|{\"from\":1}|422|report_refused",
        "POST|/api/v1/sites/mistakes/funnels/value|{\"interval\":\"day\"}|422|report_refused",
        "GET|/api/v1/sites/mistakes/segments/none||404|segment_unknown",
        "PUT|/api/v1/sites/mistakes/segments/A|{}|422|segment_refused",
        "PUT|/api/v1/sites/mistakes/segments/a|{\"filter\":[]}|422|segment_refused",
        "PUT|/api/v1/sites/mistakes/segments/a|{\"name\":\"A\",\"filter\":{}}|422|filter_refused",
        "PUT|/api/v1/sites/mistakes/segments/a|{\"name\":\"A\",\"filters\":[]}|422|segment_refused",
      })
  void mistakesAreToldApart(String method, String path, String body, int status, String code) {
    api.put("/api/v1/sites/mistakes", "{}");
    api.problem(
        api.send(method, path, body == null ? "" : body, "Bearer " + TOKEN, Map.of()),
        status,
        code);
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    api.problem(api.put("/api/v1/sites/long", "\"" + "x".repeat(70_000) + "\""), 413, "too_large");
  }

  @Test
  void everyOperationOfTheDescriptionIsThere() {
    api.put("/api/v1/sites/described", "{}");
    api.put("/api/v1/sites/described/funnels/f", FUNNEL);
    for (var each : api.endingOperations("described")) {
      var parts = each.split(" ", 2);
      if (!parts[0].equals("DELETE")) {
        var reply = api.send(parts[0], parts[1], "", "Bearer " + TOKEN, Map.of());
        assertThat(reply.status()).as(each + " " + reply.body()).isNotIn(405, 500);
        // A session that is not there is unknown; only a route that is not there is not found.
        assertThat(reply.body()).as(each).doesNotContain("\"not_found\"");
      }
    }
  }

  @Test
  void aTokenOpensItsSiteAloneAndForItsRoleAlone() {
    api.put("/api/v1/sites/own", "{}");
    api.put("/api/v1/sites/foreign", "{}");
    api.put("/api/v1/sites/own/funnels/f", FUNNEL);
    var viewer = api.token("own", "viewer");
    var editor = api.token("own", "editor");
    var admin = api.token("own", "admin");

    for (var each : api.operations("foreign")) {
      if (each.contains("/sites/")) {
        for (var token : List.of(viewer, editor, admin)) {
          var reply = api.as(token, each);
          api.problem(reply, 403, "forbidden");
        }
        // Nor is it told whether a site is there.
        api.problem(api.as(admin, each.replace("foreign", "nowhere")), 403, "forbidden");
      }
    }
    for (var each : api.endingOperations("own")) {
      var isChange = each.startsWith("PUT ") || each.startsWith("DELETE ");
      var isOfSite =
          (each.endsWith("/sites/own") && isChange)
              || Stream.of("/tokens", "/audit", "/erasures", "/export").anyMatch(each::contains);
      // Addresses of digests may be secrets.
      var isForEditors = isChange || each.contains("/digests") || each.endsWith("/alerts/f/test");
      assertThat(api.as(viewer, each).status() == 403).as(each).isEqualTo(isForEditors || isOfSite);
      if (!each.startsWith("DELETE ")) {
        assertThat(api.as(editor, each).status() == 403).as(each).isEqualTo(isOfSite);
        assertThat(api.as(admin, each).status()).as(each).isNotEqualTo(403);
      }
    }
    assertThat(api.as(viewer, "GET /api/v1/sites").json().path("sites"))
        .extracting(site -> site.path("site").asText())
        .containsExactly("own");
  }

  @Test
  void aTokenThatIsRevokedOrHasExpiredOpensNothing() {
    api.put("/api/v1/sites/keys", "{}");
    var made = api.post("/api/v1/sites/keys/tokens", "{\"name\":\"wall\",\"role\":\"viewer\"}");
    assertThat(made.status()).isEqualTo(201);
    api.fits("Token", made);
    var token = made.json().path("token").asText();
    assertThat(api.as(token, "GET /api/v1/sites/keys").status()).isEqualTo(200);
    assertThat(api.as(token + "x", "GET /api/v1/sites/keys").status()).isEqualTo(401);
    var listed = api.get("/api/v1/sites/keys/tokens");
    api.fits("TokenList", listed);
    assertThat(listed.body()).contains("\"wall\"").doesNotContain(token);

    var id = made.json().path("id").asText();
    assertThat(
            api.send("DELETE", "/api/v1/sites/keys/tokens/" + id, "", "Bearer " + TOKEN, Map.of())
                .status())
        .isEqualTo(204);
    api.problem(api.as(token, "GET /api/v1/sites/keys"), 401, "unauthorized");
    api.problem(
        api.send("DELETE", "/api/v1/sites/keys/tokens/" + id, "", "Bearer " + TOKEN, Map.of()),
        404,
        "token_unknown");

    var soon = Instant.now().plusMillis(1_500);
    var passing =
        api.post("/api/v1/sites/keys/tokens", "{\"name\":\"p\",\"expires_at\":\"" + soon + "\"}");
    var text = passing.json().path("token").asText();
    await().atMost(PATIENCE).until(() -> api.as(text, "GET /api/v1/sites/keys").status() == 401);
    assertThat(Instant.now())
        .isAfterOrEqualTo(soon.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"name\":\"\"}",
        "{\"name\":\"n\",\"role\":\"owner\"}",
        "{\"name\":\"n\",\"expires_at\":\"2020-01-01T00:00:00Z\"}",
        "{\"name\":\"n\",\"expires_at\":\"soon\"}",
        "{\"name\":\"n\",\"scope\":\"all\"}",
      })
  void aTokenThatCannotBeMadeIsRefused(String body) {
    api.put("/api/v1/sites/mistakes", "{}");
    api.problem(api.post("/api/v1/sites/mistakes/tokens", body), 422, "token_refused");
  }

  /** One event is new, the other a repeat from the spool. */
  private static void sendChanges() {
    try (var producer = producer()) {
      for (var i = 0; i < 2; i++) {
        var now = Instant.now().toEpochMilli();
        var event = EventBuilder.event("page_view").site("flight").visitor("v" + i).at(now).build();
        var change =
            new Change(
                "flight",
                "v" + i,
                1,
                i == 0 ? new Change.Stored(event, false, false) : null,
                i == 1 ? new Change.Duplicate("x", "page_view", now, now, true) : null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
        assertDone(
            producer.send(
                new ProducerRecord<>(Topics.CHANGES, 0, event.key().toBytes(), bytes(change))));
      }
    }
  }

  private static int changes = 1_000;

  private static void store(String site, String visitor, String name, String time) {
    var event =
        EventBuilder.event(name)
            .site(site)
            .visitor(visitor)
            .at(Instant.parse(time).toEpochMilli())
            .context(new io.polku.contract.event.Context("mobile", "", "", "", "", "", "", "", ""))
            .url("https://shop.example/a");
    if (name.equals("purchase")) {
      event.value(12.5, "EUR");
    }
    CLICKHOUSE.insertJson("events", List.of(StoredRows.event(event.build(), false)));
    CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('" + site + "', 0, " + changes++ + ")");
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static <T> T assertDone(java.util.concurrent.Future<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException
        | java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
