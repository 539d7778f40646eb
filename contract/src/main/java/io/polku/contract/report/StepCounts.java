package io.polku.contract.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was counted at one step, before rates are made of it.
 *
 * @param entered subjects that reached it
 * @param open of those that did not reach the next, how many still may; of no meaning at the last
 * @param medianSeconds from the step before, or null
 * @param medianSecondsFromFirst from the first entry, or null
 */
public record StepCounts(
    long entered,
    long open,
    @Nullable Double medianSeconds,
    @Nullable Double medianSecondsFromFirst) {
  /** Nobody came. */
  public static final StepCounts NONE = new StepCounts(0, 0, null, null);

  private static final List<Double> CERTAIN = List.of(1.0, 1.0);

  /**
   * The steps of a report.
   *
   * @param names the steps' names
   * @param counts as many
   */
  public static List<ReportStep> report(List<String> names, List<StepCounts> counts) {
    if (names.size() != counts.size()) {
      throw new IllegalArgumentException(
          "counts: " + counts.size() + " (expected: " + names.size() + ")");
    }
    var steps = new ArrayList<ReportStep>();
    for (var i = 0; i < names.size(); i++) {
      steps.add(step(names.get(i), counts, i));
    }
    return List.copyOf(steps);
  }

  private static ReportStep step(String name, List<StepCounts> counts, int i) {
    var here = counts.get(i);
    var first = counts.getFirst().entered();
    var last = i == counts.size() - 1;
    var previous = i == 0 ? first : counts.get(i - 1).entered();
    var converted = last ? here.entered() : counts.get(i + 1).entered();
    var open = last ? 0 : here.open();
    var dropped = here.entered() - converted - open;
    // The first step is its own base, so its rate is known and not estimated.
    var certain = i == 0 && first > 0;
    return new ReportStep(
        i + 1,
        name,
        here.entered(),
        converted,
        dropped,
        open,
        0,
        rate(here.entered(), first),
        certain ? CERTAIN : Wilson.interval(here.entered(), first),
        rate(here.entered(), previous),
        certain ? CERTAIN : Wilson.interval(here.entered(), previous),
        rate(converted, converted + dropped),
        i == 0 ? null : here.medianSeconds(),
        i == 0 ? null : here.medianSecondsFromFirst());
  }

  private static double rate(long part, long base) {
    return base == 0 ? 0 : (double) part / base;
  }
}
