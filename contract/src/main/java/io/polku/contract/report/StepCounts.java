package io.polku.contract.report;

import io.polku.contract.funnel.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was counted at one step, before rates are made of it.
 *
 * @param entered subjects that reached it
 * @param open of those that did not reach the next, how many still may; of no meaning at the last
 *     and at an optional step
 * @param excluded of those that did not reach the next, how many an exclusion stopped; none of them
 *     is open; of no meaning at the last and at an optional step
 * @param medianSeconds from the required step before, or null
 * @param medianSecondsFromFirst from the first entry, or null
 */
public record StepCounts(
    long entered,
    long open,
    long excluded,
    @Nullable Double medianSeconds,
    @Nullable Double medianSecondsFromFirst) {
  /** Nobody came. */
  public static final StepCounts NONE = new StepCounts(0, 0, 0, null, null);

  private static final List<Double> CERTAIN = List.of(1.0, 1.0);

  /**
   * The steps of a report. The base of a rate, and what is next, are required steps.
   *
   * @param steps the funnel's steps, the first and last required
   * @param counts as many
   */
  public static List<ReportStep> report(List<Step> steps, List<StepCounts> counts) {
    if (steps.size() != counts.size()) {
      throw new IllegalArgumentException(
          "counts: " + counts.size() + " (expected: " + steps.size() + ")");
    }
    var report = new ArrayList<ReportStep>();
    for (var i = 0; i < steps.size(); i++) {
      report.add(steps.get(i).optional() ? optional(steps, counts, i) : required(steps, counts, i));
    }
    return List.copyOf(report);
  }

  private static ReportStep required(List<Step> steps, List<StepCounts> counts, int i) {
    var here = counts.get(i);
    var first = counts.getFirst().entered();
    var last = i == counts.size() - 1;
    var previous = counts.get(requiredBefore(steps, i)).entered();
    var converted = last ? here.entered() : counts.get(requiredAfter(steps, i)).entered();
    var open = last ? 0 : here.open();
    var dropped = here.entered() - converted - open;
    // The first step is its own base, so its rate is known and not estimated.
    var certain = i == 0 && first > 0;
    return new ReportStep(
        i + 1,
        steps.get(i).name(),
        false,
        here.entered(),
        converted,
        dropped,
        open,
        last ? 0 : here.excluded(),
        Rates.of(here.entered(), first),
        certain ? CERTAIN : Wilson.interval(here.entered(), first),
        Rates.of(here.entered(), previous),
        certain ? CERTAIN : Wilson.interval(here.entered(), previous),
        Rates.of(converted, converted + dropped),
        i == 0 ? null : here.medianSeconds(),
        i == 0 ? null : here.medianSecondsFromFirst());
  }

  /** Whoever entered it has reached the required step after it. */
  private static ReportStep optional(List<Step> steps, List<StepCounts> counts, int i) {
    var here = counts.get(i);
    var first = counts.getFirst().entered();
    var previous = counts.get(requiredBefore(steps, i)).entered();
    return new ReportStep(
        i + 1,
        steps.get(i).name(),
        true,
        here.entered(),
        here.entered(),
        0,
        0,
        0,
        Rates.of(here.entered(), first),
        Wilson.interval(here.entered(), first),
        Rates.of(here.entered(), previous),
        Wilson.interval(here.entered(), previous),
        Rates.of(here.entered(), here.entered()),
        here.medianSeconds(),
        here.medianSecondsFromFirst());
  }

  private static int requiredBefore(List<Step> steps, int i) {
    var before = Math.max(i - 1, 0);
    while (steps.get(before).optional()) {
      before--;
    }
    return before;
  }

  private static int requiredAfter(List<Step> steps, int i) {
    var after = i + 1;
    while (steps.get(after).optional()) {
      after++;
    }
    return after;
  }
}
