package io.polku.ingest.collect;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polku.contract.event.ScalarText;
import io.polku.ingest.enrich.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON of other products' clients. A body is gone through once to see where its events lie; then
 * each event alone becomes a tree, so that a large body costs no more memory than its largest
 * event.
 */
final class ForeignJson {
  /** Their contexts nest deeper than ours. */
  private static final int DEPTH_MAX = 64;

  private static final int TREE_BYTES_MAX = 2 * Limits.EVENT_BYTES_MAX;
  private static final int FLATTENED_DEPTH_MAX = 3;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
          .build();
  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private ForeignJson() {}

  /** Where something lies in the body's bytes (end exclusive). */
  record Span(int from, int to) {}

  /**
   * What a body holds at its top.
   *
   * @param texts its texts and numbers, by name
   * @param list where the elements of the one list lie that was looked for; null without it
   * @param whole where the body's object lies
   */
  record Outline(Map<String, String> texts, @Nullable List<Span> list, Span whole) {}

  /**
   * Goes through a body.
   *
   * @param listName of the list of events
   * @throws ProblemException when it is not one JSON object, or the list is too long
   */
  static Outline outline(byte[] body, String listName) throws ProblemException {
    var start = BodyDecoder.bomBytes(body);
    try (var parser = FACTORY.createParser(body, start, body.length - start)) {
      var first = parser.nextToken();
      if (first == null) {
        throw new ProblemException(Problem.MALFORMED_JSON, "the body is empty");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new ProblemException(
            Problem.INVALID_BODY,
            "body: " + Refusal.shown(Scalars.shown(parser)) + " (expected: an object)");
      }
      var from = start + (int) parser.currentTokenLocation().getByteOffset();
      var texts = new HashMap<String, String>();
      List<Span> list = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (name.equals(listName) && token == JsonToken.START_ARRAY) {
          list = spans(parser, start);
        } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          if (parser.getTextLength() <= Limits.VALUE_CHARS_MAX) {
            texts.put(name, Text.wellFormed(parser.getText()));
          }
        } else {
          parser.skipChildren();
        }
      }
      var whole = new Span(from, start + (int) parser.currentLocation().getByteOffset());
      if (parser.nextToken() != null) {
        throw new ProblemException(
            Problem.MALFORMED_JSON,
            "something follows the body's object (expected: nothing)",
            parser.currentTokenLocation());
      }
      return new Outline(texts, list, whole);
    } catch (JacksonException e) {
      throw new ProblemException(
          Problem.MALFORMED_JSON, Refusal.shown(e.getOriginalMessage()), e.getLocation());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
  }

  private static List<Span> spans(JsonParser parser, int start)
      throws IOException, ProblemException {
    var spans = new ArrayList<Span>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (spans.size() == Limits.EVENTS_OF_SERVER_MAX) {
        throw new ProblemException(
            Problem.TOO_MANY_EVENTS,
            "events: more than "
                + spans.size()
                + " (expected: at most "
                + Limits.EVENTS_OF_SERVER_MAX
                + ")");
      }
      var from = start + (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      parser.finishToken();
      spans.add(new Span(from, start + (int) parser.currentLocation().getByteOffset()));
    }
    return spans;
  }

  /**
   * The tree of one event.
   *
   * @throws RefusedException when it is no object, or too large to be one event
   */
  static JsonNode event(byte[] body, Span span) throws RefusedException {
    var length = span.to() - span.from();
    if (length > TREE_BYTES_MAX) {
      throw new RefusedException(
          RejectionCode.EVENT_TOO_LARGE,
          "event",
          length + " bytes",
          "at most " + Limits.EVENT_BYTES_MAX);
    }
    try {
      var tree = MAPPER.readTree(body, span.from(), length);
      if (tree.isObject()) {
        return tree;
      }
      throw new RefusedException(
          RejectionCode.INVALID_EVENT, "event", String.valueOf(tree), "an object");
    } catch (NumberFormatException e) {
      // Of an exponent that no number here can have, Jackson says so without wrapping it.
      throw new RefusedException(
          RejectionCode.INVALID_EVENT,
          "event",
          String.valueOf(e.getMessage()),
          "exponents of at most nine digits");
    } catch (IOException e) {
      throw new RefusedException(
          RejectionCode.INVALID_EVENT, "event", String.valueOf(e.getMessage()), "an object");
    }
  }

  /**
   * The tree of JSON that stands as text within an event.
   *
   * @throws RefusedException when it is none
   */
  static JsonNode nested(String json, String field) throws RefusedException {
    try {
      return MAPPER.readTree(json);
    } catch (IOException | NumberFormatException e) {
      throw new RefusedException(RejectionCode.INVALID_CONTEXT, field, json, "JSON");
    }
  }

  /** The text of a field, or of a number; "" where there is neither. */
  static String text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isTextual() || value.isNumber() ? scalar(value) : "";
  }

  /** The first of several fields that has a text; or "". */
  static String firstText(JsonNode node, String... fields) {
    for (var field : fields) {
      var text = text(node, field);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** The first of several fields that is a finite number, or a text that is one; or null. */
  static @Nullable Double firstNumber(JsonNode node, String... fields) {
    for (var field : fields) {
      var number = number(text(node, field));
      if (number != null) {
        return number;
      }
    }
    return null;
  }

  /** The finite number that a text is, or null. */
  static @Nullable Double number(String text) {
    var number =
        text.length() <= Limits.KEY_CHARS_MAX
            ? ScalarText.number(text).orElse(Double.NaN)
            : Double.NaN;
    return Double.isFinite(number) ? number : null;
  }

  private static String scalar(JsonNode value) {
    try {
      return Text.wellFormed(ScalarText.of(value));
    } catch (ArithmeticException | NumberFormatException e) {
      return value.asText();
    }
  }

  /**
   * Properties or an item's fields on their way from their names to ours. What is too much or too
   * long is cut, and told: these clients cannot be asked to send less.
   */
  static final class Flat {
    private final Map<String, String> map = new HashMap<>();
    private final String what;
    private final int sizeMax;
    private final Consumer<String> shortened;

    /**
     * Nothing yet.
     *
     * @param what name of the whole, for {@code shortened}
     * @param shortened told of each cut
     */
    Flat(String what, int sizeMax, Consumer<String> shortened) {
      this.what = what;
      this.sizeMax = sizeMax;
      this.shortened = shortened;
    }

    /** Puts all fields of an object, those within it with their path as name. */
    void putAll(JsonNode object) {
      object.properties().forEach(field -> put(field.getKey(), field.getValue(), 1));
    }

    /** Puts one value, whatever it is. */
    void put(String name, JsonNode value) {
      put(name, value, 1);
    }

    private void put(String name, JsonNode value, int depth) {
      if (value.isObject() && depth < FLATTENED_DEPTH_MAX) {
        value
            .properties()
            .forEach(field -> put(name + '.' + field.getKey(), field.getValue(), depth + 1));
      } else if (value.isContainerNode()) {
        if (!value.isEmpty()) {
          put(name, value.toString());
        }
      } else if (value.isTextual() || value.isNumber() || value.isBoolean()) {
        put(name, scalar(value));
      }
    }

    /** Puts one text; "" is nothing. */
    void put(String name, String text) {
      if (name.isEmpty() || text.isEmpty()) {
        return;
      }
      if (map.size() >= sizeMax
          || Text.exceeds(name, Limits.KEY_CHARS_MAX)
          || Text.exceeds(text, Limits.VALUE_CHARS_MAX)) {
        shortened.accept(what);
      }
      if (map.size() < sizeMax) {
        map.put(
            Text.cut(Text.wellFormed(name), Limits.KEY_CHARS_MAX),
            Text.cut(Text.wellFormed(text), Limits.VALUE_CHARS_MAX));
      }
    }

    /** Puts a text unless there is one of that name. */
    void putIfAbsent(String name, String text) {
      if (!map.containsKey(name)) {
        put(name, text);
      }
    }

    /** Gives a value a name of ours. */
    void rename(String from, String to) {
      var text = map.remove(from);
      if (text != null) {
        map.putIfAbsent(to, text);
      }
    }

    /** Takes values out. */
    void remove(String... names) {
      for (var name : names) {
        map.remove(name);
      }
    }

    /** A value, or "". */
    String get(String name) {
      return map.getOrDefault(name, "");
    }

    /** All values. */
    Map<String, String> map() {
      return map;
    }
  }
}
