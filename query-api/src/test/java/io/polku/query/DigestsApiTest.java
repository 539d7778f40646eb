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

/** Digests as people save and try them. */
class DigestsApiTest {
  private static final String SITE = "digests";
  private static final String FUNNEL =
      """
      {"name": "Sale", "steps": [
        {"name": "Home", "match": [{"event": "page_view", "path": "/"}]},
        {"name": "Sale", "match": [{"event": "page_view", "path": "/sale"}]}]}""";

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  @Test
  void aDigestIsSavedTriedAndDeleted() throws IOException {
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
    try (var api = RunningApi.start(KAFKA, CLICKHOUSE, Map.of("POLKU_WEBHOOK_PRIVATE", "true"))) {
      assertThat(api.put(RunningApi.SITES + SITE, "{}").status()).isIn(200, 201);
      assertThat(api.of(SITE, "PUT", "/funnels/sale", FUNNEL).status()).isIn(200, 201);

      var made = api.of(SITE, "PUT", "/digests/team", digest(url + "/taken"));
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      api.fits("Digest", made);
      api.fits("DigestList", api.of(SITE, "GET", "/digests", ""));

      var sent = api.of(SITE, "POST", "/digests/team/test", "");
      api.fits("DigestSent", sent);
      assertThat(sent.json().path("taken").asBoolean()).as(sent.body()).isTrue();
      assertThat(taken).hasSize(1);
      var body = taken.getFirst();
      assertThat(body.path("text").asText()).startsWith("digests, ").contains(": nothing found in");
      assertThat(body.path("site").asText()).isEqualTo(SITE);
      assertThat(body.path("digest").asText()).isEqualTo("team");
      api.fitsSchema("FindingReport", body.path("findings"));

      assertThat(api.of(SITE, "PUT", "/digests/team", digest(url + "/none")).status())
          .isEqualTo(200);
      var refused = api.of(SITE, "POST", "/digests/team/test", "");
      assertThat(refused.json().path("reason").asText())
          .isEqualTo("127.0.0.1 answered 404 (expected: 200 to 299)");

      assertThat(api.of(SITE, "DELETE", "/digests/team", "").status()).isEqualTo(204);
      assertThat(api.of(SITE, "POST", "/digests/team/test", "").status()).isEqualTo(404);

      var faults =
          api.of(
              SITE,
              "PUT",
              "/digests/team",
              """
              {"name": "", "url": "ftp://hooks.example", "day": "someday", "hour": 24, "x": 1}""");
      assertThat(faults.status()).isEqualTo(422);
      assertThat(faults.body())
          .contains("/name", "day: someday (expected: monday to sunday)", "field: x");
      assertThat(api.of(SITE, "PUT", "/digests/team", digest("ftp://hooks.example")).body())
          .contains("url: ftp://hooks.example (expected: such as https://hooks.example/polku)");
    } finally {
      receiver.stop(0);
    }
  }

  private static String digest(String url) {
    return """
        {"name": "Team", "url": "%s", "day": "monday", "hour": 8}"""
        .formatted(url);
  }
}
