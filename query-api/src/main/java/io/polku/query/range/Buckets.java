package io.polku.query.range;

import io.polku.contract.report.Interval;
import io.polku.query.store.Sql;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * The buckets of a range, and how SQL names the one that a time falls into. A bucket's key is its
 * uncut start: for hours the epoch second, for the others the epoch day.
 */
public final class Buckets {
  /** Most buckets of one answer. */
  public static final int COUNT_MAX = 1_500;

  /** The only bucket there is where no interval was asked for. */
  public static final Sql NONE = Sql.of("toInt64(0)");

  private Buckets() {}

  /**
   * One bucket.
   *
   * @param key as the SQL answers it
   * @param from its start, not before the range's
   * @param to its end, exclusive, not after the range's
   */
  public record Bucket(long key, Instant from, Instant to) {}

  /**
   * All buckets of a range, in order, without gaps.
   *
   * @throws IllegalArgumentException when they are more than {@link #COUNT_MAX}
   */
  public static List<Bucket> of(TimeRange range, Interval interval) {
    var buckets = new ArrayList<Bucket>();
    for (var from = range.from(); from.isBefore(range.to()); ) {
      if (buckets.size() == COUNT_MAX) {
        throw new IllegalArgumentException(
            "interval: " + interval + " (expected: at most " + COUNT_MAX + " buckets)");
      }
      var bucket = bucket(range, interval, from);
      buckets.add(bucket);
      from = bucket.to();
    }
    return List.copyOf(buckets);
  }

  /**
   * The key of the bucket of a time.
   *
   * @param column expression that is a DateTime64
   */
  public static Sql ofTime(Interval interval, Sql column, TimeRange range) {
    var zone = range.zone().getId();
    return switch (interval) {
      case HOUR -> call("toInt64(toUnixTimestamp(toStartOfHour(%s, ?)))", column, zone);
      case DAY -> call("toInt64(toDate(%s, ?))", column, zone);
      case WEEK -> call("toInt64(toMonday(toDate(%s, ?)))", column, zone);
      case MONTH -> call("toInt64(toStartOfMonth(toDate(%s, ?)))", column, zone);
    };
  }

  /**
   * The key of the bucket of a day.
   *
   * @param column expression that is a Date
   * @throws IllegalArgumentException for hours
   */
  public static Sql ofDay(Interval interval, Sql column) {
    return switch (interval) {
      case HOUR -> throw new IllegalArgumentException("hours of a day (expected: day or longer)");
      case DAY -> call("toInt64(%s)", column);
      case WEEK -> call("toInt64(toMonday(%s))", column);
      case MONTH -> call("toInt64(toStartOfMonth(%s))", column);
    };
  }

  private static Sql call(String text, Sql column, Object... values) {
    var all = new ArrayList<>(column.values());
    all.addAll(List.of(values));
    return new Sql(text.replace("%s", column.text()), all);
  }

  private static Bucket bucket(TimeRange range, Interval interval, Instant from) {
    var zone = range.zone();
    if (interval == Interval.HOUR) {
      var start = from.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
      return new Bucket(
          start.getEpochSecond(), from, earlier(start.plus(Duration.ofHours(1)), range.to()));
    }
    var day = LocalDate.ofInstant(from, zone);
    var start = start(interval, day);
    var end = next(interval, start).atStartOfDay(zone).toInstant();
    return new Bucket(start.toEpochDay(), from, earlier(end, range.to()));
  }

  private static LocalDate start(Interval interval, LocalDate day) {
    return switch (interval) {
      case HOUR, DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
    };
  }

  private static LocalDate next(Interval interval, LocalDate start) {
    return switch (interval) {
      case HOUR, DAY -> start.plusDays(1);
      case WEEK -> start.plusWeeks(1);
      case MONTH -> start.plusMonths(1);
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
