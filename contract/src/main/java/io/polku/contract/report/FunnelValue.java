package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;

/**
 * What the events of the chains that count in {@link FunnelReport} were worth. An event's worth is
 * its {@code value}; without one the sum of {@code price} times {@code quantity} (1 where none is
 * said) over its items that have a price; without any it is not known. Currencies are never added
 * up.
 *
 * @param funnel which one
 * @param unit what is counted
 * @param source what it was computed from
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param completeThrough entries before it change only through late events and imports
 * @param dataVersion changes whenever something of the site was stored
 * @param filter which subjects are meant
 * @param revenue worth of the last step's events that are a {@code purchase}
 * @param steps one for each step of the funnel
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelValue(
    FunnelReport.Ref funnel,
    Unit unit,
    Source source,
    Instant from,
    Instant to,
    Instant asOf,
    Instant completeThrough,
    String dataVersion,
    Filter filter,
    List<Amount> revenue,
    List<Step> steps) {
  /** Copies the lists. */
  public FunnelValue {
    revenue = List.copyOf(revenue);
    steps = List.copyOf(steps);
  }

  /**
   * What a step was worth.
   *
   * @param index from 1
   * @param name the step's name
   * @param optional whether subjects may do without it
   * @param entered subjects that reached it
   * @param worth of the events with which they did, most first
   * @param unknown of how many it is not known
   * @param dropped subjects that stood here and can no longer come further
   * @param atRisk what those had last: the worth of the latest step up to here that has one
   * @param atRiskUnknown of how many of them it is not known
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Step(
      int index,
      String name,
      boolean optional,
      long entered,
      List<Amount> worth,
      long unknown,
      long dropped,
      List<Amount> atRisk,
      long atRiskUnknown) {
    /** Copies the lists. */
    public Step {
      worth = List.copyOf(worth);
      atRisk = List.copyOf(atRisk);
    }
  }

  /**
   * An amount of money.
   *
   * @param currency ISO 4217; "" where none was said
   * @param subjects of how many
   * @param amount in that currency
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Amount(String currency, long subjects, double amount) {}
}
