package io.polku.query.dropoff;

import io.polku.contract.funnel.Signal;
import io.polku.contract.report.FunnelDropoffs.SignalOdds;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Wilson;
import io.polku.query.statistics.FalseDiscovery;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * Judges whether signals go with dropping off. Of each signal the table of dropped and converted,
 * with and without it.
 *
 * <ul>
 *   <li>Odds ratio with its 95 % interval by the normal approximation of its logarithm: B. Woolf,
 *       "On estimating the relation between blood group and disease", Annals of Human Genetics 19
 *       (1955). Where a cell is 0, 0.5 is added to each: J. B. S. Haldane, "The estimation and
 *       significance of the logarithm of a ratio of frequencies", Annals of Human Genetics 20
 *       (1956), and F. J. Anscombe, "On estimating binomial response relations", Biometrika 43
 *       (1956).
 *   <li>p-value: Fisher's exact test, two-sided. R. A. Fisher, "On the interpretation of χ² from
 *       contingency tables, and the calculation of P", Journal of the Royal Statistical Society 85
 *       (1922).
 *   <li>q-value over the signals that were judged: {@link FalseDiscovery}.
 * </ul>
 *
 * <p>A signal is judged only where at least {@value #GROUP_MIN} dropped, as many converted, and
 * {@value #WITH_MIN} of both had it.
 */
final class SignalJudge {
  /** Fewest subjects of each group. */
  static final int GROUP_MIN = 30;

  /** Fewest subjects with the signal. */
  static final int WITH_MIN = 10;

  private static final double CORRECTION = 0.5;

  /**
   * How many subjects had a signal.
   *
   * @param signal which
   * @param dropped of the dropped
   * @param converted of the converted
   * @param open of the open
   */
  record With(Signal signal, long dropped, long converted, long open) {}

  private SignalJudge() {}

  /**
   * One for each, in the same order.
   *
   * @param dropped how many dropped off, with and without
   * @param converted how many went on, with and without
   */
  static List<SignalOdds> judge(List<With> signals, long dropped, long converted) {
    var judged = signals.stream().filter(with -> enough(with, dropped, converted)).toList();
    var pValues = judged.stream().map(with -> p(with, dropped, converted)).toList();
    var qValues = FalseDiscovery.qValues(pValues);
    return signals.stream()
        .map(
            with -> {
              var i = judged.indexOf(with);
              return i < 0
                  ? unjudged(with, dropped, converted)
                  : judged(with, dropped, converted, pValues.get(i), qValues.get(i));
            })
        .toList();
  }

  private static boolean enough(With with, long dropped, long converted) {
    return dropped >= GROUP_MIN
        && converted >= GROUP_MIN
        && with.dropped() + with.converted() >= WITH_MIN;
  }

  private static double p(With with, long dropped, long converted) {
    int[][] table = {
      {cell(with.dropped()), cell(dropped - with.dropped())},
      {cell(with.converted()), cell(converted - with.converted())}
    };
    return FisherExactTest.withDefaults().test(table).getPValue();
  }

  /** More than two thousand million subjects are not answered in one report. */
  private static int cell(long count) {
    return Math.toIntExact(count);
  }

  private static SignalOdds unjudged(With with, long dropped, long converted) {
    return new SignalOdds(
        with.signal(),
        with.dropped(),
        dropped - with.dropped(),
        with.converted(),
        converted - with.converted(),
        with.open(),
        Rates.of(with.dropped(), dropped),
        Rates.of(with.converted(), converted),
        false,
        null,
        null,
        null,
        null,
        false);
  }

  private static SignalOdds judged(With with, long dropped, long converted, double p, double q) {
    var droppedWithout = dropped - with.dropped();
    var convertedWithout = converted - with.converted();
    var least =
        LongStream.of(with.dropped(), droppedWithout, with.converted(), convertedWithout).min();
    var add = least.orElseThrow() == 0 ? CORRECTION : 0;
    var a = with.dropped() + add;
    var b = droppedWithout + add;
    var c = with.converted() + add;
    var d = convertedWithout + add;
    var ratio = a * d / (b * c);
    var spread = Math.exp(Wilson.Z * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d));
    return new SignalOdds(
        with.signal(),
        with.dropped(),
        droppedWithout,
        with.converted(),
        convertedWithout,
        with.open(),
        Rates.of(with.dropped(), dropped),
        Rates.of(with.converted(), converted),
        true,
        ratio,
        List.of(ratio / spread, ratio * spread),
        p,
        q,
        q <= FalseDiscovery.Q_MAX && ratio / spread > 1);
  }
}
