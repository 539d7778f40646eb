package io.polku.contract.session;

import java.time.Duration;

/**
 * When a visitor's session ends. A session is a visitor's events, in order, with gaps of at most
 * {@code gap} (inclusive), cut where an event is more than {@link #LENGTH_MAX} after the session's
 * first event. It is not split at midnight. Its id is (visitor, start).
 *
 * <table>
 * <caption>With a gap of 30 minutes</caption>
 * <tr><th>events (minutes)</th><th>sessions</th></tr>
 * <tr><td>0, 30</td><td>1</td></tr>
 * <tr><td>0, 30.001</td><td>2</td></tr>
 * <tr><td>every 30 from 0 to 1440</td><td>1</td></tr>
 * <tr><td>every 30 from 0 to 1470</td><td>2, the second starts at 1470</td></tr>
 * </table>
 *
 * @param gap longest silence within a session; above 0, at most a day
 */
public record SessionRules(Duration gap) {
  /** The gap of a site that sets none. */
  public static final Duration GAP_DEFAULT = Duration.ofMinutes(30);

  /** No session's last event is later than this after its first. */
  public static final Duration LENGTH_MAX = Duration.ofHours(24);

  private static final Duration GAP_MAX = Duration.ofDays(1);

  /** Refuses impossible values. */
  public SessionRules {
    if (gap.isNegative() || gap.isZero() || gap.compareTo(GAP_MAX) > 0) {
      throw new IllegalArgumentException("gap: " + gap + " (expected: > PT0S, at most P1D)");
    }
  }

  /**
   * Whether an event still belongs to the session in progress.
   *
   * @param startMillis first event of the session
   * @param lastMillis latest event of the session
   * @param timeMillis the event in question, not before {@code lastMillis}
   */
  public boolean continues(long startMillis, long lastMillis, long timeMillis) {
    return timeMillis - lastMillis <= gap.toMillis()
        && timeMillis - startMillis <= LENGTH_MAX.toMillis();
  }
}
