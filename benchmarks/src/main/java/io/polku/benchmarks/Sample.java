package io.polku.benchmarks;

import java.util.Arrays;

/** Measured values, in no order. Immutable; of at least one value. */
final class Sample {
  private final double[] sorted;

  private Sample(double[] sorted) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("values: none (expected: at least one)");
    }
    this.sorted = sorted;
  }

  /** Those values. */
  static Sample of(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return new Sample(sorted);
  }

  /**
   * The smallest value that at least this share of the values does not exceed (nearest rank).
   *
   * @param percent above 0, at most 100
   */
  double percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent: " + percent + " (expected: above 0, to 100)");
    }
    return sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1];
  }

  /** The middle value; of an even number, the lower middle one. */
  double median() {
    return percentile(50);
  }

  /** The smallest value. */
  double min() {
    return sorted[0];
  }

  /** The largest value. */
  double max() {
    return sorted[sorted.length - 1];
  }
}
