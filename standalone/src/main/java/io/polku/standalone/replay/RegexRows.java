package io.polku.standalone.replay;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rows of a log: the named groups of an expression that each line matches as a whole. */
final class RegexRows implements RowReader {
  private static final int SHOWN_CHARS_MAX = 120;

  private final Pattern pattern;
  private final TextLines lines;
  private long row;

  RegexRows(Pattern pattern, TextLines lines) {
    this.pattern = pattern;
    this.lines = lines;
  }

  @Override
  public @Nullable Line next() throws IOException {
    var text = lines.next();
    while (text != null && text.isEmpty()) {
      text = lines.next();
    }
    if (text == null) {
      return null;
    }
    row++;
    if (lines.cut()) {
      return new BadLine(lines.line(), "longer than " + TextLines.CHARS_MAX + " characters");
    }
    var matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return new BadLine(lines.line(), "does not match the pattern: " + shortened(text));
    }
    var values = new LinkedHashMap<String, String>();
    for (var name : pattern.namedGroups().keySet()) {
      var value = matcher.group(name);
      values.put(name, value == null ? "" : value);
    }
    return new Row(row, lines.line(), values);
  }

  @Override
  public Set<String> columns() {
    return pattern.namedGroups().keySet();
  }

  static String shortened(String text) {
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
  }
}
