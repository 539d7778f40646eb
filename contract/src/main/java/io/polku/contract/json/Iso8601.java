package io.polku.contract.json;

import java.time.Duration;

/** Durations as people write them. */
public final class Iso8601 {
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private Iso8601() {}

  /** ISO 8601 text that {@link Duration#parse} reads; whole days as {@code P7D}. */
  public static String text(Duration duration) {
    var days = duration.toSeconds() / DAY_SECONDS;
    return days > 0 && duration.equals(Duration.ofDays(days))
        ? "P" + days + "D"
        : duration.toString();
  }
}
