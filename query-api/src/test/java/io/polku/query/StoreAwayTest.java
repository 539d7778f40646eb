package io.polku.query;

import static io.polku.query.RunningApi.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is answered while ClickHouse is away. */
class StoreAwayTest {
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  @Test
  @Timeout(120)
  void reportsSaySoDefinitionsGoOnAndWhoListensIsKeptWaiting()
      throws IOException, InterruptedException {
    var nowhere = Map.of("POLKU_CLICKHOUSE_URL", "http://127.0.0.1:" + freePort());
    try (var api = RunningApi.startWithoutStore(KAFKA, CLICKHOUSE, nowhere);
        var http = HttpClient.newHttpClient()) {
      assertThat(api.put("/api/v1/sites/away", "{}").status()).isIn(200, 201);
      var filter = "{\"name\":\"Phones\",\"filter\":[{\"by\":\"device\",\"op\":\"exists\"}]}";
      assertThat(api.of("away", "PUT", "/segments/phones", filter).status()).isIn(200, 201);

      for (var path :
          List.of("/overview", "/channels", "/sessions", "/paths", "/quality", "/visitors/ann")) {
        var reply = api.of("away", "GET", path, "");
        api.problem(reply, 503, "store_away");
        assertThat(reply.header("retry-after")).as(path).isEqualTo("2");
        assertThat(reply.json().path("detail").asText())
            .isEqualTo("ClickHouse did not answer (expected: soon)");
      }
      var health = api.get("/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().at("/checks/clickhouse").asText()).isNotEqualTo("ok");

      // A page that listens goes on when ClickHouse does; until then it only hears that it is on.
      var listening =
          api.request("GET", "/api/v1/sites/away/live", "")
              .header("authorization", "Bearer " + TOKEN)
              .build();
      var live = http.send(listening, HttpResponse.BodyHandlers.ofInputStream());
      assertThat(live.statusCode()).isEqualTo(200);
      try (var lines =
          new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).isEqualTo(": alive");
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
