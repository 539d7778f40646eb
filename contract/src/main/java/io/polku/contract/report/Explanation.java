package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What explains that a funnel converts otherwise than in another period.
 *
 * @param funnel which one
 * @param unit what is counted
 * @param from start of the period that is explained, inclusive
 * @param to its end, exclusive
 * @param compared the period before it
 * @param asOf how far the log has been processed
 * @param completeThrough as in the report; a period that ends later may still gain conversions
 * @param dataVersion changes whenever something of the site was stored
 * @param then conversion in the period before
 * @param now conversion in the period that is explained
 * @param difference the rate now minus the rate then
 * @param differenceInterval {@link Newcombe} of it, low and high
 * @param beyondNoise whether that interval leaves out 0; without it nothing is a finding
 * @param enteredMin segments of which fewer entered in either period are never a finding
 * @param segmentsTested segments that q-values know of
 * @param steps the required steps after the first
 * @param dimensions what mix and rate add, by dimension
 * @param segments findings first, then by what they add beyond their share in the direction of the
 *     change
 * @param summary the same in a few plain sentences
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Explanation(
    FunnelReport.Ref funnel,
    Unit unit,
    Instant from,
    Instant to,
    Period compared,
    Instant asOf,
    Instant completeThrough,
    String dataVersion,
    Conversion then,
    Conversion now,
    double difference,
    List<Double> differenceInterval,
    boolean beyondNoise,
    int enteredMin,
    int segmentsTested,
    List<StepChange> steps,
    List<DimensionChange> dimensions,
    List<SegmentChange> segments,
    String summary) {
  /** Most segments in {@link #segments}. */
  public static final int SEGMENTS_MAX = 50;

  /** Copies the lists. */
  public Explanation {
    differenceInterval = List.copyOf(differenceInterval);
    steps = List.copyOf(steps);
    dimensions = List.copyOf(dimensions);
    segments = List.copyOf(segments);
  }

  /**
   * A period.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public record Period(Instant from, Instant to) {}

  /**
   * How many of those that entered came to the end.
   *
   * @param entered subjects
   * @param converted of those, who reached the last step
   * @param open of those that did not, who may still
   * @param rate converted, of entered; 0 where nobody entered
   * @param interval {@link Wilson} of it
   */
  public record Conversion(
      long entered, long converted, long open, double rate, List<Double> interval) {
    /** Copies the interval. */
    public Conversion {
      interval = List.copyOf(interval);
    }

    /** Of these counts. */
    public static Conversion of(long entered, long converted, long open) {
      return new Conversion(
          entered,
          converted,
          open,
          entered == 0 ? 0 : (double) converted / entered,
          Wilson.interval(converted, entered));
    }
  }

  /**
   * A required step after the first. Conversion is the product of the rates from step to step, so
   * the logarithms of their ratios add up; {@code share} is a step's part of the sum.
   *
   * @param index from 1, as in the report
   * @param name its name
   * @param rateThen of those that reached the required step before
   * @param rateNow the same in the period that is explained
   * @param difference now minus then
   * @param differenceInterval {@link Newcombe} of it
   * @param share part of the change, all add up to 1; null where nobody converted in one of the
   *     periods, or nothing changed
   * @param contribution the share times the difference of the whole; null with it
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record StepChange(
      int index,
      String name,
      double rateThen,
      double rateNow,
      double difference,
      List<Double> differenceInterval,
      @Nullable Double share,
      @Nullable Double contribution) {
    /** Copies the interval. */
    public StepChange {
      differenceInterval = List.copyOf(differenceInterval);
    }
  }

  /**
   * What a dimension's values add; mix and rate together are the difference of the whole.
   *
   * @param by the dimension
   * @param mix from other shares of its values among those that entered
   * @param rate from other rates within its values
   * @param values those with the most that entered first, the rest as one
   */
  public record DimensionChange(String by, double mix, double rate, List<SegmentChange> values) {
    /** Copies the values. */
    public DimensionChange {
      values = List.copyOf(values);
    }
  }

  /**
   * Those that entered with one value.
   *
   * @param by the dimension
   * @param value "" where it is not known, {@link FunnelReport#OTHER} for the rest
   * @param other whether this is the rest
   * @param then its conversion before
   * @param now its conversion in the period that is explained
   * @param difference of its own conversion
   * @param differenceInterval {@link Newcombe} of it
   * @param mix what its other share among those that entered adds to the difference of the whole
   * @param rate what its other conversion adds to it
   * @param contribution mix and rate; those of all values of a dimension are the difference
   * @param excess what it adds beyond its share of those that entered: about 0 where it changed
   *     like all the others
   * @param excessInterval 95 %; null where too few entered
   * @param p of an excess as large without a cause; null where too few entered
   * @param q the same with all tested segments in mind
   * @param enough whether enough entered in both periods, converted and did not
   * @param finding whether it explains the change: the whole is beyond noise, enough entered, q is
   *     at most 0.05, and the excess goes where the whole went
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record SegmentChange(
      String by,
      String value,
      boolean other,
      Conversion then,
      Conversion now,
      double difference,
      List<Double> differenceInterval,
      double mix,
      double rate,
      double contribution,
      double excess,
      @Nullable List<Double> excessInterval,
      @Nullable Double p,
      @Nullable Double q,
      boolean enough,
      boolean finding) {
    /** Copies the intervals. */
    public SegmentChange {
      differenceInterval = List.copyOf(differenceInterval);
      excessInterval = excessInterval == null ? null : List.copyOf(excessInterval);
    }
  }
}
