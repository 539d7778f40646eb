package io.polku.query.detour;

import io.polku.contract.report.DetourReport;
import io.polku.contract.report.DetourReport.Detour;
import io.polku.contract.report.DetourReport.Verdict;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Wilson;
import io.polku.query.statistics.FalseDiscovery;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Judges detours.
 *
 * <ul>
 *   <li>Excess loss: the Mantel-Haenszel difference of risks over strata of comparable subjects, N.
 *       Mantel and W. Haenszel, Journal of the National Cancer Institute 22 (1959), as S. Greenland
 *       and J. M. Robins give it, Biometrics 41 (1985). Its variance: T. Sato, "On the variance
 *       estimator for the Mantel-Haenszel risk difference", Biometrics 45 (1989), which holds for
 *       few large and for many small strata.
 *   <li>q-value over the detours that enough took: {@link FalseDiscovery}.
 *   <li>Times: ratio of geometric means, with the interval of the difference of mean logarithms
 *       with unequal variances by the normal approximation.
 * </ul>
 */
final class DetourJudge {
  private static final double MILLIS_PER_SECOND = 1_000;

  /**
   * Times of those who reached the next step.
   *
   * @param count how many
   * @param logs sum of the logarithms of their milliseconds
   * @param logSquares sum of their squares
   */
  record Times(long count, double logs, double logSquares) {
    double mean() {
      return logs / count;
    }

    /** Variance of the mean. */
    double variance() {
      return Math.max(0, logSquares - logs * logs / count) / (count - 1) / count;
    }
  }

  /**
   * Sums over strata, as {@code detours.sql} makes them.
   *
   * @param compared who took it in strata where others did not
   * @param beside these others
   */
  record Strata(
      long compared, long beside, double weights, double differences, double p, double q) {
    double excess() {
      return differences / weights;
    }

    double error() {
      return Math.sqrt(Math.max(0, excess() * p + q)) / weights;
    }

    boolean enough() {
      return compared >= DetourReport.SUBJECTS_MIN
          && beside >= DetourReport.SUBJECTS_MIN
          && error() > 0;
    }
  }

  /**
   * A detour as it was counted.
   *
   * @param value the way
   */
  record Counted(
      String value,
      long subjects,
      long returned,
      long lost,
      long open,
      double medianMillis,
      double medianPages,
      Times times,
      long loops,
      long quickBacks,
      long deadEnds,
      Strata strata) {}

  private DetourJudge() {}

  /** All of them, judged together and in the order of the report. */
  static List<Detour> judge(List<Counted> counted, Times direct) {
    var tested = counted.stream().filter(each -> each.strata().enough()).toList();
    var qValues = FalseDiscovery.qValues(tested.stream().map(each -> p(each.strata())).toList());
    return counted.stream()
        .map(
            each -> {
              var i = tested.indexOf(each);
              return detour(each, i < 0 ? null : qValues.get(i), direct);
            })
        .sorted(
            Comparator.comparing(Detour::verdict)
                .thenComparing(DetourJudge::lostBecause, Comparator.reverseOrder())
                .thenComparing(Detour::subjects, Comparator.reverseOrder()))
        .toList();
  }

  private static double lostBecause(Detour detour) {
    var lost = detour.lostBecause();
    return detour.verdict() == Verdict.FATAL && lost != null ? lost : 0;
  }

  /** Two-sided. */
  private static double p(Strata strata) {
    return 2
        * NormalDistribution.of(0, 1)
            .survivalProbability(Math.abs(strata.excess() / strata.error()));
  }

  private static Detour detour(Counted counted, @Nullable Double qValue, Times direct) {
    var strata = counted.strata();
    var comparable = strata.weights() > 0;
    var excess = comparable ? strata.excess() : null;
    var slower = slower(counted.times(), direct);
    var returned = counted.returned();
    return new Detour(
        counted.value(),
        counted.subjects(),
        returned,
        counted.lost(),
        counted.open(),
        Rates.of(counted.lost(), returned + counted.lost()),
        Wilson.interval(counted.lost(), returned + counted.lost()),
        excess,
        excess == null ? null : around(excess, strata.error()),
        excess == null ? null : excess * strata.compared(),
        qValue,
        verdict(qValue, excess, slower),
        returned == 0 ? null : counted.medianMillis() / MILLIS_PER_SECOND,
        returned == 0 ? null : counted.medianPages(),
        slower == null ? null : slower.times(),
        slower == null ? null : slower.interval(),
        counted.loops(),
        counted.quickBacks(),
        counted.deadEnds());
  }

  private static List<Double> around(double excess, double error) {
    return List.of(Math.max(-1, excess - Wilson.Z * error), Math.min(1, excess + Wilson.Z * error));
  }

  private record Slower(double times, List<Double> interval) {}

  private static @Nullable Slower slower(Times times, Times direct) {
    if (times.count() < DetourReport.RETURNED_MIN || direct.count() < DetourReport.RETURNED_MIN) {
      return null;
    }
    var difference = times.mean() - direct.mean();
    var spread = Wilson.Z * Math.sqrt(times.variance() + direct.variance());
    return new Slower(
        Math.exp(difference),
        List.of(Math.exp(difference - spread), Math.exp(difference + spread)));
  }

  private static Verdict verdict(
      @Nullable Double qValue, @Nullable Double excess, @Nullable Slower slower) {
    if (qValue == null || excess == null) {
      return Verdict.TOO_FEW;
    }
    if (qValue <= FalseDiscovery.Q_MAX && excess > 0) {
      return Verdict.FATAL;
    }
    return slower != null && slower.interval().getFirst() > 1 ? Verdict.COSTLY : Verdict.HARMLESS;
  }
}
