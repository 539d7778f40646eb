package io.polku.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polku.contract.erasure.VisitorHash;
import io.polku.ingest.publish.SpoolSettings;
import io.polku.service.settings.SettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {
  @Test
  void everyKeyHasADefault() {
    var settings = IngestSettings.of(Map.of());

    assertThat(settings.kafka()).isEqualTo("127.0.0.1:9092");
    assertThat(settings.managementPort()).isEqualTo(8091);
    assertThat(settings.ackTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.spool().dir()).isEqualTo(Path.of("data", "spool").toAbsolutePath());
    assertThat(settings.spool().bytesMax()).isEqualTo(1L << 30);
    assertThat(settings.spool().ageMax()).isEqualTo(Duration.ofHours(12));
    assertThat(settings.server().host()).isEqualTo("127.0.0.1");
    assertThat(settings.server().port()).isEqualTo(8090);
    assertThat(settings.server().bodyTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.server().inFlightBytesMax()).isEqualTo(64L << 20);
    assertThat(settings.server().clientRequestsPerSecond()).isEqualTo(1_000);
    assertThat(settings.server().clientEventsPerSecond()).isEqualTo(2_000);
    assertThat(settings.server().siteEventsPerSecond()).isZero();
    assertThat(settings.server().strangersLetters()).isEqualTo(10);
    assertThat(settings.server().connectionsMax()).isEqualTo(10_000);
    assertThat(settings.server().queryParameters()).isEmpty();
    assertThat(settings.server().scriptName()).isEqualTo("polku");
    assertThat(settings.server().cookielessSecret()).isEmpty();
    assertThat(settings.server().writeKeys()).isEmpty();
    assertThat(settings.server().visitorHash()).isNull();
    assertThat(settings.effective()).hasSize(24);
    assertThat(settings.server().queryUrl()).isNull();
    assertThat(settings.shown()).contains("POLKU_INGEST_PORT=8090");
  }

  @Test
  void everyKeyCanBeSet() {
    var settings =
        IngestSettings.of(
            Map.ofEntries(
                Map.entry("POLKU_KAFKA", "kafka.example:9092"),
                Map.entry("POLKU_HOST", "0.0.0.0"),
                Map.entry("POLKU_INGEST_PORT", "0"),
                Map.entry("POLKU_MANAGEMENT_PORT", "1"),
                Map.entry("POLKU_INGEST_ACK_TIMEOUT", "PT3S"),
                Map.entry("POLKU_INGEST_SPOOL_DIR", "/spool"),
                Map.entry("POLKU_INGEST_SPOOL_MIB", "7"),
                Map.entry("POLKU_INGEST_SPOOL_AGE", "PT1H"),
                Map.entry("POLKU_INGEST_BODY_TIMEOUT", "PT7S"),
                Map.entry("POLKU_INGEST_IN_FLIGHT_MIB", "16"),
                Map.entry("POLKU_INGEST_CLIENT_REQUESTS", "5"),
                Map.entry("POLKU_INGEST_CLIENT_EVENTS", "4"),
                Map.entry("POLKU_INGEST_SITE_EVENTS", "6"),
                Map.entry("POLKU_INGEST_STRANGERS_LETTERS", "8"),
                Map.entry("POLKU_INGEST_CONNECTIONS", "9"),
                Map.entry("POLKU_TRUSTED_PROXIES", "10.0.0.0/8"),
                Map.entry("POLKU_INGEST_QUERY_PARAMETERS", "Page, q"),
                Map.entry("POLKU_INGEST_COOKIELESS_SECRET", "daily"),
                Map.entry("POLKU_SECRET", "0123456789abcdef"),
                Map.entry("POLKU_INGEST_SCRIPT_NAME", "shop"),
                Map.entry("POLKU_QUERY_URL", "http://query.example:8080/"),
                Map.entry("POLKU_INGEST_WRITE_KEYS", "wk_1=shop, A=b-2")));

    assertThat(settings.kafka()).isEqualTo("kafka.example:9092");
    assertThat(settings.server().host()).isEqualTo("0.0.0.0");
    assertThat(settings.server().port()).isZero();
    assertThat(settings.managementPort()).isEqualTo(1);
    assertThat(settings.ackTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.spool())
        .isEqualTo(new SpoolSettings(Path.of("/spool"), 7L << 20, Duration.ofHours(1)));
    assertThat(settings.server().bodyTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.server().inFlightBytesMax()).isEqualTo(16L << 20);
    assertThat(settings.server().clientRequestsPerSecond()).isEqualTo(5);
    assertThat(settings.server().clientEventsPerSecond()).isEqualTo(4);
    assertThat(settings.server().siteEventsPerSecond()).isEqualTo(6);
    assertThat(settings.server().strangersLetters()).isEqualTo(8);
    assertThat(settings.server().connectionsMax()).isEqualTo(9);
    assertThat(settings.server().queryParameters()).isEqualTo(Set.of("page", "q"));
    assertThat(settings.server().scriptName()).isEqualTo("shop");
    assertThat(settings.server().cookielessSecret()).isEqualTo("daily");
    assertThat(settings.server().visitorHash()).isEqualTo(VisitorHash.under("0123456789abcdef"));
    assertThat(settings.shown()).doesNotContain("daily", "0123456789abcdef");
    assertThat(settings.server().writeKeys()).isEqualTo(Map.of("wk_1", "shop", "A", "b-2"));
    assertThat(settings.server().queryUrl()).isEqualTo(URI.create("http://query.example:8080"));
  }

  @Test
  void allProblemsAreReportedTogether() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(
            () ->
                IngestSettings.of(
                    Map.of(
                        "POLKU_INGEST_PORT", "70000",
                        "POLKU_TRUSTED_PROXIES", "proxy",
                        "POLKU_INGEST_SCRIPT_NAME", "a/b",
                        "POLKU_QUERY_URL", "query:8080",
                        "POLKU_INGEST_ACK_TIMEOUT", "PT0.01S")))
        .withMessageContainingAll(
            "POLKU_INGEST_PORT: 70000",
            "POLKU_TRUSTED_PROXIES: proxy",
            "POLKU_INGEST_ACK_TIMEOUT",
            "POLKU_INGEST_SCRIPT_NAME: a/b",
            "POLKU_QUERY_URL: query:8080");
  }
}
