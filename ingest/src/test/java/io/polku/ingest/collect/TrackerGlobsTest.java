package io.polku.ingest.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.funnel.PathGlob;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tracker reads globs as the reports do: its own tests hold this list against its code. */
class TrackerGlobsTest {
  @Test
  void meanTheSameInTheBrowserAndInReports() throws IOException {
    var globs = Json.mapper().readTree(Files.readAllBytes(Path.of("tracker/test/globs.json")));

    assertThat(globs).hasSizeGreaterThan(10);
    for (var each : globs) {
      assertThat(new PathGlob(each.get(0).asText()).matches(each.get(1).asText()))
          .as(each.toString())
          .isEqualTo(each.get(2).asBoolean());
    }
  }
}
