package io.polku.query.explain;

import io.polku.contract.report.Rates;

/**
 * How many of those that entered came to the end.
 *
 * @param entered subjects
 * @param converted of those, who reached the last step
 * @param open of those that did not, who may still
 */
record Counts(long entered, long converted, long open) {
  static final Counts NONE = new Counts(0, 0, 0);

  Counts plus(Counts other) {
    return new Counts(entered + other.entered, converted + other.converted, open + other.open);
  }

  Counts minus(Counts other) {
    return new Counts(entered - other.entered, converted - other.converted, open - other.open);
  }

  /** 0 where nobody entered. */
  double rate() {
    return Rates.of(converted, entered);
  }
}
