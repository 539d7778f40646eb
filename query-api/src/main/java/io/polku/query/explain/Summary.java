package io.polku.query.explain;

import io.polku.contract.report.Explanation.Conversion;
import io.polku.contract.report.Explanation.SegmentChange;
import io.polku.contract.report.Explanation.StepChange;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** An explanation in a few plain sentences. */
final class Summary {
  private static final double PERCENT = 100;

  /** A step's part that is worth a sentence. */
  private static final double SHARE_MIN = 0.5;

  private Summary() {}

  static String of(
      Conversion then,
      Conversion now,
      double difference,
      List<Double> interval,
      boolean beyondNoise,
      List<StepChange> steps,
      List<SegmentChange> ranked) {
    if (then.entered() == 0 || now.entered() == 0) {
      return "Nobody entered in one of the periods, so there is nothing to compare.";
    }
    var change = "Conversion went from " + percent(then.rate()) + " to " + percent(now.rate());
    var points =
        points(difference)
            + " points, "
            + points(interval.getFirst())
            + " to "
            + points(interval.getLast())
            + " at 95 %";
    if (!beyondNoise) {
      return change + " (" + points + "): that may be chance, so nothing is named as its cause.";
    }
    return change + " (" + points + ")." + step(steps) + segment(ranked);
  }

  private static String step(List<StepChange> steps) {
    return steps.stream()
        .filter(step -> step.share() != null && step.share() >= SHARE_MIN)
        .max(Comparator.comparing(step -> Objects.requireNonNull(step.share())))
        .map(
            step ->
                " Most of it lies at step "
                    + step.index()
                    + ", "
                    + step.name()
                    + ": "
                    + percent(step.rateThen())
                    + " came there from the step before, now "
                    + percent(step.rateNow())
                    + ".")
        .orElse("");
  }

  private static String segment(List<SegmentChange> ranked) {
    if (ranked.isEmpty() || !ranked.getFirst().finding()) {
      return " No single segment changed so differently from the others that it could be named.";
    }
    var first = ranked.getFirst();
    var value = first.value().isEmpty() ? "not known" : first.value();
    return " What explains it best is "
        + first.by()
        + " "
        + value
        + ": its conversion went from "
        + percent(first.then().rate())
        + " to "
        + percent(first.now().rate())
        + ", its part of those that entered from "
        + "%d to %d".formatted(first.then().entered(), first.now().entered())
        + ", which is "
        + points(first.contribution())
        + " points of the whole.";
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", rate * PERCENT);
  }

  private static String points(double difference) {
    return String.format(Locale.ROOT, "%+.1f", difference * PERCENT).replace('-', '−');
  }
}
