package io.polku.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.TableEngines;
import io.polku.contract.erasure.VisitorHash;
import io.polku.service.settings.SettingsException;
import io.polku.streams.sink.SinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void streamsDefaults() {
    var settings = StreamsSettings.of(Map.of());
    assertThat(settings)
        .isEqualTo(
            new StreamsSettings(
                "127.0.0.1:9092",
                4,
                1,
                "127.0.0.1",
                8092,
                "polku-streams",
                Path.of("data/streams"),
                2,
                0,
                "",
                Duration.ofMillis(100),
                Duration.ofDays(8),
                null,
                settings.effective()));
  }

  @Test
  void streamsKeys() {
    var given =
        Map.ofEntries(
            Map.entry("POLKU_KAFKA", "k:1"),
            Map.entry("POLKU_KAFKA_PARTITIONS", "8"),
            Map.entry("POLKU_KAFKA_REPLICATION", "3"),
            Map.entry("POLKU_HOST", "0.0.0.0"),
            Map.entry("POLKU_MANAGEMENT_PORT", "0"),
            Map.entry("POLKU_STREAMS_APPLICATION_ID", "a"),
            Map.entry("POLKU_STREAMS_STATE_DIR", "s"),
            Map.entry("POLKU_STREAMS_THREADS", "3"),
            Map.entry("POLKU_STREAMS_STANDBY_REPLICAS", "1"),
            Map.entry("POLKU_STREAMS_INSTANCE_ID", "i"),
            Map.entry("POLKU_STREAMS_COMMIT_INTERVAL", "PT1S"),
            Map.entry("POLKU_STREAMS_EVICT_AFTER", "P9D"),
            Map.entry("POLKU_SECRET", "0123456789abcdef"));
    var settings = StreamsSettings.of(given);
    assertThat(settings)
        .isEqualTo(
            new StreamsSettings(
                "k:1",
                8,
                3,
                "0.0.0.0",
                0,
                "a",
                Path.of("s"),
                3,
                1,
                "i",
                Duration.ofSeconds(1),
                Duration.ofDays(9),
                VisitorHash.under("0123456789abcdef"),
                settings.effective()));
    assertThat(settings.effective().keySet()).isEqualTo(given.keySet());
    assertThat(settings.shown()).contains("POLKU_STREAMS_THREADS=3", "POLKU_SECRET=***");
    assertThat(settings.toString()).doesNotContain("0123456789abcdef");
  }

  @Test
  void sinkDefaults() {
    var settings = SinkSettings.of(Map.of());
    assertThat(settings)
        .isEqualTo(
            new SinkSettings(
                "127.0.0.1:9092",
                4,
                1,
                "http://127.0.0.1:8123",
                "default",
                "",
                "polku",
                TableEngines.SINGLE,
                "127.0.0.1",
                8093,
                "polku-sink",
                Duration.ofMillis(500),
                100_000,
                settings.effective()));
  }

  @Test
  void sinkKeysAndAMaskedPassword() {
    var given =
        Map.ofEntries(
            Map.entry("POLKU_KAFKA", "k:1"),
            Map.entry("POLKU_KAFKA_PARTITIONS", "8"),
            Map.entry("POLKU_KAFKA_REPLICATION", "3"),
            Map.entry("POLKU_CLICKHOUSE_URL", "https://c.example"),
            Map.entry("POLKU_CLICKHOUSE_USER", "u"),
            Map.entry("POLKU_CLICKHOUSE_PASSWORD", "secret"),
            Map.entry("POLKU_CLICKHOUSE_DATABASE", "d"),
            Map.entry("POLKU_CLICKHOUSE_TABLE_ENGINES", "replicated"),
            Map.entry("POLKU_HOST", "0.0.0.0"),
            Map.entry("POLKU_MANAGEMENT_PORT", "0"),
            Map.entry("POLKU_SINK_GROUP", "g"),
            Map.entry("POLKU_SINK_FLUSH_INTERVAL", "PT1S"),
            Map.entry("POLKU_SINK_BATCH_ROWS", "7"));
    var masked = new HashMap<>(given);
    masked.put("POLKU_CLICKHOUSE_PASSWORD", "***");
    var settings = SinkSettings.of(given);
    assertThat(settings)
        .isEqualTo(
            new SinkSettings(
                "k:1",
                8,
                3,
                "https://c.example",
                "u",
                "secret",
                "d",
                TableEngines.REPLICATED,
                "0.0.0.0",
                0,
                "g",
                Duration.ofSeconds(1),
                7,
                masked));
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void allProblemsAreReportedTogether() {
    assertThatThrownBy(
            () ->
                SinkSettings.of(
                    Map.of("POLKU_SINK_BATCH_ROWS", "0", "POLKU_SINK_FLUSH_INTERVAL", "soon")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("POLKU_SINK_BATCH_ROWS")
        .hasMessageContaining("POLKU_SINK_FLUSH_INTERVAL");
  }
}
