package io.polku.contract.funnel;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.ScalarText;
import io.polku.contract.json.JsonParts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the parts that tests of values are made of. */
class PredicateParts extends JsonParts {
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
}
