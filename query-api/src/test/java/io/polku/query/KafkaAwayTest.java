package io.polku.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What still works while Kafka is away, and that it comes back by itself. */
class KafkaAwayTest {
  private static final String TOKEN = "a-token-for-tests";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.own();

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void reportsGoOnWithTheLastKnownMomentAndChangesAreRefusedForNow() {
    KafkaTopics.create(KAFKA.bootstrapServers(), 2, (short) 1);
    try (var service = start()) {
      await().atMost(PATIENCE).until(() -> service.health().ready());
      assertThat(send(service, "PUT", "/api/v1/sites/shop", "{}").statusCode()).isEqualTo(201);

      KAFKA.kill();

      await().atMost(PATIENCE).until(() -> !service.health().ready());
      var health = send(service, "GET", "/health", "");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(json(health).at("/checks/kafka").asText()).isNotEqualTo("ok");
      assertThat(json(health).at("/checks/clickhouse").asText()).isEqualTo("ok");
      var asOf = asOf(service);
      assertThat(asOf(service)).isEqualTo(asOf);
      var quality = json(send(service, "GET", "/api/v1/sites/shop/quality", ""));
      assertThat(quality.path("in_flight_exact").asBoolean()).isFalse();
      var refused = send(service, "PUT", "/api/v1/sites/other", "{}");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(json(refused).path("code").asText()).isEqualTo("log_away");

      KAFKA.restart();

      await().atMost(PATIENCE).until(() -> service.health().ready());
      await().atMost(PATIENCE).until(() -> asOf(service).isAfter(asOf));
      assertThat(send(service, "PUT", "/api/v1/sites/other", "{}").statusCode()).isIn(200, 201);
    }
  }

  private static Instant asOf(QueryService service) {
    var overview = send(service, "GET", "/api/v1/sites/shop/overview", "");
    assertThat(overview.statusCode()).isEqualTo(200);
    return Instant.parse(json(overview).path("as_of").asText());
  }

  private static QueryService start() {
    return QueryService.start(
        QuerySettings.of(
            Map.of(
                "POLKU_KAFKA", KAFKA.bootstrapServers(),
                "POLKU_CLICKHOUSE_URL", CLICKHOUSE.url(),
                "POLKU_CLICKHOUSE_USER", CLICKHOUSE.user(),
                "POLKU_CLICKHOUSE_PASSWORD", CLICKHOUSE.password(),
                "POLKU_CLICKHOUSE_DATABASE", CLICKHOUSE.database(),
                "POLKU_API_PORT", "0",
                "POLKU_MANAGEMENT_PORT", "0",
                "POLKU_ADMIN_TOKEN", TOKEN)));
  }

  private static JsonNode json(HttpResponse<String> reply) {
    try {
      return Json.mapper().readTree(reply.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> send(
      QueryService service, String method, String path, String body) {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
              .timeout(PATIENCE)
              .header("authorization", "Bearer " + TOKEN)
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
