package io.polku.contract.report;

import java.util.List;

/**
 * Money that is at risk: how many fewer would have been lost, times what each subject that went on
 * from the step brought on average by the end of the funnel.
 *
 * @param value in that currency
 * @param currency ISO 4217; "" where none was said
 * @param interval of the value, 95 %, from that of the excess; the worth is taken as known
 */
public record AtRisk(double value, String currency, List<Double> interval) {
  /** Copies the interval. */
  public AtRisk {
    interval = List.copyOf(interval);
  }
}
