package io.polku.query.funnel;

import io.polku.contract.funnel.FunnelDefinition;
import io.polku.query.store.Sql;

/**
 * What became of the subjects of {@code reached} that entered a step, as conditions over its
 * columns: the same as a report counts.
 *
 * @param number the step, from 1
 * @param rank which of the required steps it is, from 1; 0 for an optional one
 * @param last whether it is the last one
 */
public record Steps(int number, int rank, boolean last) {
  /**
   * A step of a funnel.
   *
   * @throws IllegalArgumentException when it has no such step
   */
  public static Steps of(FunnelDefinition funnel, int number) {
    var steps = funnel.steps();
    if (number < 1 || number > steps.size()) {
      throw new IllegalArgumentException(
          "step: " + number + " (expected: 1 to " + steps.size() + ")");
    }
    var rank =
        steps.get(number - 1).optional()
            ? 0
            : (int) steps.stream().limit(number).filter(step -> !step.optional()).count();
    return new Steps(number, rank, number == steps.size());
  }

  /** Whether it reached the next required step; always, of the last step and an optional one. */
  public Sql converted() {
    return rank == 0 || last ? Sql.of("1") : Sql.of("level > " + rank);
  }
}
