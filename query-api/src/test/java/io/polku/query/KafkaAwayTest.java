package io.polku.query;

import static io.polku.query.RunningApi.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What still works while Kafka is away, and that it comes back by itself. */
class KafkaAwayTest {
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.own();

  @Test
  void reportsGoOnWithTheLastKnownMomentAndChangesAreRefusedForNow() {
    try (var api = RunningApi.start(KAFKA, CLICKHOUSE)) {
      assertThat(api.put("/api/v1/sites/shop", "{}").status()).isEqualTo(201);

      KAFKA.kill();

      await().atMost(PATIENCE).until(() -> !api.service().health().ready());
      var health = api.get("/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.json().at("/checks/kafka").asText()).isNotEqualTo("ok");
      assertThat(health.json().at("/checks/clickhouse").asText()).isEqualTo("ok");
      var asOf = asOf(api);
      assertThat(asOf(api)).isEqualTo(asOf);
      var quality = api.get("/api/v1/sites/shop/quality").json();
      assertThat(quality.path("in_flight_exact").asBoolean()).isFalse();
      var refused = api.put("/api/v1/sites/other", "{}");
      assertThat(refused.header("retry-after")).isNotEmpty();
      api.problem(refused, 503, "log_away");

      KAFKA.restart();

      await().atMost(PATIENCE).until(() -> api.service().health().ready());
      await().atMost(PATIENCE).until(() -> asOf(api).isAfter(asOf));
      assertThat(api.put("/api/v1/sites/other", "{}").status()).isIn(200, 201);
    }
  }

  private static Instant asOf(RunningApi api) {
    var overview = api.get("/api/v1/sites/shop/overview");
    assertThat(overview.status()).isEqualTo(200);
    return Instant.parse(overview.json().path("as_of").asText());
  }
}
