package io.polku.query.friction;

import io.polku.contract.funnel.Signal;
import io.polku.contract.report.ElementRef;
import io.polku.contract.report.FrictionReport.Sign;
import io.polku.contract.report.FrictionReport.Verdict;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Wilson;
import io.polku.query.statistics.FalseDiscovery;
import io.polku.query.statistics.Strata;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges signs of trouble, those of a kind and those by what exactly together. */
final class FrictionJudge {
  /** Fewer who met it in comparable company, or fewer beside them, say nothing. */
  private static final int COMPARED_MIN = 10;

  /**
   * A sign as it was counted.
   *
   * @param sign its kind
   */
  record Counted(
      Signal sign,
      String detail,
      ElementRef element,
      String page,
      long subjects,
      long converted,
      long lost,
      Strata strata) {}

  private final List<Counted> tested;
  private final List<Double> qValues;
  private final List<Counted> signs;
  private final List<Counted> rows;

  FrictionJudge(List<Counted> signs, List<Counted> rows) {
    this.signs = signs;
    this.rows = rows;
    this.tested =
        Stream.concat(signs.stream(), rows.stream()).filter(each -> enough(each.strata())).toList();
    this.qValues =
        FalseDiscovery.qValues(tested.stream().map(each -> each.strata().pValue()).toList());
  }

  static boolean enough(Strata strata) {
    return strata.enough(COMPARED_MIN, COMPARED_MIN);
  }

  List<Sign> signs() {
    return judged(signs, false);
  }

  List<Sign> rows() {
    return judged(rows, true);
  }

  private List<Sign> judged(List<Counted> counted, boolean exactly) {
    return counted.stream()
        .map(
            each -> {
              var i = tested.indexOf(each);
              return sign(each, exactly, i < 0 ? null : qValues.get(i));
            })
        .sorted(
            Comparator.comparing(Sign::verdict)
                .thenComparing(FrictionJudge::harm, Comparator.reverseOrder())
                .thenComparing(Sign::subjects, Comparator.reverseOrder()))
        .toList();
  }

  private static double harm(Sign sign) {
    var lost = sign.lostBecause();
    return sign.verdict() == Verdict.HARMFUL && lost != null ? lost : 0;
  }

  private static Sign sign(Counted counted, boolean exactly, @Nullable Double qValue) {
    var decided = counted.converted() + counted.lost();
    var rate = Rates.of(counted.converted(), decided);
    var excess = counted.strata().excessOrNull();
    var isClick = counted.sign() == Signal.RAGE_CLICK || counted.sign() == Signal.DEAD_CLICK;
    return new Sign(
        counted.sign(),
        counted.detail(),
        exactly && isClick ? counted.element() : null,
        counted.page(),
        counted.subjects(),
        counted.converted(),
        counted.lost(),
        counted.subjects() - decided,
        rate,
        Wilson.interval(counted.converted(), decided),
        excess == null ? null : Math.clamp(rate + excess, 0, 1),
        excess,
        counted.strata().interval(),
        counted.strata().lostBecause(),
        qValue,
        verdict(qValue, excess));
  }

  private static Verdict verdict(@Nullable Double qValue, @Nullable Double excess) {
    if (qValue == null || excess == null) {
      return Verdict.TOO_FEW;
    }
    return qValue <= FalseDiscovery.Q_MAX && excess > 0 ? Verdict.HARMFUL : Verdict.HARMLESS;
  }
}
