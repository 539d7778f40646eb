package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people went after a step instead of the next one, and whether it kept them from it, from
 * the first time that each was at the step since it entered. A detour is named by the first page or
 * event after the step, in the same session, that is not the next step; so each subject is in one
 * row, went on at once, or left. Those of a detour are compared with all others at the same step
 * who came by the same channel, device and entry page.
 *
 * @param funnel which one
 * @param unit what is counted
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param step the step's number, from 1
 * @param name the step's name
 * @param direct who did nothing else before the next step
 * @param left who did nothing else in the session and did not go on
 * @param medianSecondsDirect time to the next step of those who went directly; or null
 * @param detours fatal ones first, then costly ones, each by what is lost or how many took it
 * @param patterns each of {@link Pattern}, in their order
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DetourReport(
    FunnelReport.Ref funnel,
    Unit unit,
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    int step,
    String name,
    long direct,
    long left,
    @Nullable Double medianSecondsDirect,
    List<Detour> detours,
    List<PatternFound> patterns) {
  /** Most detours of an answer: those that most took. */
  public static final int ROWS_MAX = 50;

  /** Fewer decided subjects on a detour, or beside it, than this say nothing. */
  public static final int SUBJECTS_MIN = 30;

  /** Fewer who came back than this do not tell what it costs. */
  public static final int RETURNED_MIN = 10;

  /** Most sessions that are named as examples of a pattern. */
  public static final int EXAMPLES_MAX = 5;

  /** Copies the lists. */
  public DetourReport {
    detours = List.copyOf(detours);
    patterns = List.copyOf(patterns);
  }

  /** A way that says what went wrong. */
  public enum Pattern {
    /** To another page and back to the one they came from. */
    @JsonProperty("loop")
    LOOP,
    /** A loop within ten seconds. */
    @JsonProperty("quick_back")
    QUICK_BACK,
    /** One page more, nothing after it, and lost. */
    @JsonProperty("dead_end")
    DEAD_END,
    /** A search without results on the way. */
    @JsonProperty("empty_search")
    EMPTY_SEARCH
  }

  /**
   * How often a pattern was seen. A subject may be in several.
   *
   * @param pattern which
   * @param subjects whose way has it
   * @param lost who of them can no longer reach the next step
   * @param open who of them still may
   * @param excess by how much more of them are lost than of comparable subjects; null where none
   *     are comparable, and of dead ends, which are lost by definition
   * @param excessInterval of it, 95 %
   * @param examples ids of sessions, newest first
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record PatternFound(
      Pattern pattern,
      long subjects,
      long lost,
      long open,
      @Nullable Double excess,
      @Nullable List<Double> excessInterval,
      List<String> examples) {
    /** Copies the lists. */
    public PatternFound {
      excessInterval = excessInterval == null ? null : List.copyOf(excessInterval);
      examples = List.copyOf(examples);
    }
  }

  /** What a detour does. */
  public enum Verdict {
    /** More are lost than of comparable subjects. */
    @JsonProperty("fatal")
    FATAL,
    /** No more are lost, but who comes back takes longer than who goes directly. */
    @JsonProperty("costly")
    COSTLY,
    /** Neither was seen. */
    @JsonProperty("harmless")
    HARMLESS,
    /** Too few took it. */
    @JsonProperty("too_few")
    TOO_FEW
  }

  /**
   * One detour.
   *
   * @param value path of a page, grouped as the site says, or {@code event:NAME}
   * @param subjects who took it
   * @param returned who reached the next step afterwards
   * @param lost who can no longer
   * @param open who still may
   * @param lossRate {@code lost / (returned + lost)}
   * @param lossInterval of it, 95 %
   * @param excess by how much more of them are lost than of comparable subjects; null where none
   *     are comparable
   * @param excessInterval of it, 95 %
   * @param lostBecause {@code excess} times those compared: how many fewer would have been lost
   * @param qValue of the excess, over all detours that are not too few; or null
   * @param verdict what it does
   * @param medianSeconds from the step to the next one, of those who came back; or null
   * @param medianPages pages between, likewise
   * @param timesSlower geometric mean of their times over that of who went directly; or null
   * @param timesSlowerInterval of it, 95 %
   * @param loops who went back to the page they came from
   * @param quickBacks of these, within ten seconds
   * @param deadEnds who did nothing after it and were lost
   * @param atRisk what those lost because of it would have brought; null unless it is fatal and the
   *     funnel ends with purchases
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Detour(
      String value,
      long subjects,
      long returned,
      long lost,
      long open,
      double lossRate,
      List<Double> lossInterval,
      @Nullable Double excess,
      @Nullable List<Double> excessInterval,
      @Nullable Double lostBecause,
      @Nullable Double qValue,
      Verdict verdict,
      @Nullable Double medianSeconds,
      @Nullable Double medianPages,
      @Nullable Double timesSlower,
      @Nullable List<Double> timesSlowerInterval,
      long loops,
      long quickBacks,
      long deadEnds,
      @Nullable AtRisk atRisk) {}
}
