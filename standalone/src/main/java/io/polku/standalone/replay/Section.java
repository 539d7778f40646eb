package io.polku.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.standalone.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One object of a mapping file, read key by key; what is left at the end is an unknown key. */
final class Section {
  private final String path;
  private final Map<String, JsonNode> left = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();

  Section(String path, JsonNode node) {
    this.path = path;
    if (!node.isObject()) {
      throw refuse("", "expected: keys and values");
    }
    for (var entry : node.properties()) {
      if (!entry.getValue().isNull()) {
        left.put(entry.getKey(), entry.getValue());
      }
    }
  }

  /** The node of that key, or null. */
  @Nullable JsonNode find(String key) {
    asked.add(key);
    return left.remove(key);
  }

  /** The text of that key, or null. */
  @Nullable String text(String key) {
    var node = find(key);
    if (node == null) {
      return null;
    }
    if (!node.isValueNode()) {
      throw refuse(key, "expected: a text");
    }
    return node.asText();
  }

  String text(String key, String otherwise) {
    var text = text(key);
    return text == null ? otherwise : text;
  }

  String requiredText(String key) {
    var text = text(key);
    if (text == null || text.isEmpty()) {
      throw refuse(key, "missing");
    }
    return text;
  }

  boolean flag(String key) {
    var node = find(key);
    if (node != null && !node.isBoolean()) {
      throw refuse(key, "expected: true or false");
    }
    return node != null && node.booleanValue();
  }

  /** A list of texts; one text stands for a list of one; empty where the key is missing. */
  List<String> texts(String key) {
    var node = find(key);
    if (node == null) {
      return List.of();
    }
    if (node.isValueNode()) {
      return List.of(node.asText());
    }
    return list(key, node, JsonNode::asText);
  }

  /** A list of objects; empty where the key is missing. */
  <T> List<T> sections(String key, Function<Section, T> reader) {
    var node = find(key);
    if (node == null) {
      return List.of();
    }
    var index = new int[1];
    return list(key, node, one -> read(new Section(at(key) + "[" + index[0]++ + "]", one), reader));
  }

  /** The object of that key, or null. */
  <T> @Nullable T section(String key, Function<Section, T> reader) {
    var node = find(key);
    return node == null ? null : read(new Section(at(key), node), reader);
  }

  /** Name to node, in the file's order; empty where the key is missing. */
  Map<String, JsonNode> entries(String key) {
    var node = find(key);
    if (node == null) {
      return Map.of();
    }
    if (!node.isObject()) {
      throw refuse(key, "expected: keys and values");
    }
    var entries = new LinkedHashMap<String, JsonNode>();
    node.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }

  /** All keys that are left, taken as they are. */
  Map<String, JsonNode> rest() {
    var rest = new LinkedHashMap<>(left);
    left.clear();
    return rest;
  }

  /** Reads the section to its end. */
  static <T> T read(Section section, Function<Section, T> reader) {
    var read = reader.apply(section);
    if (!section.left.isEmpty()) {
      throw section.refuse(
          section.left.keySet().iterator().next(),
          "unknown key (expected one of: " + String.join(", ", section.asked) + ")");
    }
    return read;
  }

  Refusal refuse(String key, String problem) {
    return new Refusal("mapping " + at(key) + ": " + problem);
  }

  String at(String key) {
    return key.isEmpty() ? path : path.isEmpty() ? key : path + "." + key;
  }

  private <T> List<T> list(String key, JsonNode node, Function<JsonNode, T> reader) {
    if (!node.isArray()) {
      throw refuse(key, "expected: a list");
    }
    var list = new ArrayList<T>();
    node.forEach(one -> list.add(reader.apply(one)));
    return list;
  }
}
