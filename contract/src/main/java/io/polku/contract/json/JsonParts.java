package io.polku.contract.json;

import com.fasterxml.jackson.databind.JsonNode;
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
public class JsonParts {
  private static final int NAME_CHARS_MAX = 200;

  private final List<Problem> problems = new ArrayList<>();

  /** A reader that has found nothing wrong yet. */
  protected JsonParts() {}

  /**
   * One thing that is wrong.
   *
   * @param pointer where, as a JSON pointer into what was sent
   * @param message the value and what was expected
   */
  public record Problem(String pointer, String message) {}

  /** Everything that was wrong so far. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The word of a constant: its name in lower case. */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** More that is wrong. */
  public void refuseAll(List<Problem> more) {
    problems.addAll(more);
  }

  /** The text of a field that must be there. */
  public @Nullable String required(JsonNode json, String field, String pointer) {
    var value = json.get(field);
    if (value == null) {
      refuse(pointer + "/" + field, field + ": none (expected: a text)");
      return null;
    }
    return text(value, pointer + "/" + field);
  }

  /** A name for people: 1 to 200 characters, not blank. */
  public @Nullable String name(@Nullable JsonNode json, String pointer) {
    var text = json == null ? null : text(json, pointer);
    if (text != null && (text.isBlank() || text.length() > NAME_CHARS_MAX)) {
      refuse(pointer, "name: '" + text + "' (expected: 1 to 200 characters)");
      return null;
    }
    return text;
  }

  /** A text. */
  public @Nullable String text(JsonNode json, String pointer) {
    if (json.isTextual()) {
      return json.textValue();
    }
    refuse(pointer, brief(json) + " (expected: a text)");
    return null;
  }

  /** One of a list, and where it stands. */
  public record Item(JsonNode json, String pointer) {}

  /** The items of a list of that many; none where it is wrong. */
  public Stream<Item> list(@Nullable JsonNode json, String pointer, String what, int min, int max) {
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

  /** Whether it is an object; fields it should not have are refused. */
  public boolean object(JsonNode json, String pointer, Set<String> fields) {
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

  /** Makes a part, or throws {@link IllegalArgumentException} with what is wrong. */
  public interface Building<T> {
    /** The part. */
    T build();
  }

  /** What is built, unless it is refused. */
  public <T> @Nullable T built(String pointer, Building<T> building) {
    try {
      return building.build();
    } catch (IllegalArgumentException e) {
      refuse(pointer, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Something is wrong there. */
  public void refuse(String pointer, String message) {
    problems.add(new Problem(pointer, message));
  }

  /** A value as messages show it: at most 100 characters. */
  public static String brief(@Nullable JsonNode json) {
    if (json == null) {
      return "none";
    }
    var text = json.toString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
