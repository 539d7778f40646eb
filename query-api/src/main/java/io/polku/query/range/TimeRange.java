package io.polku.query.range;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A half-open range of time, seen from a time zone.
 *
 * @param from inclusive, whole milliseconds
 * @param to exclusive, whole milliseconds, after {@code from}
 * @param zone whose days, weeks and months are meant
 */
public record TimeRange(Instant from, Instant to, ZoneId zone) {
  /** Earliest start: ClickHouse's days begin there. */
  public static final Instant MIN = Instant.parse("1971-01-01T00:00:00Z");

  /** Latest end. */
  public static final Instant MAX = Instant.parse("2100-01-01T00:00:00Z");

  /** Refuses impossible ranges. */
  public TimeRange {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from: " + from + " (expected: before to, " + to + ")");
    }
    if (from.isBefore(MIN) || to.isAfter(MAX)) {
      throw new IllegalArgumentException(
          "range: " + from + " to " + to + " (expected: between " + MIN + " and " + MAX + ")");
    }
  }

  /** Epoch milliseconds of the start. */
  public long fromMillis() {
    return from.toEpochMilli();
  }

  /** Epoch milliseconds of the end. */
  public long toMillis() {
    return to.toEpochMilli();
  }

  /** Whether it begins and ends where days do. */
  public boolean wholeDays() {
    return startsDay(from) && startsDay(to);
  }

  /** First day. */
  public LocalDate firstDay() {
    return LocalDate.ofInstant(from, zone);
  }

  /** The day after the last; only of meaning where {@link #wholeDays}. */
  public LocalDate endDay() {
    return LocalDate.ofInstant(to, zone);
  }

  private boolean startsDay(Instant time) {
    return LocalDate.ofInstant(time, zone).atStartOfDay(zone).toInstant().equals(time);
  }
}
