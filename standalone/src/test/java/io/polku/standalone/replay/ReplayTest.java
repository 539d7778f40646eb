package io.polku.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.polku.standalone.Refusal;
import io.polku.standalone.collect.FakeCollect;
import io.polku.standalone.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
  private static final Mapping MAPPING =
      MappingReader.parse(
          "format: csv\nevent: {name: x, visitor: '${who}', time: {column: at, format: epoch_s}}",
          "m");

  @TempDir private Path folder = Path.of("");
  private FakeCollect collect = new FakeCollect();

  @BeforeEach
  void start() throws IOException {
    collect.start();
  }

  @AfterEach
  void stop() {
    collect.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "gzip", "zstd"})
  void tellsCompressionByTheFirstBytes(String compression) throws Exception {
    var path = folder.resolve("data");
    try (var out = compressed(compression, Files.newOutputStream(path))) {
      out.write("\uFEFFwho,at\nann,1\nbob,2\n".getBytes(StandardCharsets.UTF_8));
    }

    var result = replay(path, "right");

    assertThat(result.counts().accepted()).isEqualTo(2);
    assertThat(result.clean()).isTrue();
  }

  @Test
  void sendsEachVisitorsEventsInTheFilesOrderInBatches() throws Exception {
    var rows = 10_000;
    var path = folder.resolve("data");
    Files.writeString(
        path,
        IntStream.range(0, rows)
            .mapToObj(i -> "v" + i % 7 + "," + i)
            .collect(Collectors.joining("\n", "who,at\n", "\n")));
    collect.answer(503, 503, 429);

    var result = replay(path, "right");

    assertThat(result.counts().accepted()).isEqualTo(rows);
    assertThat(collect.largestBatch()).isLessThanOrEqualTo(1_000);
    assertThat(collect.timesByVisitor()).hasSize(7);
    assertThat(collect.timesByVisitor().values())
        .allSatisfy(times -> assertThat(times).isSorted().doesNotHaveDuplicates());
  }

  @Test
  void listsWhatWasRejectedWithItsLine() throws Exception {
    var path = Files.writeString(folder.resolve("data"), "who,at\nann,1\nrefused,2\n");

    var result = replay(path, "right");

    assertThat(result.counts().accepted()).isEqualTo(1);
    assertThat(result.counts().rejectedByCode()).containsEntry("invalid_id", 1L);
    assertThat(result.counts().examples())
        .singleElement()
        .satisfies(example -> assertThat(example.line()).isEqualTo(3));
    assertThat(result.clean()).isFalse();
  }

  @Test
  void refusesAWrongKey() throws Exception {
    var path = Files.writeString(folder.resolve("data"), "who,at\nann,1\n");

    assertThatThrownBy(() -> replay(path, "wrong"))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("key: refused for site shop by http://127.0.0.1:")
        .hasMessageEndingWith("(401): no such key");
  }

  @Test
  void waitsAMomentForTheKeyOfASiteThatWasJustMade() throws Exception {
    var path = Files.writeString(folder.resolve("data"), "who,at\nann,1\n");
    collect.answer(401, 401);

    assertThat(replay(path, "right").counts().accepted()).isEqualTo(1);
  }

  @Test
  void splitsABatchThatIsTooLarge() throws Exception {
    var path = Files.writeString(folder.resolve("data"), "who,at\nann,1\nann,2\nann,3\n");
    collect.answer(413);

    assertThat(replay(path, "right").counts().accepted()).isEqualTo(3);
  }

  private ReplayResult replay(Path path, String key) throws InterruptedException {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    var options = new ReplayOptions(path, MAPPING, "shop", collect.url(), key, 0);
    return new Replay(options, new Terminal(nowhere, nowhere, false)).run();
  }

  private static OutputStream compressed(String compression, OutputStream out) throws IOException {
    return switch (compression) {
      case "gzip" -> new GZIPOutputStream(out);
      case "zstd" -> new ZstdOutputStream(out);
      default -> out;
    };
  }
}
