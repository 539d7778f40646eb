package io.polku.query.finding;

import io.polku.contract.report.ClusteredRate;
import io.polku.contract.report.ClusteredRate.Sums;
import io.polku.contract.report.Rates;
import io.polku.query.finding.Candidate.Figures;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * One-sided tests of rates, by the normal approximation with Yates's correction for continuity; too
 * few tell nothing. Page views of a link count as many as independent ones that tell as much
 * ({@link ClusteredRate}).
 */
final class Tests {
  /** Fewer in either range tell nothing. */
  static final int TRIALS_MIN = 50;

  private static final double HALF = 0.5;

  private Tests() {}

  /** Whether a rate fell; null where too few tell. */
  static @Nullable Figures fell(long successesBefore, long before, long successes, long now) {
    return before < TRIALS_MIN || now < TRIALS_MIN
        ? null
        : fell(
            Rates.of(successesBefore, before),
            (double) before,
            Rates.of(successes, now),
            (double) now,
            now);
  }

  /** The same of a link. */
  static @Nullable Figures fell(Sums before, Sums now) {
    return before.trials() < TRIALS_MIN || now.trials() < TRIALS_MIN
        ? null
        : fell(
            ClusteredRate.rate(before),
            ClusteredRate.independentTrials(before),
            ClusteredRate.rate(now),
            ClusteredRate.independentTrials(now),
            now.trials());
  }

  /** Whether a link is clicked less than it should be; null where too few tell. */
  static @Nullable Figures below(double expected, Sums now, Sums before) {
    if (now.trials() < TRIALS_MIN) {
      return null;
    }
    var rate = ClusteredRate.rate(now);
    var trials = ClusteredRate.independentTrials(now);
    var error = Math.sqrt(expected * (1 - expected) / trials);
    return error == 0
        ? null
        : Figures.of(
            now.trials(),
            rate,
            expected - rate,
            Math.sqrt(rate * (1 - rate) / trials),
            before.trials() == 0 ? null : ClusteredRate.rate(before),
            tail((expected - rate - HALF / trials) / error));
  }

  private static @Nullable Figures fell(
      double rateBefore, double before, double rate, double now, long subjects) {
    var pooled = (rateBefore * before + rate * now) / (before + now);
    var error = Math.sqrt(pooled * (1 - pooled) * (1 / before + 1 / now));
    return error == 0
        ? null
        : Figures.of(
            subjects,
            rate,
            rateBefore - rate,
            Math.sqrt(rateBefore * (1 - rateBefore) / before + rate * (1 - rate) / now),
            rateBefore,
            tail((rateBefore - rate - HALF * (1 / before + 1 / now)) / error));
  }

  private static double tail(double z) {
    return NormalDistribution.of(0, 1).survivalProbability(z);
  }
}
