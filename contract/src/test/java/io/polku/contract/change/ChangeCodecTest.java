package io.polku.contract.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.RandomRecords;
import io.polku.contract.event.Dimension;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChangeCodecTest {
  private static final long SEED = Long.getLong("polku.seed", 1);
  private static final int CHANGES = 500;

  private final RandomRecords random =
      new RandomRecords(
          SEED, Map.of("site", "shop", "visitorId", "v", "id", "é1", "name", "n", "funnelId", "f"));

  @Test
  void readsWhatItWroteWhateverAChangeHas() throws IOException {
    for (var i = 0; i < CHANGES; i++) {
      var change = random.next(Change.class);

      assertThat(ChangeCodec.read(ChangeCodec.write(change)))
          .as("seed %d, number %d", SEED, i)
          .isEqualTo(change);
    }
  }

  @Test
  void readsPlainJsonToo() throws IOException {
    var change = random.next(Change.class);

    assertThat(ChangeCodec.read(Json.mapper().writeValueAsBytes(change))).isEqualTo(change);
  }

  @Test
  void holdsTheEventAsItCame() throws IOException {
    var json =
        "{\"visitor_id\":\"v\",\"id\":\"1\",\"name\":\"a\",\"site\":\"shop\",\"time_millis\":7,"
            + "\"sender_time_millis\":7,\"received_at_millis\":7}";
    var utf8 = json.getBytes(StandardCharsets.UTF_8);
    var event = random.next(io.polku.contract.event.Event.class);
    var change =
        new Change(
            "shop",
            "v",
            1,
            new Change.Stored(event, true, false),
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null);

    var bytes = ChangeCodec.write(change, utf8);

    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains(json);
    var stored = Objects.requireNonNull(ChangeCodec.read(bytes).stored());
    assertThat(stored.event().timeMillis()).isEqualTo(7);
    assertThat(stored.late()).isTrue();
  }

  @Test
  void brokenRecordsAreRefusedWithoutSurprises() {
    var bytes = ChangeCodec.write(random.next(Change.class));
    for (var length = 0; length < bytes.length; length++) {
      var part = Arrays.copyOf(bytes, length);
      try {
        ChangeCodec.read(part);
      } catch (IOException | IllegalArgumentException e) {
        assertThat(e).hasMessageFindingMatch("expected|Unexpected");
      }
    }
    assertThatThrownBy(() -> ChangeCodec.read(new byte[] {0x78, 2}))
        .hasMessageContaining("expected: format 1");
    assertThatThrownBy(() -> ChangeCodec.read(new byte[0])).hasMessageContaining("expected");
  }

  @Test
  void dimensionsHaveTheNumbersThatTheSchemaSays() throws IOException {
    try (var in = ChangeCodec.class.getResourceAsStream("change.proto")) {
      assertThat(in).isNotNull();
      var schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var numbers =
          Pattern.compile("string (\\w+) = (\\d+);")
              .matcher(schema.substring(schema.indexOf("message Dimensions")))
              .results()
              .map(found -> found.group(2) + " " + found.group(1))
              .toList();
      assertThat(numbers)
          .isEqualTo(numbered(Arrays.stream(Dimension.values()).map(Dimension::word).toList()));
    }
  }

  private static List<String> numbered(List<String> words) {
    return IntStream.range(0, words.size()).mapToObj(i -> (i + 1) + " " + words.get(i)).toList();
  }
}
