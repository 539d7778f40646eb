package io.polku.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.polku.contract.json.Json;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alerts as people save and try them. */
class AlertsApiTest {
  private static final String SITE = "alerts";
  private static final String FUNNEL =
      """
      {"name": "Sale", "steps": [
        {"name": "Home", "match": [{"event": "page_view", "path": "/"}]},
        {"name": "Sale", "match": [{"event": "page_view", "path": "/sale"}]}]}""";

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  @Test
  void anAlertIsSavedTriedAndDeletedAndItsAddressIsForEditors() throws IOException {
    List<JsonNode> taken = new CopyOnWriteArrayList<>();
    var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/taken",
        exchange -> {
          taken.add(Json.mapper().readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    var url = "http://127.0.0.1:" + receiver.getAddress().getPort();
    try (var api =
        RunningApi.start(
            KAFKA,
            CLICKHOUSE,
            Map.of("POLKU_WEBHOOK_PRIVATE", "true", "POLKU_PUBLIC_URL", "https://polku.example"))) {
      assertThat(api.put(RunningApi.SITES + SITE, "{}").status()).isIn(200, 201);
      assertThat(api.of(SITE, "PUT", "/funnels/sale", FUNNEL).status()).isIn(200, 201);

      var made = api.of(SITE, "PUT", "/alerts/sale", alert("sale", 2, url + "/taken?secret"));
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      api.fits("Alert", made);
      assertThat(made.json().at("/alert/quiet").asText()).isEqualTo("PT24H");
      assertThat(made.json().at("/state/status").asText()).isEqualTo("waiting");
      assertThat(api.of(SITE, "PUT", "/alerts/sale", alert("sale", 2, url + "/taken?secret")))
          .satisfies(again -> assertThat(again.status()).isEqualTo(200))
          .satisfies(again -> assertThat(again.json()).isEqualTo(made.json()));

      var viewer = api.token(SITE, "viewer");
      var editor = api.token(SITE, "editor");
      var list = api.as(viewer, "GET " + RunningApi.SITES + SITE + "/alerts");
      api.fits("AlertList", list);
      assertThat(list.body()).doesNotContain("secret", "taken").contains("http://127.0.0.1/…");
      assertThat(api.as(editor, "GET " + RunningApi.SITES + SITE + "/alerts").body())
          .contains("secret");
      assertThat(api.as(viewer, "GET " + RunningApi.SITES + SITE + "/alerts/sale").body())
          .doesNotContain("secret");

      var sent = api.of(SITE, "POST", "/alerts/sale/test", "");
      api.fits("AlertSent", sent);
      assertThat(sent.json().at("/channels/0/taken").asBoolean()).as(sent.body()).isTrue();
      api.fitsSchema("AlertMessage", taken.getFirst());
      api.fitsSchema("AlertSlackMessage", taken.get(1));
      assertThat(taken.getFirst().path("text").asText()).startsWith("Test: Sale falls (alerts). ");
      assertThat(taken.getFirst().path("url").asText())
          .startsWith("https://polku.example/?site=alerts&page=funnels&funnel=sale");

      api.of(SITE, "PUT", "/alerts/sale", alert("sale", 2, url + "/none"));
      assertThat(
              api.of(SITE, "POST", "/alerts/sale/test", "")
                  .json()
                  .at("/channels/1/reason")
                  .asText())
          .isEqualTo("127.0.0.1 answered 404 (expected: 200 to 299)");
      var trial = "POST " + RunningApi.SITES + SITE + "/alerts/sale/test";
      api.problem(api.as(viewer, trial), 403, "forbidden");

      assertThat(api.of(SITE, "DELETE", "/alerts/sale", "").status()).isEqualTo(204);
      api.problem(api.of(SITE, "GET", "/alerts/sale", ""), 404, "alert_unknown");
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    try (var api = RunningApi.start(KAFKA, CLICKHOUSE)) {
      assertThat(api.put(RunningApi.SITES + SITE, "{}").status()).isIn(200, 201);
      assertThat(api.of(SITE, "PUT", "/funnels/sale", FUNNEL).status()).isIn(200, 201);
      var url = "https://hooks.example/polku";
      refused(
          api, alert("none", 2, url), "/metric/id", "funnel: none (expected: one that is stored)");
      refused(api, alert("sale", 3, url), "/metric/step", "step: 3 (expected: 2 to 2)");
      refused(api, alert("sale", 1, url), "/metric/step", "step: 1 (expected: 2 or more)");
      refused(
          api,
          alert("sale", 2, "ftp://hooks.example"),
          "/channels/0/url",
          "url: ftp://hooks.example (expected: such as https://hooks.example/polku)");
      refused(
          api,
          rule("{\"of\":\"link\",\"id\":\"hero\"}", "{\"is\":\"below\",\"value\":0.1}", "day"),
          "/metric/id",
          "link: hero (expected: one that is saved)");
      refused(
          api,
          rule("{\"of\":\"loss\"}", "{\"is\":\"above\",\"value\":2}", "day"),
          "",
          "value: 2.0 (expected: a share from 0, below 1)");
      refused(
          api,
          rule("{\"of\":\"lag\"}", "{\"is\":\"above\",\"value\":60}", "day"),
          "",
          "lag: is of now (expected: no period, and {\"is\": \"above\", \"value\": seconds})");
      refused(
          api,
          """
          {"name": "", "metric": {"of": "mood"}, "when": {"is": "odd"}, "period": "year",
           "complete": 1, "minimum": "x", "quiet": "soon", "channels": [], "x": 1}""",
          "/metric/of",
          "of: mood (expected: funnel, link, loss or lag)",
          "is: odd (expected one of: below, above, fell, rose, outside)",
          "period: year (expected one of: hour, day, week)",
          "complete: 1 (expected: true or false)",
          "(expected: PT10M to P30D)",
          "channels: 0 (expected: 1 to 5)",
          "field: x");
      assertThat(api.of(SITE, "PUT", "/alerts/A", alert("sale", 2, url)).status()).isEqualTo(422);
    }
  }

  private static void refused(RunningApi api, String body, String pointer, String... messages) {
    var reply = api.of(SITE, "PUT", "/alerts/wrong", body);
    api.problem(reply, 422, "alert_refused");
    var faults = reply.json().path("problems");
    assertThat(reply.json().findValuesAsText("pointer")).as(faults.toString()).contains(pointer);
    assertThat(String.join("\n", reply.json().findValuesAsText("message"))).contains(messages);
  }

  private static String alert(String funnel, int step, String url) {
    return """
        {"name": "Sale falls", "metric": {"of": "funnel", "id": "%s", "step": %d},
         "when": {"is": "fell", "value": 0.2}, "period": "day",
         "channels": [{"kind": "webhook", "url": "%s"}, {"kind": "slack", "url": "%s"}]}"""
        .formatted(funnel, step, url, url);
  }

  private static String rule(String metric, String when, String period) {
    return """
        {"name": "Rule", "metric": %s, "when": %s, "period": "%s",
         "channels": [{"kind": "webhook", "url": "https://hooks.example/polku"}]}"""
        .formatted(metric, when, period);
  }
}
