package io.polku.benchmarks;

import java.util.List;
import java.util.Locale;

/** A line over time as an SVG image that can be read on light and dark ground. */
final class Plot {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 140;
  private static final int LEFT = 60;
  private static final int TOP = 28;
  private static final int BOTTOM = 24;
  private static final int RIGHT = 12;

  private Plot() {}

  /**
   * The image, from zero up to the largest value.
   *
   * @param title name and unit; no characters that XML reserves
   * @param values at least one, at even distances
   * @param minutes from the first to the last
   */
  static String svg(String title, List<Double> values, double minutes) {
    var top = Math.max(values.stream().mapToDouble(Double::doubleValue).max().orElse(0), 1e-9);
    var wide = WIDTH - LEFT - RIGHT;
    var high = HEIGHT - TOP - BOTTOM;
    var line = new StringBuilder();
    for (var i = 0; i < values.size(); i++) {
      line.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + wide * i / Math.max(1.0, values.size() - 1.0),
              TOP + high * (1 - values.get(i) / top)));
    }
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
        <g font-family="sans-serif" font-size="12" fill="#808080">
        <text x="%4$d" y="16">%3$s</text>
        <text x="%5$d" y="%6$d" text-anchor="end">%7$s</text>
        <text x="%5$d" y="%8$d" text-anchor="end">0</text>
        <text x="%9$d" y="%10$d" text-anchor="end">%11$s min</text>
        </g>
        <path d="M%4$d %12$dV%8$dH%9$d" fill="none" stroke="#808080" stroke-width="1"/>
        <polyline points="%13$s" fill="none" stroke="#3b82f6" stroke-width="1.5"/>
        </svg>
        """
        .formatted(
            WIDTH,
            HEIGHT,
            title,
            LEFT,
            LEFT - 6,
            TOP + 6,
            Table.number(top),
            TOP + high,
            WIDTH - RIGHT,
            HEIGHT - 6,
            Table.number(minutes),
            TOP,
            line.toString().strip());
  }
}
