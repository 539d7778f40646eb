package io.polku.standalone.replay;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text with {@code ${column}} in it. {@code ${column|urlencode}} escapes the value for use within
 * an address; {@code ${#row}}, {@code ${#digest}} and {@code ${#mapping}} stand for the row's
 * number, its {@link Row#digest} and the mapping's name.
 */
final class Template {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}|]+)(\\|urlencode)?}");

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Column(String name, boolean urlencode) implements Part {}

    record RowNumber() implements Part {}

    record Digest() implements Part {}
  }

  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException at an unknown {@code #} word or a placeholder that is not
   *     closed
   */
  static Template of(String text, String mapping) {
    var parts = new ArrayList<Part>();
    var matcher = PLACEHOLDER.matcher(text);
    var end = 0;
    while (matcher.find()) {
      addText(parts, text.substring(end, matcher.start()));
      parts.add(placeholder(matcher.group(1).strip(), matcher.group(2) != null, mapping));
      end = matcher.end();
    }
    addText(parts, text.substring(end));
    return new Template(parts);
  }

  /** The column itself, whatever characters its name has. */
  static Template column(String name) {
    return new Template(List.of(new Part.Column(name, false)));
  }

  /** The text, or null where it names columns and all of them are empty. */
  @Nullable String render(Row row) {
    var text = new StringBuilder();
    var constant = true;
    var empty = true;
    for (var part : parts) {
      switch (part) {
        case Part.Text fixed -> text.append(fixed.text());
        case Part.Column column -> {
          constant = false;
          var value = row.get(column.name());
          empty &= value.isEmpty();
          text.append(
              column.urlencode() ? URLEncoder.encode(value, StandardCharsets.UTF_8) : value);
        }
        case Part.RowNumber _ -> {
          constant = false;
          empty = false;
          text.append(row.number());
        }
        case Part.Digest _ -> {
          constant = false;
          empty = false;
          text.append(row.digest());
        }
      }
    }
    return !constant && empty ? null : text.toString();
  }

  /** The columns it names. */
  Set<String> columns() {
    var names = new TreeSet<String>();
    for (var part : parts) {
      if (part instanceof Part.Column column) {
        names.add(column.name());
      }
    }
    return names;
  }

  private static Part placeholder(String name, boolean urlencode, String mapping) {
    return switch (name) {
      case "#row" -> new Part.RowNumber();
      case "#digest" -> new Part.Digest();
      case "#mapping" -> new Part.Text(mapping);
      default -> {
        if (name.startsWith("#")) {
          throw new IllegalArgumentException(
              "${" + name + "} (expected: a column, #row, #digest or #mapping)");
        }
        yield new Part.Column(name, urlencode);
      }
    };
  }

  private static void addText(List<Part> parts, String text) {
    if (text.contains("${")) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: ${column} or " + "${column|urlencode})");
    }
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
  }
}
