package io.polku.testkit.random;

import java.time.Duration;

/**
 * What happens to a visitor's events on their way.
 *
 * @param lagMax no copy of an event arrives after an event that is this much newer; keep it below
 *     the grace period where nothing may be late
 * @param repeatPercent how many of 100 events are delivered more than once
 */
public record Delivery(Duration lagMax, int repeatPercent) {
  /** In order, each once. */
  public static final Delivery IN_ORDER = new Delivery(Duration.ZERO, 0);

  /** Reordered over half the usual grace period; one in seven repeated. */
  public static final Delivery WITHIN_GRACE = new Delivery(Duration.ofHours(12), 15);

  /** Refuses impossible values. */
  public Delivery {
    if (lagMax.isNegative()) {
      throw new IllegalArgumentException("lag: " + lagMax + " (expected: >= PT0S)");
    }
    if (repeatPercent < 0 || repeatPercent > 100) {
      throw new IllegalArgumentException("repeat: " + repeatPercent + " (expected: 0 to 100)");
    }
  }
}
