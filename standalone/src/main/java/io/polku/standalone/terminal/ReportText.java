package io.polku.standalone.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An answer of the query API for people: its own fields line by line, then each of its lists as a
 * table with aligned columns. What a list holds within its items is told in rows of their own, with
 * the item's fields before them. Rates are shown in percent, intervals as {@code 1.2–3.4 %}.
 */
public final class ReportText {
  private static final Set<String> STEP_FIELDS =
      Set.of(
          "index",
          "name",
          "entered",
          "dropped",
          "open",
          "excluded",
          "rate_first",
          "interval_first",
          "rate_previous",
          "median_seconds");
  private static final int CELL_CHARS_MAX = 60;
  private static final double PERCENT = 100;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private ReportText() {}

  /** The lines, without an end of line at the end. */
  public static String of(JsonNode answer) {
    var own = new LinkedHashMap<String, String>();
    var lists = new LinkedHashMap<String, JsonNode>();
    cells("", answer, own, lists);
    var text = new StringBuilder();
    var width = own.keySet().stream().mapToInt(String::length).max().orElse(0);
    own.forEach(
        (name, cell) ->
            text.append(padded(name, width, false)).append("  ").append(cell).append('\n'));
    lists.forEach(
        (name, list) -> {
          var rows = new ArrayList<Map<String, String>>();
          list.forEach(item -> collect(item, Map.of(), rows));
          text.append('\n').append(name.replace('_', ' ')).append('\n').append(table(rows));
        });
    return text.toString().stripTrailing();
  }

  private static void collect(
      JsonNode item, Map<String, String> above, List<Map<String, String>> rows) {
    var own = new LinkedHashMap<>(above);
    var lists = new LinkedHashMap<String, JsonNode>();
    cells("", item, own, lists);
    if (lists.isEmpty()) {
      rows.add(own);
    }
    lists.values().forEach(list -> list.forEach(each -> collect(each, own, rows)));
  }

  private static void cells(
      String prefix, JsonNode object, Map<String, String> own, Map<String, JsonNode> lists) {
    if (!object.isObject()) {
      own.put("value", cell("", object));
      return;
    }
    var step = object.has("entered") && object.has("rate_first");
    for (var field : object.properties()) {
      var value = field.getValue();
      var name = prefix + field.getKey();
      if (step && !STEP_FIELDS.contains(field.getKey())) {
        continue;
      }
      if (value.isObject()) {
        cells(name + ".", value, own, lists);
      } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        lists.put(name, value);
      } else {
        own.put(name, cell(field.getKey(), value));
      }
    }
  }

  private static String cell(String name, JsonNode value) {
    if (value.isArray()) {
      if (name.startsWith("interval") && value.size() == 2) {
        return String.format(
            Locale.ROOT,
            "%.1f–%.1f %%",
            value.get(0).asDouble() * PERCENT,
            value.get(1).asDouble() * PERCENT);
      }
      return StreamSupport.stream(value.spliterator(), false)
          .map(each -> cell("", each))
          .collect(Collectors.joining(", "));
    }
    if (value.isNull()) {
      return "–";
    }
    if (name.startsWith("rate") && value.isNumber()) {
      return String.format(Locale.ROOT, "%.1f %%", value.asDouble() * PERCENT);
    }
    if (value.isIntegralNumber()) {
      return String.format(Locale.ROOT, "%,d", value.asLong());
    }
    if (value.isNumber()) {
      return String.format(Locale.ROOT, "%,.2f", value.asDouble());
    }
    // What visitors sent is not to steer the terminal.
    return CONTROL.matcher(value.asText()).replaceAll("?");
  }

  private static String table(List<Map<String, String>> rows) {
    var columns = new LinkedHashSet<String>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    columns.removeIf(
        column -> rows.stream().allMatch(row -> row.getOrDefault(column, "").isEmpty()));
    var text = new StringBuilder();
    var widths = new LinkedHashMap<String, Integer>();
    var right = new LinkedHashSet<String>();
    for (var column : columns) {
      var cells = rows.stream().map(row -> shortened(row.getOrDefault(column, ""))).toList();
      widths.put(
          column,
          Math.max(column.length(), cells.stream().mapToInt(String::length).max().orElse(0)));
      if (cells.stream().allMatch(ReportText::isFigure)) {
        right.add(column);
      }
    }
    line(text, columns, widths, right, column -> column);
    for (var row : rows) {
      line(text, columns, widths, right, column -> shortened(row.getOrDefault(column, "")));
    }
    return text.toString();
  }

  private static void line(
      StringBuilder text,
      Set<String> columns,
      Map<String, Integer> widths,
      Set<String> right,
      java.util.function.UnaryOperator<String> cell) {
    text.append(
            columns.stream()
                .map(
                    column ->
                        padded(
                            cell.apply(column),
                            widths.getOrDefault(column, 0),
                            right.contains(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing())
        .append('\n');
  }

  private static boolean isFigure(String cell) {
    return cell.isEmpty()
        || cell.equals("–")
        || Character.isDigit(cell.charAt(0))
        || cell.charAt(0) == '-';
  }

  private static String padded(String cell, int width, boolean right) {
    var space = " ".repeat(Math.max(0, width - cell.length()));
    return right ? space + cell : cell + space;
  }

  private static String shortened(String cell) {
    return cell.length() > CELL_CHARS_MAX ? cell.substring(0, CELL_CHARS_MAX - 1) + "…" : cell;
  }
}
