package io.polku.ingest.collect;

import java.time.Duration;
import java.time.Instant;

/** What times are believed, and how a wrong clock is corrected. All in epoch milliseconds. */
final class TimeRules {
  private static final long FIRST_MILLIS = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST_MILLIS = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long THOUSAND = 1000;

  private TimeRules() {}

  /** Whether a clock, even a wrong one, may show this. */
  static boolean isClock(long millis) {
    return millis >= FIRST_MILLIS && millis < LAST_MILLIS;
  }

  /** A guess at the unit that was used instead of milliseconds, to end a message with; or "". */
  static String unitHint(long wrongMillis) {
    if (Math.abs(wrongMillis) < Long.MAX_VALUE / THOUSAND && isClock(wrongMillis * THOUSAND)) {
      return "; seconds instead of milliseconds?";
    }
    if (isClock(wrongMillis / THOUSAND)) {
      return "; microseconds instead of milliseconds?";
    }
    return isClock(wrongMillis / THOUSAND / THOUSAND)
        ? "; nanoseconds instead of milliseconds?"
        : "";
  }

  /**
   * What to add to the times of a body: 0 while sender and intake are at most 60 s apart, since
   * that may be the network, else their difference in whole minutes (the nearest).
   */
  static long correctionMillis(long sentAtMillis, long receivedAtMillis) {
    var difference = receivedAtMillis - sentAtMillis;
    return Math.abs(difference) > MINUTE_MILLIS
        ? Math.round((double) difference / MINUTE_MILLIS) * MINUTE_MILLIS
        : 0;
  }

  /**
   * The time of an event by a right clock.
   *
   * @param senderMillis by the sender's clock
   * @param trusted whether the sender holds the server key and may send any past time
   */
  static long corrected(
      long senderMillis, long correctionMillis, long receivedAtMillis, boolean trusted)
      throws RefusedException {
    if (!isClock(senderMillis)) {
      throw outOfRange(
          Long.toString(senderMillis),
          "epoch milliseconds, not before 2000" + unitHint(senderMillis));
    }
    var millis = senderMillis + correctionMillis;
    if (millis < FIRST_MILLIS) {
      throw outOfRange(shown(millis, correctionMillis), "not before 2000");
    }
    if (millis > receivedAtMillis + Limits.AHEAD_MAX.toMillis()) {
      throw outOfRange(
          shown(millis, correctionMillis),
          "at most 5 minutes ahead of " + Instant.ofEpochMilli(receivedAtMillis));
    }
    if (!trusted && millis < receivedAtMillis - Limits.AGE_MAX.toMillis()) {
      throw outOfRange(
          shown(millis, correctionMillis), "at most 7 days ago, unless sent with the server key");
    }
    return millis;
  }

  private static String shown(long millis, long correctionMillis) {
    var text = Instant.ofEpochMilli(millis).toString();
    return correctionMillis == 0
        ? text
        : text + " after correction by " + Duration.ofMillis(correctionMillis);
  }

  private static RefusedException outOfRange(String value, String expected) {
    return new RefusedException(RejectionCode.TIME_OUT_OF_RANGE, "time", value, expected);
  }
}
