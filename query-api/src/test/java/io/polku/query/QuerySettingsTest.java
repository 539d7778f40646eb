package io.polku.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.erasure.VisitorHash;
import io.polku.query.store.ClickHouse;
import io.polku.service.settings.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuerySettingsTest {
  @Test
  void everySettingHasItsDefault() {
    var settings = QuerySettings.of(Map.of("POLKU_ADMIN_TOKEN", "a-token-long-enough"));
    assertThat(settings)
        .isEqualTo(
            new QuerySettings(
                "127.0.0.1:9092",
                new ClickHouse.Address("http://127.0.0.1:8123", "default", "", "polku"),
                ClickHouse.Limits.DEFAULT,
                "127.0.0.1",
                8080,
                8081,
                "a-token-long-enough",
                "polku-streams",
                "polku-sink",
                Duration.ofMinutes(2),
                false,
                "",
                null,
                null,
                settings.effective()));
  }

  @Test
  void everyKeyIsReadAndSecretsAreNotShown() {
    var settings =
        QuerySettings.of(
            Map.ofEntries(
                Map.entry("POLKU_KAFKA", "kafka.example:9092"),
                Map.entry("POLKU_CLICKHOUSE_URL", "http://clickhouse.example:8123/"),
                Map.entry("POLKU_CLICKHOUSE_USER", "reader"),
                Map.entry("POLKU_CLICKHOUSE_PASSWORD", "pass-word"),
                Map.entry("POLKU_CLICKHOUSE_DATABASE", "clicks"),
                Map.entry("POLKU_HOST", "0.0.0.0"),
                Map.entry("POLKU_API_PORT", "1"),
                Map.entry("POLKU_MANAGEMENT_PORT", "2"),
                Map.entry("POLKU_ADMIN_TOKEN", "admin-token-of-tests"),
                Map.entry("POLKU_STREAMS_APPLICATION_ID", "s"),
                Map.entry("POLKU_SINK_GROUP", "k"),
                Map.entry("POLKU_LOSS_GRACE", "PT1S"),
                Map.entry("POLKU_WEBHOOK_PRIVATE", "true"),
                Map.entry("POLKU_PUBLIC_URL", "https://polku.example/stats/"),
                Map.entry("POLKU_SECRET", "0123456789abcdef"),
                Map.entry("POLKU_BACKUP_KEEP", "P14D"),
                Map.entry("POLKU_QUERY_TIME", "PT5S"),
                Map.entry("POLKU_QUERY_MEMORY_MIB", "128"),
                Map.entry("POLKU_QUERY_ROWS_MILLIONS", "3"),
                Map.entry("POLKU_QUERY_CONCURRENT", "4")));
    assertThat(settings)
        .isEqualTo(
            new QuerySettings(
                "kafka.example:9092",
                new ClickHouse.Address(
                    "http://clickhouse.example:8123", "reader", "pass-word", "clicks"),
                new ClickHouse.Limits(
                    Duration.ofSeconds(5),
                    128,
                    3_000_000,
                    ClickHouse.Limits.DEFAULT.rowsAnswered(),
                    4,
                    ClickHouse.Limits.DEFAULT.turnWait()),
                "0.0.0.0",
                1,
                2,
                "admin-token-of-tests",
                "s",
                "k",
                Duration.ofSeconds(1),
                true,
                "https://polku.example/stats",
                VisitorHash.under("0123456789abcdef"),
                Duration.ofDays(14),
                settings.effective()));
    assertThat(settings.shown())
        .contains("POLKU_ADMIN_TOKEN=***", "POLKU_CLICKHOUSE_PASSWORD=***")
        .doesNotContain("pass-word", "admin-token-of-tests", "0123456789abcdef");
    assertThat(settings.toString())
        .doesNotContain("pass-word", "admin-token-of-tests", "0123456789abcdef");
  }

  @Test
  void allProblemsAreToldTogether() {
    assertThatThrownBy(
            () ->
                QuerySettings.of(
                    Map.of(
                        "POLKU_API_PORT", "x",
                        "POLKU_QUERY_TIME", "PT0.5S",
                        "POLKU_PUBLIC_URL", "polku.example",
                        "POLKU_SECRET", "short",
                        "POLKU_BACKUP_KEEP", "week")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(
            "POLKU_API_PORT: x",
            "POLKU_PUBLIC_URL: polku.example (expected: such as https://polku.example)",
            "POLKU_QUERY_TIME: PT0.5S (expected: at least PT1S)",
            "POLKU_ADMIN_TOKEN: too short (expected: at least 16 characters",
            "POLKU_SECRET: too short (expected: at least 16 characters)",
            "POLKU_BACKUP_KEEP: week");
  }
}
