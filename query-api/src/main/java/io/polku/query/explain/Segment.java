package io.polku.query.explain;

/**
 * Those that entered with one value of a dimension, in both periods.
 *
 * @param by the dimension's word
 * @param value "" where it is not known
 * @param other whether this is the rest of the dimension's values
 * @param then in the period before
 * @param now in the period that is explained
 */
record Segment(String by, String value, boolean other, Counts then, Counts now) {
  /** Fewest that entered in each period, for a segment to be judged. */
  static final int ENTERED_MIN = 50;

  /** Fewest of both periods together that converted, and that did not. */
  private static final int OUTCOMES_MIN = 10;

  /** Whether enough is known of it that the normal approximation may be asked. */
  boolean enough() {
    var both = then.plus(now);
    return !other
        && then.entered() >= ENTERED_MIN
        && now.entered() >= ENTERED_MIN
        && both.converted() >= OUTCOMES_MIN
        && both.entered() - both.converted() >= OUTCOMES_MIN;
  }
}
