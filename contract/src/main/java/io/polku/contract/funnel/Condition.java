package io.polku.contract.funnel;

import io.polku.contract.funnel.Predicate.Op;
import java.util.Collection;
import java.util.List;

/**
 * A condition on an {@link Attribute}. Values compare as those of a {@link Predicate}, with one
 * difference: a value that is not known is "", as a breakdown shows it, so that {@code eq} with ""
 * finds that row. It does not {@code exist}.
 *
 * @param by what is looked at
 * @param op how
 * @param values texts to compare with, as many as the operator takes
 */
public record Condition(Attribute by, Op op, List<String> values) {
  private static final String ANY = "value";

  /** Refuses impossible values; copies the texts. */
  public Condition {
    values = List.copyOf(values);
    var _ = new Predicate(ANY, op, values);
    switch (op) {
      case CONTAINS, STARTS_WITH -> {
        if (values.getFirst().isEmpty()) {
          throw new IllegalArgumentException("value: '' (expected: not empty, or exists)");
        }
      }
      case EQ, NE, IN, NOT_IN, GT, GTE, LT, LTE, EXISTS -> {}
    }
  }

  /** Whether it rules values out: then no value may be one of them. */
  public boolean rulesOut() {
    return op == Op.NE || op == Op.NOT_IN;
  }

  /**
   * Whether it holds.
   *
   * @param found the values there are; none is the same as one that is not known, ""
   */
  public boolean holds(Collection<String> found) {
    var all = found.isEmpty() ? List.of("") : found;
    return rulesOut() ? all.stream().allMatch(this::fits) : all.stream().anyMatch(this::fits);
  }

  private boolean fits(String value) {
    return op == Op.EXISTS ? !value.isEmpty() : new Predicate(ANY, op, values).holds(value);
  }
}
