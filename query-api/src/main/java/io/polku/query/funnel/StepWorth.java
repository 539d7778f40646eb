package io.polku.query.funnel;

import io.polku.contract.report.AtRisk;
import io.polku.contract.report.FunnelValue;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each subject that went on from a step brought on average by purchases at the end of the
 * funnel; of several currencies the one that most paid in.
 *
 * @param currency ISO 4217; "" where none was said
 * @param each amount
 */
public record StepWorth(String currency, double each) {
  /**
   * Of a step; null where nobody went on, or the funnel does not end with purchases.
   *
   * @param number the step, from 1
   */
  public static @Nullable StepWorth of(FunnelValue value, int number) {
    var next =
        value.steps().stream()
            .filter(step -> step.index() > number && !step.optional())
            .mapToLong(FunnelValue.Step::entered)
            .findFirst()
            .orElse(0);
    return next == 0
        ? null
        : value.revenue().stream()
            .max(Comparator.comparingLong(FunnelValue.Amount::subjects))
            .map(amount -> new StepWorth(amount.currency(), amount.amount() / next))
            .orElse(null);
  }

  /** That of so many subjects, by {@code excess} of whom more are lost; null where that is null. */
  public static @Nullable AtRisk atRisk(
      @Nullable StepWorth worth,
      long compared,
      @Nullable Double excess,
      @Nullable List<Double> interval) {
    if (worth == null || excess == null || interval == null) {
      return null;
    }
    var all = compared * worth.each();
    return new AtRisk(
        excess * all,
        worth.currency(),
        List.of(interval.getFirst() * all, interval.getLast() * all));
  }
}
