package io.polku.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import io.polku.contract.RandomRecords;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventJsonTest {
  private static final long SEED = Long.getLong("polku.seed", 1);
  private static final int EVENTS = 2_000;
  private static final String PLAIN =
      "\"id\":\"1\",\"site\":\"shop\",\"visitor_id\":\"v\",\"time_millis\":1,\"seq\":0,"
          + "\"sender_time_millis\":2,\"received_at_millis\":3,\"name\":\"a\","
          + "\"republished\":false";

  @Test
  void readsWhatTheMapperWroteWhateverAnEventHas() throws Exception {
    var random =
        new RandomRecords(SEED, Map.of("site", "shop", "visitorId", "v", "id", "é1", "name", "n"));
    for (var i = 0; i < EVENTS; i++) {
      var event = random.next(Event.class);
      var json = Json.mapper().writeValueAsBytes(event);

      assertThat(EventJson.read(json)).as("seed %d, number %d", SEED, i).isEqualTo(event);
    }
  }

  @Test
  void readsTheRestOfWhatTheMapperReads() throws Exception {
    for (var more :
        new String[] {
          "",
          ",\"page\":null,\"context\":null,\"element\":null,\"items\":null,\"props\":null",
          ",\"value\":3,\"channel\":null,\"prev\":null,\"bot_reasons\":null",
          ",\"later\":{\"a\":[1,{\"b\":2}]},\"page\":{\"later\":1,\"url\":\"u\"}",
          ",\"user_id\":5,\"props\":{\"n\":1.50,\"b\":true}",
        }) {
      var json =
          ("{" + PLAIN.replace("\"v\"", "\"\\u00e4\"") + more + "}")
              .getBytes(StandardCharsets.UTF_8);

      assertThat(EventJson.read(json)).isEqualTo(Json.mapper().readValue(json, Event.class));
      assertThat(EventJson.read(json).visitorId()).isEqualTo("ä");
    }
  }

  @Test
  void readsAPartOfTheBytes() throws Exception {
    var bytes = ("xx{" + PLAIN + "}yy").getBytes(StandardCharsets.UTF_8);

    assertThat(EventJson.read(bytes, 2, bytes.length - 4).id()).isEqualTo("1");
  }

  @Test
  void refusesWhatIsNoEvent() {
    assertRefused("", "null", "[]", "{", "{" + PLAIN + "}x", "{" + PLAIN + "}{}");
    assertRefused(with("\"page\":[]"), with("\"time_millis\":\"1\""), with("\"seq\":3000000000"));
    assertRefused(with("\"props\":{\"a\":null}"), with("\"props\":{\"a\":1,\"a\":2}"));
    assertRefused(with("\"items\":[1]"), with("\"value\":\"x\""), with("\"republished\":1"));
    assertRefused(with("\"channel\":\"pigeon\""), with("\"user_id\":{}"), with("\"seq\":-1"));
    assertRefused("{" + PLAIN.replace("received_at_millis", "x") + "}");
    assertRefused(with("\"name\":\"\""), with("\"site\":\"A\""), with("\"bot_reasons\":[1]"));
    assertRefused("{\"id\":\"1\",\"site\":\"shop\",\"name\":\"a\",\"time_millis\":1}");
    assertThatThrownBy(() -> read(with("\"value\":\"x\"")))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining("value")
        .hasMessageContaining("expected: a number");
  }

  private static String with(String more) {
    return "{" + PLAIN + "," + more + "}";
  }

  private static void assertRefused(String... texts) {
    for (var text : texts) {
      assertThatThrownBy(() -> read(text))
          .as(text)
          .isInstanceOfAny(
              IOException.class, IllegalArgumentException.class, ArithmeticException.class);
    }
  }

  private static Event read(String json) throws IOException {
    return EventJson.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
