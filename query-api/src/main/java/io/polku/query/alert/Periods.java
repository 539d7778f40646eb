package io.polku.query.alert;

import io.polku.contract.alert.AlertRule.Period;
import io.polku.query.range.TimeRange;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** Hours, days and weeks by a site's clock and calendar. */
final class Periods {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int DAYS = 7;

  private Periods() {}

  /** The last one that ended by that moment. */
  static TimeRange last(Period period, Instant by, ZoneId zone) {
    var day = LocalDate.ofInstant(by, zone);
    return switch (period) {
      case HOUR -> {
        var end = by.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        yield new TimeRange(end.minus(HOUR), end, zone);
      }
      case DAY -> days(day.minusDays(1), day, zone);
      case WEEK -> {
        var monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        yield days(monday.minusDays(DAYS), monday, zone);
      }
    };
  }

  /** The same time some weeks before, by the clock. An hour stays one, whatever the clocks do. */
  static TimeRange weeksBefore(Period period, TimeRange range, int weeks) {
    var zone = range.zone();
    var from = range.from().atZone(zone).minusWeeks(weeks).toInstant();
    return period == Period.HOUR
        ? new TimeRange(from, from.plus(HOUR), zone)
        : new TimeRange(from, range.to().atZone(zone).minusWeeks(weeks).toInstant(), zone);
  }

  private static TimeRange days(LocalDate first, LocalDate end, ZoneId zone) {
    return new TimeRange(
        first.atStartOfDay(zone).toInstant(), end.atStartOfDay(zone).toInstant(), zone);
  }
}
