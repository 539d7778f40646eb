package io.polku.standalone.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of a file with a JSON object a line. Arrays count as objects with members 0, 1, … */
final class NdjsonRows implements RowReader {
  private final TextLines lines;
  private long row;

  NdjsonRows(TextLines lines) {
    this.lines = lines;
  }

  @Override
  public @Nullable Line next() throws IOException {
    var text = lines.next();
    while (text != null && text.isBlank()) {
      text = lines.next();
    }
    if (text == null) {
      return null;
    }
    row++;
    if (lines.cut()) {
      return new BadLine(lines.line(), "longer than " + TextLines.CHARS_MAX + " characters");
    }
    try {
      var node = Json.mapper().readTree(text);
      if (!node.isObject()) {
        return new BadLine(lines.line(), "no JSON object: " + RegexRows.shortened(text));
      }
      var values = new LinkedHashMap<String, String>();
      flatten("", node, values);
      return new Row(row, lines.line(), values);
    } catch (JsonProcessingException e) {
      var reason = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      return new BadLine(lines.line(), "no JSON: " + reason);
    }
  }

  @Override
  public @Nullable Set<String> columns() {
    return null;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      var prefix = name.isEmpty() ? "" : name + ".";
      node.properties()
          .forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), values));
    } else if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        flatten(name + "." + i, node.get(i), values);
      }
    } else {
      values.put(name, node.isNull() ? "" : node.asText());
    }
  }
}
