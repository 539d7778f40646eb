package io.polku.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MappingReaderTest {
  private static final String EVENT =
      "event: {name: click, visitor: {column: v}, time: {column: t, format: epoch_s}}";

  static Stream<String> builtIn() {
    return MappingReader.BUILT_IN.stream();
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void readsEveryMappingThatComesWithPolku(String name) {
    assertThat(MappingReader.load(name).name()).isEqualTo(name);
  }

  @Test
  void namesAMappingAfterItsFile(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("shop.yaml"), "format: csv\n" + EVENT);

    assertThat(MappingReader.load(file.toString()).name()).isEqualTo("shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          format: xml | mapping format: xml (expected one of: csv, ndjson, regex)
          formt: csv | mapping format: missing
          format: regex | mapping pattern: missing
          {format: regex, pattern: '('} | mapping pattern: ( is no regular expression: Unclosed group
          {format: regex, pattern: 'a'} | mapping pattern: no named group (expected: groups such as (?<path>...))
          format: csv | mapping event: missing
          {format: csv, event: {nme: x}} | mapping event.time: missing
          {format: csv, event: {time: {column: t, format: qqqqqqq}}} | mapping event.time.format: qqqqqqq (expected: iso, epoch_s, epoch_ms, epoch_us or a pattern)
          {format: csv, event: {time: {column: t, zone: Mars}}} | mapping event.time.zone: Mars (expected: a zone such as Europe/Helsinki)
          {format: csv, event: {time: {column: t}, name: '${#rwo}', visitor: v}} | mapping event.name: ${#rwo} (expected: a column, #row, #digest or #mapping)
          {format: csv, include: [{column: a}], event: {}} | mapping include[0]: expected one of: equals, in, matches, empty
          {format: csv, event: {time: {column: t}, name: n, visitor: {colum: v}}} | mapping event.visitor: expected either column or from
          """)
  void saysWhichKeyIsWrong(String yaml, String message) {
    assertThatThrownBy(() -> MappingReader.parse(yaml, "m"))
        .isInstanceOf(Refusal.class)
        .hasMessage(message);
  }

  @Test
  void refusesAnUnknownKeyAndSaysWhichThereAre() {
    assertThatThrownBy(() -> MappingReader.parse("format: csv\nskip: 3\n" + EVENT, "m"))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("mapping skip: unknown key (expected one of: name, description");
  }

  @Test
  void saysOnWhichLineTheFileIsNoYaml() {
    assertThatThrownBy(() -> MappingReader.parse("format: csv\nevent: [\n", "m"))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("mapping: line 2 is not YAML");
  }
}
