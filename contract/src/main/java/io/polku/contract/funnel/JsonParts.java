package io.polku.contract.funnel;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.FunnelJson.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads parts of what people send, and collects what is wrong; a part that is wrong is null. */
class JsonParts {
  private static final int NAME_CHARS_MAX = 200;

  private final List<Problem> problems = new ArrayList<>();

  /** Everything that was wrong so far. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void refuseAll(List<Problem> more) {
    problems.addAll(more);
  }

  Predicate.@Nullable Op op(String word, String pointer) {
    for (var op : Predicate.Op.values()) {
      if (word(op).equals(word)) {
        return op;
      }
    }
    var words =
        Stream.of(Predicate.Op.values()).map(JsonParts::word).collect(Collectors.joining(", "));
    refuse(pointer, "op: " + word + " (expected one of: " + words + ")");
    return null;
  }

  List<String> values(Predicate.Op op, @Nullable JsonNode json, String pointer) {
    return switch (op) {
      case EXISTS -> {
        if (json != null) {
          refuse(pointer, "value: " + brief(json) + " (expected: none, for exists)");
        }
        yield List.of();
      }
      case IN, NOT_IN ->
          list(json, pointer, "value", 1, Predicate.VALUES_MAX)
              .map(item -> scalar(item.json(), item.pointer()))
              .flatMap(Stream::ofNullable)
              .toList();
      case EQ, NE, CONTAINS, STARTS_WITH, GT, GTE, LT, LTE -> {
        var text = scalar(json, pointer);
        yield text == null ? List.of() : List.of(text);
      }
    };
  }

  @Nullable String scalar(@Nullable JsonNode json, String pointer) {
    if (json == null || !json.isValueNode() || json.isNull()) {
      refuse(pointer, "value: " + brief(json) + " (expected: a text, a number or a boolean)");
      return null;
    }
    return ScalarText.of(json);
  }

  @Nullable String required(JsonNode json, String field, String pointer) {
    var value = json.get(field);
    if (value == null) {
      refuse(pointer + "/" + field, field + ": none (expected: a text)");
      return null;
    }
    return text(value, pointer + "/" + field);
  }

  @Nullable String name(@Nullable JsonNode json, String pointer) {
    var text = json == null ? null : text(json, pointer);
    if (text != null && (text.isBlank() || text.length() > NAME_CHARS_MAX)) {
      refuse(pointer, "name: '" + text + "' (expected: 1 to 200 characters)");
      return null;
    }
    return text;
  }

  @Nullable String text(JsonNode json, String pointer) {
    if (json.isTextual()) {
      return json.textValue();
    }
    refuse(pointer, brief(json) + " (expected: a text)");
    return null;
  }

  record Item(JsonNode json, String pointer) {}

  Stream<Item> list(@Nullable JsonNode json, String pointer, String what, int min, int max) {
    if (json == null || !json.isArray()) {
      refuse(pointer, what + ": " + brief(json) + " (expected: a list)");
      return Stream.empty();
    }
    if (json.size() < min || json.size() > max) {
      refuse(pointer, what + ": " + json.size() + " (expected: " + min + " to " + max + ")");
      return Stream.empty();
    }
    return IntStream.range(0, json.size()).mapToObj(i -> new Item(json.get(i), pointer + "/" + i));
  }

  boolean object(JsonNode json, String pointer, Set<String> fields) {
    if (!json.isObject()) {
      refuse(pointer, brief(json) + " (expected: an object)");
      return false;
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!fields.contains(field.getKey())) {
        unknown(field.getKey(), pointer, fields);
      }
    }
    return true;
  }

  private void unknown(String field, String pointer, Set<String> fields) {
    var escaped = field.replace("~", "~0").replace("/", "~1");
    refuse(
        pointer + "/" + escaped,
        "field: "
            + field
            + " (expected one of: "
            + fields.stream().sorted().collect(Collectors.joining(", "))
            + ")");
  }

  interface Building<T> {
    T build();
  }

  <T> @Nullable T built(String pointer, Building<T> building) {
    try {
      return building.build();
    } catch (IllegalArgumentException e) {
      refuse(pointer, String.valueOf(e.getMessage()));
      return null;
    }
  }

  void refuse(String pointer, String message) {
    problems.add(new Problem(pointer, message));
  }

  static String brief(@Nullable JsonNode json) {
    if (json == null) {
      return "none";
    }
    var text = json.toString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
