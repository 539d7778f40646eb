package io.polku.contract.report;

/** Shares of counts. */
final class Rates {
  private Rates() {}

  /** The share; 0 where the base is 0. */
  static double of(long part, long base) {
    return base == 0 ? 0 : (double) part / base;
  }
}
