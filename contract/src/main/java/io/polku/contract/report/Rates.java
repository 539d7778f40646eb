package io.polku.contract.report;

/** Shares of counts. */
public final class Rates {
  private Rates() {}

  /** The share; 0 where the base is 0. */
  public static double of(long part, long base) {
    return base == 0 ? 0 : (double) part / base;
  }
}
