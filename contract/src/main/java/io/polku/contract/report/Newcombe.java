package io.polku.contract.report;

import java.util.List;

/**
 * The 95 % interval of a difference of two rates that were seen of different people: the hybrid
 * score interval, made of {@link Wilson}'s of each. R. G. Newcombe, "Interval estimation for the
 * difference between independent proportions: comparison of eleven methods", Statistics in Medicine
 * 17 (1998), method 10.
 */
public final class Newcombe {
  private Newcombe() {}

  /**
   * Low and high end of {@code successes / trials − otherSuccesses / otherTrials}, within [−1, 1];
   * a rate of no trials is 0 and may be anything.
   */
  public static List<Double> interval(
      long successes, long trials, long otherSuccesses, long otherTrials) {
    return of(
        Rates.of(successes, trials),
        Wilson.interval(successes, trials),
        Rates.of(otherSuccesses, otherTrials),
        Wilson.interval(otherSuccesses, otherTrials));
  }

  /** The same from rates and their intervals. */
  static List<Double> of(
      double rate, List<Double> interval, double otherRate, List<Double> otherInterval) {
    var difference = rate - otherRate;
    var below = Math.hypot(rate - interval.getFirst(), otherInterval.getLast() - otherRate);
    var above = Math.hypot(interval.getLast() - rate, otherRate - otherInterval.getFirst());
    return List.of(Math.max(-1, difference - below), Math.min(1, difference + above));
  }
}
