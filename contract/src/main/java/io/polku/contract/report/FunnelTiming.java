package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long subjects took from step to step, of the chains that count in {@link FunnelReport}, whose
 * medians it repeats.
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
 * @param edgesSeconds edges of the bins that all histograms share, one more than bins: 0, then from
 *     1 on each twice the one before; a bin holds its lower edge and not its upper one
 * @param steps one for each step of the funnel
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelTiming(
    FunnelReport.Ref funnel,
    Unit unit,
    Source source,
    Instant from,
    Instant to,
    Instant asOf,
    Instant completeThrough,
    String dataVersion,
    Filter filter,
    List<Long> edgesSeconds,
    List<Step> steps) {
  /** Copies the lists. */
  public FunnelTiming {
    edgesSeconds = List.copyOf(edgesSeconds);
    steps = List.copyOf(steps);
  }

  /**
   * How long it took to a step.
   *
   * @param index from 1
   * @param name the step's name
   * @param optional whether subjects may do without it
   * @param entered subjects that reached it
   * @param fromPrevious from the required step before; null at step 1
   * @param fromFirst from the subject's first event of step 1 in the entry day; null at step 1
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Step(
      int index,
      String name,
      boolean optional,
      long entered,
      @Nullable Times fromPrevious,
      @Nullable Times fromFirst) {}

  /**
   * Seconds, of so many subjects; null where there is nobody. Quantiles lie between neighbours,
   * linearly.
   *
   * @param n subjects
   * @param mean arithmetic mean
   * @param median half took longer
   * @param p25 three quarters took longer
   * @param p75 a quarter took longer
   * @param p90 a tenth took longer
   * @param p95 a twentieth took longer
   * @param histogram subjects in each bin
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Times(
      long n,
      @Nullable Double mean,
      @Nullable Double median,
      @Nullable Double p25,
      @Nullable Double p75,
      @Nullable Double p90,
      @Nullable Double p95,
      List<Long> histogram) {
    /** Copies the bins. */
    public Times {
      histogram = List.copyOf(histogram);
    }
  }
}
