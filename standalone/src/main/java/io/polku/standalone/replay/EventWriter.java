package io.polku.standalone.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polku.contract.event.ScalarText;
import io.polku.contract.json.Json;
import io.polku.standalone.collect.OutgoingEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes rows as one event of the collect protocol. Thread-safe. */
final class EventWriter {
  private final Mapping.EventMapping mapping;

  EventWriter(Mapping.EventMapping mapping) {
    this.mapping = mapping;
  }

  /** Time of a row's event, epoch milliseconds. */
  long millis(Row row) throws BadRowException {
    return mapping.timeFormat().millis(mapping.time().required("time", row));
  }

  /**
   * The event of these rows.
   *
   * @param rows at least one; all but items (and a summed value) is taken from the first
   * @param millis its time
   */
  OutgoingEvent write(List<Row> rows, long millis) throws BadRowException {
    var row = rows.getFirst();
    var visitor = mapping.visitor().required("visitor", row);
    var out = new ByteArrayOutputStream(256);
    try (var json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("id", mapping.id().required("id", row));
      json.writeStringField("name", mapping.name().required("name", row));
      json.writeNumberField("time", millis);
      json.writeStringField("visitor_id", visitor);
      json.writeNumberField("seq", Math.min(row.number(), Integer.MAX_VALUE));
      text(json, "user_id", mapping.user(), row);
      text(json, "url", mapping.url(), row);
      text(json, "title", mapping.title(), row);
      text(json, "referrer", mapping.referrer(), row);
      text(json, "channel", mapping.channel(), row);
      text(json, "currency", mapping.currency(), row);
      value(json, rows);
      object(json, "context", mapping.context(), row);
      object(json, "props", mapping.props(), row);
      items(json, rows);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return new OutgoingEvent(visitor, row.line(), out.toByteArray());
  }

  private void value(JsonGenerator json, List<Row> rows) throws IOException, BadRowException {
    if (mapping.value() == null) {
      return;
    }
    BigDecimal sum = null;
    for (var row : mapping.valueSum() ? rows : rows.subList(0, 1)) {
      var text = mapping.value().of(row);
      if (text != null) {
        var number = number("value", text);
        sum = sum == null ? number : sum.add(number);
      }
    }
    if (sum != null) {
      json.writeNumberField("value", sum);
    }
  }

  private void items(JsonGenerator json, List<Row> rows) throws IOException, BadRowException {
    if (mapping.items().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("items");
    for (var row : rows) {
      for (var item : mapping.items()) {
        json.writeStartObject();
        fields(json, item, row);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void object(JsonGenerator json, String name, Map<String, Value> values, Row row)
      throws IOException, BadRowException {
    if (!values.isEmpty()) {
      json.writeObjectFieldStart(name);
      fields(json, values, row);
      json.writeEndObject();
    }
  }

  private static void fields(JsonGenerator json, Map<String, Value> values, Row row)
      throws IOException, BadRowException {
    for (var entry : values.entrySet()) {
      var text = entry.getValue().of(row);
      if (text == null) {
        continue;
      }
      json.writeFieldName(entry.getKey());
      switch (entry.getValue().type()) {
        case TEXT -> json.writeString(text);
        case NUMBER -> json.writeNumber(number(entry.getKey(), text));
        case BOOLEAN -> json.writeBoolean(bool(entry.getKey(), text));
      }
    }
  }

  private static void text(JsonGenerator json, String name, @Nullable Value value, Row row)
      throws IOException {
    var text = value == null ? null : value.of(row);
    if (text != null) {
      json.writeStringField(name, text);
    }
  }

  private static BigDecimal number(String what, String text) throws BadRowException {
    if (ScalarText.number(text.strip()).isEmpty()) {
      throw new BadRowException(what + ": '" + text + "' (expected: a number)");
    }
    return new BigDecimal(text.strip());
  }

  private static boolean bool(String what, String text) throws BadRowException {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new BadRowException(what + ": '" + text + "' (expected: true or false)");
    };
  }
}
