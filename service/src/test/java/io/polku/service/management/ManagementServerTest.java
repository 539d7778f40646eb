package io.polku.service.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ManagementServerTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<String> problem = new AtomicReference<>("");
  private final Health health = Health.of(new Health.Check("kafka", problem::get));

  @Test
  void healthSaysWhyAServiceIsNotReady() throws Exception {
    try (var server = ManagementServer.start("127.0.0.1", 0, registry, health)) {
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);

      problem.set("no broker answers");

      var answer = get(server, "/health");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .isEqualTo("{\"ready\":false,\"checks\":{\"kafka\":\"no broker answers\"}}");
    }
  }

  @Test
  void aStoppingServiceIsNotReady() {
    health.stopping();

    assertThat(health.ready()).isFalse();
    assertThat(health.json().toString()).contains("\"service\":\"stopping\"");
  }

  @Test
  void metricsAreInPrometheusFormat() throws Exception {
    registry.counter("polku.test").increment();
    try (var server = ManagementServer.start("127.0.0.1", 0, registry, health)) {
      assertThat(get(server, "/metrics").body()).contains("polku_test_total 1.0");
      assertThat(get(server, "/other").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void metricsSayWhetherEachCheckHolds() {
    health.show(registry, "ingest");
    assertThat(registry.scrape())
        .contains("polku_health_ready{service=\"ingest\"} 1.0")
        .contains("polku_health_check{check=\"kafka\",service=\"ingest\"} 1.0");

    problem.set("no broker answers");

    assertThat(registry.scrape())
        .contains("polku_health_ready{service=\"ingest\"} 0.0")
        .contains("polku_health_check{check=\"kafka\",service=\"ingest\"} 0.0");
  }

  @Test
  void aPortInUseIsNamed() {
    try (var server = ManagementServer.start("127.0.0.1", 0, registry, health)) {
      assertThatThrownBy(
              () -> ManagementServer.start("127.0.0.1", server.port(), registry, health).close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(server.port()));
    }
  }

  private static HttpResponse<String> get(ManagementServer server, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
