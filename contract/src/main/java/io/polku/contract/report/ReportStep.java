package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many subjects came to one step, and how many of them came further. A drop-off at step k
 * reached k and not the next required step. Rates are 0 where their base is 0. With order any, row
 * k tells of subjects that served k steps, whichever.
 *
 * @param index from 1
 * @param name the step's name
 * @param optional whether subjects may do without it; then nobody is dropped or open here
 * @param entered subjects that reached it
 * @param converted subjects that reached the next required one; for the last step and an optional
 *     one, {@code entered}
 * @param dropped stood here and can no longer come further
 * @param open stand here and may still come further
 * @param excluded stood here because an exclusion ended their way; part of {@code dropped}
 * @param rateFirst share of those that entered step 1
 * @param intervalFirst {@link Wilson} of that, low and high; [1, 1] at step 1
 * @param ratePrevious share of those that entered the required step before
 * @param intervalPrevious {@link Wilson} of that, low and high; [1, 1] at step 1
 * @param rateDecided converted, of converted and dropped
 * @param medianSeconds from the required step before, in the reported chain; null at step 1 and for
 *     nobody
 * @param medianSecondsFromFirst from the subject's first event of step 1 in the entry day; null at
 *     step 1 and for nobody
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ReportStep(
    int index,
    String name,
    boolean optional,
    long entered,
    long converted,
    long dropped,
    long open,
    long excluded,
    double rateFirst,
    List<Double> intervalFirst,
    double ratePrevious,
    List<Double> intervalPrevious,
    double rateDecided,
    @Nullable Double medianSeconds,
    @Nullable Double medianSecondsFromFirst) {
  /** Copies the intervals. */
  public ReportStep {
    intervalFirst = List.copyOf(intervalFirst);
    intervalPrevious = List.copyOf(intervalPrevious);
  }
}
