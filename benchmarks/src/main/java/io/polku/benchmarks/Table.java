package io.polku.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table as text that Markdown shows as a table too. Not thread-safe. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these headings. */
  Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** One more row, as wide as the headings. */
  Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "cells: " + Arrays.toString(cells) + " (expected: " + rows.getFirst().size() + ")");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** A number as a person reads it: about three digits that mean something. */
  static String number(double value) {
    var size = Math.abs(value);
    var format = size >= 100 || value == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /** How one figure stands to another, such as {@code 0.52x}; – where there is no other. */
  static String ratio(double value, double base) {
    return base == 0 ? "–" : number(value / base) + "x";
  }

  @Override
  public String toString() {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    line(text, rows.getFirst(), widths);
    line(text, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    rows.subList(1, rows.size()).forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths) {
    for (var i = 0; i < widths.length; i++) {
      var cell = cells.get(i);
      text.append("| ").append(cell).repeat(' ', widths[i] - cell.length() + 1);
    }
    text.append("|\n");
  }
}
