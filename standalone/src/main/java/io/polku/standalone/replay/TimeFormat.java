package io.polku.standalone.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** How a file writes times. */
sealed interface TimeFormat {
  /**
   * Reads a time, to the millisecond; what is finer is cut off.
   *
   * @return epoch milliseconds
   */
  long millis(String text) throws BadRowException;

  /**
   * The format of that name.
   *
   * @param name {@code iso}, {@code epoch_s} (a fraction may follow), {@code epoch_ms}, {@code
   *     epoch_us}, or a pattern of {@link DateTimeFormatter} with English names
   * @param zone where times without a zone of their own were written down
   * @throws IllegalArgumentException for a pattern that is none
   */
  static TimeFormat of(String name, ZoneId zone) {
    return switch (name) {
      case "iso" -> new Text("ISO 8601", ISO, zone);
      case "epoch_s" -> new Epoch(name, 3);
      case "epoch_ms" -> new Epoch(name, 0);
      case "epoch_us" -> new Epoch(name, -3);
      default ->
          new Text(
              name,
              new DateTimeFormatterBuilder()
                  .parseCaseInsensitive()
                  .appendPattern(name)
                  .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                  .toFormatter(Locale.ENGLISH),
              zone);
    };
  }

  /** Date, "T" or a space, time, and an offset or zone if there is one. */
  DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][ ]")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalEnd()
          .appendPattern("[ ][XXX][XX][X][VV]")
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .toFormatter(Locale.ENGLISH);

  /** A number of units since 1970. */
  record Epoch(String name, int shift) implements TimeFormat {
    @Override
    public long millis(String text) throws BadRowException {
      try {
        return new BigDecimal(text.strip())
            .movePointRight(shift)
            .setScale(0, RoundingMode.FLOOR)
            .longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw new BadRowException("time: '" + text + "' (expected: " + name + ")");
      }
    }
  }

  /** A written date and time. */
  record Text(String name, DateTimeFormatter formatter, ZoneId zone) implements TimeFormat {
    @Override
    public long millis(String text) throws BadRowException {
      try {
        TemporalAccessor time =
            formatter.parseBest(
                text.strip(), ZonedDateTime::from, Instant::from, LocalDateTime::from);
        return switch (time) {
          case ZonedDateTime zoned -> zoned.toInstant().toEpochMilli();
          case Instant instant -> instant.toEpochMilli();
          case LocalDateTime local -> local.atZone(zone).toInstant().toEpochMilli();
          default -> throw new IllegalStateException("unexpected: " + time);
        };
      } catch (DateTimeException | ArithmeticException e) {
        throw new BadRowException("time: '" + text + "' (expected: " + name + ")");
      }
    }
  }
}
