package io.polku.ingest.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.polku.contract.Names;
import io.polku.contract.event.Channel;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema says what the intake does. */
class SchemaTest {
  /** Codes for what a schema can express. */
  private static final Set<String> EXPRESSIBLE =
      Set.of(
          "invalid_event",
          "missing_field",
          "invalid_name",
          "invalid_seq",
          "invalid_prev",
          "invalid_text",
          "invalid_element",
          "invalid_item",
          "too_many_items",
          "invalid_currency",
          "invalid_channel",
          "invalid_context",
          "invalid_property",
          "too_many_properties");

  private static final JsonNode JSON = json();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(JSON);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"pv\":\"p\",\"seq\":3,\"url\":\"https://shop.example/\",\"referrer\":\"\",\"title\":\"t\"",
        "\"value\":1.5,\"currency\":\"EUR\",\"items\":[{\"item_id\":\"a\",\"price\":1.5}]",
        "\"value\":\"1.5\",\"props\":{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null}",
        "\"element\":{\"tag\":\"a\",\"text\":\"Buy\",\"href\":\"/buy\"},\"later\":{\"a\":[1]}",
        "\"pv\":null,\"seq\":null,\"url\":null,\"element\":null,\"items\":null,\"props\":null",
        "\"channel\":\"app\",\"user_id\":null"
      })
  void whatTheIntakeTakesIsValid(String moreFields) throws Exception {
    var body = TestIntake.body(moreFields);

    assertThat(new TestIntake().fromBrowser(body).rejected()).isEmpty();
    assertThat(SCHEMA.validate(body, InputFormat.JSON)).isEmpty();
  }

  static Stream<Arguments> refusals() {
    return IntakeTest.refusals().filter(row -> EXPRESSIBLE.contains((String) row.get()[0]));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("refusals")
  void whatTheIntakeRefusesIsInvalid(String code, String event, String message) {
    assertThat(SCHEMA.validate(TestIntake.bodyOf(event), InputFormat.JSON))
        .describedAs("%s %s", code, message)
        .isNotEmpty();
  }

  @Test
  void statesTheSameLimits() {
    assertThat(number("/properties/events/maxItems")).isEqualTo(Limits.EVENTS_OF_SERVER_MAX);
    assertThat(text("/properties/events/description")).contains(" " + Limits.EVENTS_MAX + " ");
    assertThat(text("/description"))
        .contains(" " + Limits.BODY_BYTES_MAX + " ")
        .contains(" " + Limits.UNPACKED_BYTES_MAX + " ");
    assertThat(number("/$defs/id/maxLength")).isEqualTo(Names.ID_BYTES_MAX);
    assertThat(number("/$defs/word/maxLength")).isEqualTo(Limits.CONTEXT_CHARS_MAX);
    assertThat(number("/$defs/scalars/propertyNames/maxLength")).isEqualTo(Limits.KEY_CHARS_MAX);
    assertThat(number("/$defs/scalars/additionalProperties/maxLength"))
        .isEqualTo(Limits.VALUE_CHARS_MAX);
    assertThat(number("/$defs/event/properties/name/maxLength"))
        .isEqualTo(Names.EVENT_NAME_CHARS_MAX);
    assertThat(number("/$defs/event/properties/items/maxItems")).isEqualTo(Limits.ITEMS_MAX);
    assertThat(number("/$defs/event/properties/items/items/maxProperties"))
        .isEqualTo(Limits.ITEM_FIELDS_MAX);
    assertThat(number("/$defs/event/properties/props/anyOf/0/maxProperties"))
        .isEqualTo(Limits.PROPERTIES_MAX);
    assertThat(text("/$defs/event/properties/url/description"))
        .contains(" " + Limits.URL_CHARS_MAX + " ");
    assertThat(text("/$defs/event/properties/referrer/description"))
        .contains(" " + Limits.LINK_CHARS_MAX + " ");
    assertThat(text("/$defs/event/properties/title/description"))
        .contains(" " + Limits.TITLE_CHARS_MAX + " ");
    assertThat(text("/$defs/event/properties/element/description"))
        .contains(" " + Limits.ELEMENT_CHARS_MAX + " ")
        .contains(" " + Limits.LINK_CHARS_MAX);
    for (var channel : Channel.values()) {
      assertThat(JSON.at("/$defs/channel/enum").toString()).contains('"' + channel.word() + '"');
    }
  }

  private static int number(String pointer) {
    return JSON.at(pointer).asInt();
  }

  private static String text(String pointer) {
    return JSON.at(pointer).asText();
  }

  private static JsonNode json() {
    try (var in = SchemaTest.class.getResourceAsStream("events.schema.json")) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
