package io.polku.contract.digest;

import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * What was found in a week, sent to a webhook once a week.
 *
 * @param name for people
 * @param url where it is posted, {@code http} or {@code https}
 * @param day when, by the site's calendar
 * @param hour from 0 to 23, by the site's clock
 */
public record WeeklyDigest(String name, URI url, DayOfWeek day, int hour) {
  private static final int HOUR_MAX = 23;

  /** Refuses impossible values. */
  public WeeklyDigest {
    if (hour < 0 || hour > HOUR_MAX) {
      throw new IllegalArgumentException("hour: " + hour + " (expected: 0 to 23)");
    }
    HookUrl.check(url);
  }

  /**
   * When it was last due. An hour that a change of the clocks leaves out is the next one.
   *
   * @param now the latest that it may be
   */
  public Instant dueAt(Instant now, ZoneId zone) {
    var there = now.atZone(zone);
    var due =
        there
            .truncatedTo(ChronoUnit.DAYS)
            .with(TemporalAdjusters.previousOrSame(day))
            .withHour(hour);
    return (due.isAfter(there)
            ? there
                .truncatedTo(ChronoUnit.DAYS)
                .with(TemporalAdjusters.previous(day))
                .withHour(hour)
            : due)
        .toInstant();
  }
}
