package io.polku.contract.report;

import java.util.List;

/**
 * The interval of a rate whose trials come in clusters, as events come in page views: what is lost
 * is often lost together (the tail of a page view), so that there is less to learn from a thousand
 * events than from a thousand page views of one. {@link Wilson}'s interval of as many independent
 * trials as are worth the same: J. N. K. Rao, A. J. Scott, "A simple method for the analysis of
 * clustered binary data", Biometrics 48 (1992). The design effect is the variance of the ratio of
 * sums over clusters, k/(k−1) Σ(x−pm)² / M² (W. G. Cochran, "Sampling Techniques", 3rd ed., 2.11),
 * over that of independent trials, p(1−p)/M; never taken for less than 1.
 */
public final class ClusteredRate {
  /**
   * Sums over clusters; {@code m} are the trials of one, {@code x} its successes.
   *
   * @param clusters how many, k
   * @param trials Σm, M
   * @param successes Σx
   * @param squaresX Σx²
   * @param products Σxm
   * @param squaresM Σm²
   */
  public record Sums(
      long clusters,
      long trials,
      long successes,
      double squaresX,
      double products,
      double squaresM) {}

  private ClusteredRate() {}

  /** Share of successes; 0 where there are no trials. */
  public static double rate(Sums sums) {
    return sums.trials() == 0 ? 0 : (double) sums.successes() / sums.trials();
  }

  /**
   * Low and high end of the 95 % interval, both within [0, 1]; [0, 1] where there are no trials.
   */
  public static List<Double> interval(Sums sums) {
    return Wilson.interval(rate(sums), sums.trials() / designEffect(sums));
  }

  /** How many independent trials would tell as much. */
  public static double independentTrials(Sums sums) {
    return sums.trials() / designEffect(sums);
  }

  /** By how many times fewer independent trials would tell as much; at least 1. */
  static double designEffect(Sums sums) {
    var p = rate(sums);
    var k = sums.clusters();
    if (k < 2 || p <= 0 || p >= 1) {
      // Nothing varies, or there is nothing to see it by.
      return 1;
    }
    var squares = sums.squaresX() - 2 * p * sums.products() + p * p * sums.squaresM();
    return Math.max(1, k / (k - 1.0) * squares / (p * (1 - p) * sums.trials()));
  }
}
