package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What followed a step, for those who dropped off beside those who went on: the {@link
 * io.polku.contract.funnel.WayOut} of the event with which each subject reached it. The columns of
 * each list add up to the figures beside it.
 *
 * @param funnel which one
 * @param unit what is counted
 * @param source what it was computed from
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param step the step's number, from 1
 * @param name the step's name
 * @param entered converted, dropped and open together
 * @param converted as in {@link ReportStep}
 * @param dropped likewise
 * @param open likewise
 * @param excluded likewise, a part of dropped
 * @param next what came next, most dropped first
 * @param lastClicks what was clicked last before that, most dropped first
 * @param lastPages where the step was reached, most dropped first
 * @param signals one for each signal
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelDropoffs(
    FunnelReport.Ref funnel,
    Unit unit,
    Source source,
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    int step,
    String name,
    long entered,
    long converted,
    long dropped,
    long open,
    long excluded,
    List<Row> next,
    List<Row> lastClicks,
    List<Row> lastPages,
    List<SignalOdds> signals) {
  /** Values of a list that get a row of their own; the others share one. */
  public static final int ROWS_MAX = 20;

  /** Copies the lists. */
  public FunnelDropoffs {
    next = List.copyOf(next);
    lastClicks = List.copyOf(lastClicks);
    lastPages = List.copyOf(lastPages);
    signals = List.copyOf(signals);
  }

  /** What a row's value is. */
  public enum Kind {
    /** A page's path. */
    PAGE,
    /** The name of an event. */
    EVENT,
    /** What a click was on. */
    CLICK,
    /** The session ended; no value. */
    EXIT,
    /** Nothing came yet, and the session may still go on; no value. */
    PENDING,
    /** No click, or no page known; no value. */
    NONE,
    /** Everything that has no row of its own; no value. */
    OTHER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return word;
    }
  }

  /**
   * Subjects that have a value in common.
   *
   * @param kind what the value is
   * @param value "" where the kind says it all
   * @param dropped how many of those who dropped off
   * @param converted how many of those who went on
   * @param open how many of those who still may
   * @param shareDropped of all dropped; 0 where there are none
   * @param intervalDropped {@link Wilson} of that
   * @param shareConverted of all converted; 0 where there are none
   * @param intervalConverted {@link Wilson} of that
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(
      Kind kind,
      String value,
      long dropped,
      long converted,
      long open,
      double shareDropped,
      List<Double> intervalDropped,
      double shareConverted,
      List<Double> intervalConverted) {
    /** Copies the intervals. */
    public Row {
      intervalDropped = List.copyOf(intervalDropped);
      intervalConverted = List.copyOf(intervalConverted);
    }
  }

  /**
   * Whether a signal goes with dropping off. The figures from {@code oddsRatio} on are null where
   * there are not enough subjects to judge.
   *
   * @param signal which one
   * @param droppedWith dropped, with the signal on the way out
   * @param droppedWithout dropped, without it
   * @param convertedWith went on, with it
   * @param convertedWithout went on, without it
   * @param openWith still may, with it
   * @param shareDropped with it, of all dropped; 0 where there are none
   * @param shareConverted with it, of all converted; 0 where there are none
   * @param enough whether there are enough subjects to judge
   * @param oddsRatio odds of dropping with it, by the odds without
   * @param interval 95 % interval of that, low and high
   * @param pValue that it is so far from 1 by chance
   * @param qValue the same, corrected for all signals that were judged
   * @param finding whether it is more frequent among the dropped beyond chance
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record SignalOdds(
      Signal signal,
      long droppedWith,
      long droppedWithout,
      long convertedWith,
      long convertedWithout,
      long openWith,
      double shareDropped,
      double shareConverted,
      boolean enough,
      @Nullable Double oddsRatio,
      @Nullable List<Double> interval,
      @Nullable Double pValue,
      @Nullable Double qValue,
      boolean finding) {
    /** Copies the interval. */
    public SignalOdds {
      interval = interval == null ? null : List.copyOf(interval);
    }
  }
}
