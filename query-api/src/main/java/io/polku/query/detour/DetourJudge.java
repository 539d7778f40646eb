package io.polku.query.detour;

import io.polku.contract.report.DetourReport;
import io.polku.contract.report.DetourReport.Detour;
import io.polku.contract.report.DetourReport.Verdict;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Wilson;
import io.polku.query.funnel.StepWorth;
import io.polku.query.statistics.FalseDiscovery;
import io.polku.query.statistics.Strata;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges detours.
 *
 * <ul>
 *   <li>Excess loss over strata of comparable subjects: {@link Strata}.
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
  static List<Detour> judge(List<Counted> counted, Times direct, @Nullable StepWorth worth) {
    var tested = counted.stream().filter(DetourJudge::enough).toList();
    var qValues =
        FalseDiscovery.qValues(tested.stream().map(each -> each.strata().pValue()).toList());
    return counted.stream()
        .map(
            each -> {
              var i = tested.indexOf(each);
              return detour(each, i < 0 ? null : qValues.get(i), direct, worth);
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

  /** Whether enough took it, and enough others did not. */
  static boolean enough(Counted counted) {
    return counted.strata().enough(DetourReport.SUBJECTS_MIN, DetourReport.SUBJECTS_MIN);
  }

  private static Detour detour(
      Counted counted, @Nullable Double qValue, Times direct, @Nullable StepWorth worth) {
    var strata = counted.strata();
    var excess = strata.excessOrNull();
    var slower = slower(counted.times(), direct);
    var returned = counted.returned();
    var verdict = verdict(qValue, excess, slower);
    return new Detour(
        counted.value(),
        counted.subjects(),
        returned,
        counted.lost(),
        counted.open(),
        Rates.of(counted.lost(), returned + counted.lost()),
        Wilson.interval(counted.lost(), returned + counted.lost()),
        excess,
        strata.interval(),
        strata.lostBecause(),
        qValue,
        verdict,
        returned == 0 ? null : counted.medianMillis() / MILLIS_PER_SECOND,
        returned == 0 ? null : counted.medianPages(),
        slower == null ? null : slower.times(),
        slower == null ? null : slower.interval(),
        counted.loops(),
        counted.quickBacks(),
        counted.deadEnds(),
        verdict == Verdict.FATAL
            ? StepWorth.atRisk(worth, strata.compared(), excess, strata.interval())
            : null);
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
