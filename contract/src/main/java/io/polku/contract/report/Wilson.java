package io.polku.contract.report;

import java.util.List;

/**
 * Wilson's score interval for a rate, at 95 %: where the true rate lies, given what was seen. E. B.
 * Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
public final class Wilson {
  /** The two-sided 95 % point of the normal distribution. */
  public static final double Z = 1.959963984540054;

  private Wilson() {}

  /**
   * Low and high end, both within [0, 1]; [0, 1] where nobody was seen.
   *
   * @param successes at least 0, at most {@code trials}
   * @param trials at least 0
   */
  public static List<Double> interval(long successes, long trials) {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "successes: " + successes + " (expected: 0 to " + trials + ")");
    }
    return interval(Rates.of(successes, trials), (double) trials);
  }

  /**
   * The same for a rate that was seen in as many trials as are worth {@code n} independent ones.
   *
   * @param rate 0 to 1
   * @param n at least 0
   */
  static List<Double> interval(double rate, double n) {
    if (n <= 0) {
      return List.of(0.0, 1.0);
    }
    var scale = 1 + Z * Z / n;
    var centre = (rate + Z * Z / (2 * n)) / scale;
    var half = Z / scale * Math.sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n));
    // At the ends the formula is exact on paper and a rounding error off in doubles.
    var low = rate == 0 ? 0.0 : Math.max(0, centre - half);
    var high = rate == 1 ? 1.0 : Math.min(1, centre + half);
    return List.of(low, high);
  }
}
