package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same funnel over another range, and what differs. Who is in both ranges is taken for two.
 *
 * @param from start of the other range, inclusive
 * @param to its end, exclusive
 * @param source what it was computed from
 * @param incomplete why the two cannot be compared as they are; empty where they can
 * @param steps of the other range
 * @param differences one for each step
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Compared(
    Instant from,
    Instant to,
    Source source,
    List<Incomplete> incomplete,
    List<ReportStep> steps,
    List<StepDifference> differences) {
  /** The least base of a rate that is compared. */
  public static final int BASE_MIN = 30;

  /** Copies the lists. */
  public Compared {
    incomplete = List.copyOf(incomplete);
    steps = List.copyOf(steps);
    differences = List.copyOf(differences);
  }

  /** Why ranges cannot be compared as they are. */
  public enum Incomplete {
    /** The range ends after {@code complete_through}: some may still come further. */
    RANGE_OPEN,
    /** The other one does. */
    COMPARED_OPEN,
    /** The range begins before the site's first event. */
    RANGE_BEFORE_FIRST_EVENT,
    /** The other one does. */
    COMPARED_BEFORE_FIRST_EVENT;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What differs at a step.
   *
   * @param index from 1
   * @param rateFirst of {@link ReportStep#rateFirst}
   * @param ratePrevious of {@link ReportStep#ratePrevious}
   */
  public record StepDifference(int index, RateDifference rateFirst, RateDifference ratePrevious) {}

  /**
   * How far two rates are apart.
   *
   * @param difference the range's minus the other's
   * @param interval {@link Newcombe} of that, low and high
   * @param enough whether both have a base of at least {@link #BASE_MIN}
   * @param differs whether they are enough and the interval does not hold 0
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record RateDifference(
      double difference, List<Double> interval, boolean enough, boolean differs) {
    /** Copies the interval. */
    public RateDifference {
      interval = List.copyOf(interval);
    }

    private static RateDifference of(
        double rate,
        List<Double> interval,
        double otherRate,
        List<Double> otherInterval,
        long base,
        long otherBase) {
      var apart = Newcombe.of(rate, interval, otherRate, otherInterval);
      var enough = base >= BASE_MIN && otherBase >= BASE_MIN;
      return new RateDifference(
          rate - otherRate, apart, enough, enough && (apart.getFirst() > 0 || apart.getLast() < 0));
    }
  }

  /** What differs between the steps of two ranges, as many. */
  public static List<StepDifference> differences(List<ReportStep> steps, List<ReportStep> others) {
    var differences = new ArrayList<StepDifference>();
    for (var i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var other = others.get(i);
      var previous = previous(steps, i);
      differences.add(
          new StepDifference(
              step.index(),
              RateDifference.of(
                  step.rateFirst(),
                  step.intervalFirst(),
                  other.rateFirst(),
                  other.intervalFirst(),
                  steps.getFirst().entered(),
                  others.getFirst().entered()),
              RateDifference.of(
                  step.ratePrevious(),
                  step.intervalPrevious(),
                  other.ratePrevious(),
                  other.intervalPrevious(),
                  steps.get(previous).entered(),
                  others.get(previous).entered())));
    }
    return List.copyOf(differences);
  }

  /** Place of the required step before. */
  private static int previous(List<ReportStep> steps, int i) {
    var previous = Math.max(i - 1, 0);
    while (steps.get(previous).optional()) {
      previous--;
    }
    return previous;
  }
}
