package io.polku.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsReaderTest {
  @Test
  void environmentWinsOverTheFileAndTheFileOverTheDefault(@TempDir Path dir) throws IOException {
    var file = Files.writeString(dir.resolve("polku.yaml"), "ingest_port: 1\napi_port: 2\n");
    var reader =
        SettingsReader.of(Map.of("POLKU_CONFIG", file.toString(), "POLKU_INGEST_PORT", "11"));

    assertThat(reader.port("POLKU_INGEST_PORT", 8090)).isEqualTo(11);
    assertThat(reader.port("POLKU_API_PORT", 8080)).isEqualTo(2);
    assertThat(reader.port("POLKU_KAFKA_PORT", 9092)).isEqualTo(9092);
  }

  @Test
  void reportsAllProblemsTogetherWithValueAndExpectation() {
    var reader =
        SettingsReader.of(
            Map.of(
                "POLKU_CONFIG", "/missing.yaml",
                "POLKU_INGEST_PORT", "99999",
                "POLKU_TIMEOUT", "2s"));
    reader.port("POLKU_INGEST_PORT", 8090);
    reader.duration("POLKU_TIMEOUT", Duration.ofSeconds(2));

    assertThatThrownBy(reader::finish)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(
            "POLKU_CONFIG: /missing.yaml (expected: a readable YAML file)",
            "POLKU_INGEST_PORT: 99999 (expected: a whole number from 0 to 65535)",
            "POLKU_TIMEOUT: 2s (expected: an ISO 8601 duration above zero, such as PT2S)");
  }

  @Test
  void secretsAreMaskedInTheEffectiveValues() {
    var reader = SettingsReader.of(Map.of("POLKU_ADMIN_TOKEN", "s3cret"));

    assertThat(reader.secret("POLKU_ADMIN_TOKEN")).isEqualTo("s3cret");
    assertThat(reader.text("POLKU_HOST", "127.0.0.1")).isEqualTo("127.0.0.1");
    assertThat(reader.finish())
        .containsEntry("POLKU_ADMIN_TOKEN", "***")
        .containsEntry("POLKU_HOST", "127.0.0.1");
  }
}
