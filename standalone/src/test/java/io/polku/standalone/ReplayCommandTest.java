package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.standalone.collect.FakeCollect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  @TempDir private Path folder = Path.of("");
  private final FakeCollect collect = new FakeCollect();
  private final Quiet quiet = new Quiet();

  @BeforeEach
  void start() throws IOException {
    collect.start();
    Files.writeString(
        folder.resolve("m.yaml"),
        "format: csv\nevent: {name: x, visitor: '${who}', time: {column: at, format: epoch_s}}");
    Files.writeString(folder.resolve("data.csv"), "who,at\nann,1\nbob,soon\nrefused,3\n");
  }

  @AfterEach
  void stop() {
    collect.close();
  }

  @Test
  void countsAndListsWhatIsBadAndEndsWell() {
    assertThat(replay("data.csv", "m.yaml", "right")).isZero();
    assertThat(quiet.said())
        .contains("sent 2  accepted 1  rejected 1")
        .contains("rejected as invalid_id: 1")
        .contains("line 4: invalid_id: no")
        .contains("bad lines: 1")
        .contains("line 3: time: 'soon' (expected: epoch_s)");
  }

  @Test
  void endsBadlyWhereItIsStrict() {
    assertThat(replay("data.csv", "m.yaml", "right", "--strict")).isEqualTo(1);
  }

  @Test
  void saysInOneLineThatTheFileIsMissing() {
    assertThat(replay("none.csv", "m.yaml", "right")).isEqualTo(1);
    saidOneLine("file: " + folder.resolve("none.csv") + " does not exist");
  }

  @Test
  void saysInOneLineThatTheMappingIsMissing() {
    assertThat(replay("data.csv", "none.yaml", "right")).isEqualTo(1);
    saidOneLine("mapping: " + folder.resolve("none.yaml") + " (expected: a file, or one of");
  }

  @Test
  void saysInOneLineWhichColumnIsUnknown() throws IOException {
    Files.writeString(folder.resolve("data.csv"), "visitor,at\nann,1\n");

    assertThat(replay("data.csv", "m.yaml", "right")).isEqualTo(1);
    saidOneLine("mapping m: unknown column who (the file has: at, visitor)");
    assertThat(collect.timesByVisitor()).isEmpty();
  }

  @Test
  void saysInOneLineThatTheKeyIsWrong() {
    assertThat(replay("data.csv", "m.yaml", "wrong")).isEqualTo(1);
    saidOneLine("key: refused for site shop");
  }

  @Test
  void saysInOneLineThatNobodyAnswers() {
    collect.close();

    assertThat(replay("data.csv", "m.yaml", "right")).isEqualTo(1);
    saidOneLine("to: " + collect.url() + "/v1/events cannot be reached");
  }

  private int replay(String file, String mapping, String key, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "replay",
                folder.resolve(file).toString(),
                "--mapping",
                folder.resolve(mapping).toString(),
                "--site",
                "shop",
                "--to",
                collect.url(),
                "--key",
                key));
    arguments.addAll(Arrays.asList(more));
    return Polku.run(quiet.terminal(), arguments.toArray(String[]::new));
  }

  private void saidOneLine(String start) {
    assertThat(quiet.said().lines()).singleElement().asString().startsWith("polku: " + start);
  }
}
