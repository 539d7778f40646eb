package io.polku.contract.funnel;

import java.time.Duration;
import java.util.List;

/**
 * What a funnel counts. Immutable and validated; read it with {@link FunnelJson}.
 *
 * <h2>Semantics</h2>
 *
 * <p>Events of one visitor are ordered by time, {@code seq} and id ({@code Event.ORDER}). A
 * <em>subject</em> is a visitor, or one session of a visitor (a visitor's events with gaps of at
 * most the site's session gap, inclusive, cut where an event is more than 24 hours after the
 * session's start).
 *
 * <ul>
 *   <li>A <em>chain</em> of length k is a sequence of k different events e1 &lt; e2 &lt; … &lt; ek
 *       of one subject, ei matching step i, with {@code time(ek) − time(e1) ≤ window}. Other events
 *       may lie between.
 *   <li>For each subject and <em>entry day</em> (a day in the site's time zone), the <em>level</em>
 *       is the length of the longest chain whose e1 lies in that day; later steps may lie after it.
 *       A subject without an event of step 1 in that day has no fact there.
 *   <li>The <em>reported chain</em> is the longest; of those, the one that finishes earliest; then
 *       the one that starts latest; then, from the end, each earlier step the latest that fits.
 *       "Earliest" and "latest" are meant in the order of events.
 *   <li>A range of days counts a subject once, at its highest level over those days, ties by the
 *       same rule. Its breakdown value is taken at e1 of that chain. So days do not add up to the
 *       range.
 *   <li>The <em>deadline</em> is the last moment at which another event could still raise the
 *       level: the subject's last event of step 1 in that entry day, plus the window; for a session
 *       also no later than its last event plus the gap, and its start plus 24 hours. A subject
 *       below the last step is <em>open</em> while {@code as_of ≤ deadline}, then <em>dropped</em>.
 *   <li>A <em>drop-off</em> at step k reached step k and not k+1. Steps count from 1. Rates are 0
 *       when their base is 0.
 * </ul>
 *
 * <p>Vectors (time in seconds; resource {@code funnel-vectors.json} holds them for every engine):
 *
 * <table>
 * <caption>Vectors</caption>
 * <tr><th>events</th><th>funnel</th><th>level</th></tr>
 * <tr><td>A0 A30 B45 C75, window 60</td><td>A→B→C</td><td>3</td></tr>
 * <tr><td>A0 B0 (seq A &lt; B)</td><td>A→B</td><td>2</td></tr>
 * <tr><td>B0 A0.9</td><td>A→B</td><td>1</td></tr>
 * <tr><td>A0; and A0 A5</td><td>A→A</td><td>1; 2</td></tr>
 * <tr><td>A0 B50 C100, window 60; and A0 B50 C60</td><td>A→B→C</td><td>2; 3</td></tr>
 * <tr><td>A0 A1 A2 B3</td><td>A→B</td><td>2; reported chain 1 s, from the first entry 3 s</td></tr>
 * <tr><td>session 1: A, session 2: B</td><td>A→B</td><td>visitor 2, session 1</td></tr>
 * <tr><td>delivered B then A, happened A then B</td><td>A→B</td><td>2</td></tr>
 * </table>
 *
 * @param name what people call it, 1 to 200 characters
 * @param subject what is counted
 * @param window longest time from first to last step, inclusive; above 0, at most 90 days
 * @param steps 2 to 20 steps, in order
 */
public record FunnelDefinition(String name, Subject subject, Duration window, List<Step> steps) {
  /** Fewest steps. */
  public static final int STEPS_MIN = 2;

  /** Most steps. */
  public static final int STEPS_MAX = 20;

  /** The window where a definition names none. */
  public static final Duration WINDOW_DEFAULT = Duration.ofDays(7);

  /** Longest window. */
  public static final Duration WINDOW_MAX = Duration.ofDays(90);

  private static final int NAME_CHARS_MAX = 200;

  /** Refuses impossible values; copies the steps. */
  public FunnelDefinition {
    if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
      throw new IllegalArgumentException("name: '" + name + "' (expected: 1 to 200 characters)");
    }
    if (window.isNegative() || window.isZero() || window.compareTo(WINDOW_MAX) > 0) {
      throw new IllegalArgumentException("window: " + window + " (expected: > PT0S, at most P90D)");
    }
    steps = List.copyOf(steps);
    if (steps.size() < STEPS_MIN || steps.size() > STEPS_MAX) {
      throw new IllegalArgumentException("steps: " + steps.size() + " (expected: 2 to 20)");
    }
  }
}
