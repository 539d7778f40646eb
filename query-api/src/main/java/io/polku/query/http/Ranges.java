package io.polku.query.http;

import io.polku.contract.report.Interval;
import io.polku.query.range.Buckets;
import io.polku.query.range.TimeRange;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Times, ranges and intervals as requests give them. */
final class Ranges {
  private static final int DAYS_DEFAULT = 30;

  private Ranges() {}

  /** A range; without an end, up to the end of today; without a start, the 30 days before that. */
  static TimeRange range(Optional<String> from, Optional<String> to, ZoneId zone, Clock clock) {
    var end =
        to.map(text -> time("to", text, zone))
            .orElseGet(
                () ->
                    LocalDate.now(clock.withZone(zone)).plusDays(1).atStartOfDay(zone).toInstant());
    var start =
        from.map(text -> time("from", text, zone))
            .orElseGet(() -> end.atZone(zone).minusDays(DAYS_DEFAULT).toInstant());
    try {
      return new TimeRange(start, end, zone);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("from", String.valueOf(e.getMessage()));
    }
  }

  /**
   * The range that another is compared with: {@code previous}, as long and right before it, or
   * {@code FROM/TO}.
   */
  static TimeRange compared(String text, TimeRange range) {
    if (text.equals("previous")) {
      return previous(range);
    }
    var slash = text.indexOf('/');
    if (slash < 0) {
      throw ApiException.parameter(
          "compare", "compare: " + text + " (expected: previous, or FROM/TO)");
    }
    var zone = range.zone();
    try {
      return new TimeRange(
          time("compare", text.substring(0, slash), zone),
          time("compare", text.substring(slash + 1), zone),
          zone);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("compare", String.valueOf(e.getMessage()));
    }
  }

  /** Whole days before whole days, though a day may be 23 or 25 hours long. */
  private static TimeRange previous(TimeRange range) {
    var zone = range.zone();
    var from =
        range.wholeDays()
            ? range
                .firstDay()
                .minusDays(ChronoUnit.DAYS.between(range.firstDay(), range.endDay()))
                .atStartOfDay(zone)
                .toInstant()
            : range.from().minus(Duration.between(range.from(), range.to()));
    return new TimeRange(from, range.from(), zone);
  }

  /** An RFC 3339 time, or a date that means the start of that day. */
  static Instant time(String name, String text, ZoneId zone) {
    try {
      if (text.indexOf('T') < 0 && text.indexOf('t') < 0) {
        return LocalDate.parse(text).atStartOfDay(zone).toInstant();
      }
      // A plus sign that was not encoded arrives as a space.
      return OffsetDateTime.parse(text.replace(' ', '+'))
          .toInstant()
          .truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      throw ApiException.parameter(
          name, name + ": " + text + " (expected: an RFC 3339 time, or a date such as 2026-11-21)");
    }
  }

  /** An RFC 3339 time; empty where it is none. */
  static Optional<Instant> readTime(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static @Nullable Interval interval(Optional<String> text, TimeRange range) {
    if (text.isEmpty()) {
      return null;
    }
    var interval =
        Arrays.stream(Interval.values())
            .filter(each -> word(each).equals(text.get()))
            .findFirst()
            .orElseThrow(
                () ->
                    ApiException.parameter(
                        "interval",
                        "interval: " + text.get() + " (expected one of: " + words() + ")"));
    try {
      var _ = Buckets.of(range, interval);
      return interval;
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("interval", String.valueOf(e.getMessage()));
    }
  }

  private static String words() {
    return Arrays.stream(Interval.values()).map(Ranges::word).collect(Collectors.joining(", "));
  }

  private static String word(Interval interval) {
    return interval.name().toLowerCase(Locale.ROOT);
  }
}
