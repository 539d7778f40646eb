package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.Unit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs of trouble that people met at a step, each by what exactly, and whether it kept them from
 * the next one. A sign counts for a subject when it came in the session in which the step was first
 * reached since the entry, after that and before the next step. A subject is in a row for each sign
 * it met, once.
 *
 * <p>Those who met a sign are compared with others of the same channel, device and entry page who
 * had not met it and were still there after about as long at the step: who is gone on already could
 * not have met it, and who stays longer meets more of everything.
 *
 * @param funnel which one
 * @param unit what is counted
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param step the step's number, from 1
 * @param name the step's name
 * @param subjects who reached it
 * @param met who met at least one sign; all others met none
 * @param others signs beyond the rows
 * @param signs each kind of sign as a whole, whatever it was exactly
 * @param rows by what exactly; harmful ones first, by how many are lost, then those most met
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FrictionReport(
    FunnelReport.Ref funnel,
    Unit unit,
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    int step,
    String name,
    long subjects,
    long met,
    long others,
    List<Sign> signs,
    List<Sign> rows) {
  /** Most rows of an answer: those that most met. */
  public static final int ROWS_MAX = 50;

  /** Copies the lists. */
  public FrictionReport {
    signs = List.copyOf(signs);
    rows = List.copyOf(rows);
  }

  /** What a sign does. */
  public enum Verdict {
    /** More are lost than of comparable subjects. */
    @JsonProperty("harmful")
    HARMFUL,
    /** That was not seen. */
    @JsonProperty("harmless")
    HARMLESS,
    /** Too few met it. */
    @JsonProperty("too_few")
    TOO_FEW
  }

  /**
   * One sign.
   *
   * @param sign its kind
   * @param detail element, error message, field, vital or search term; "" where not known, or of
   *     all
   * @param element what was clicked, of clicks; else null
   * @param page path where it was met, grouped as the site says; "" where not known, or of all
   * @param subjects who met it
   * @param converted who reached the next step
   * @param lost who can no longer
   * @param open who still may
   * @param rate {@code converted / (converted + lost)}
   * @param interval of it, 95 %
   * @param rateWithout what that rate would be as comparable subjects without have it; null where
   *     none are comparable
   * @param excess by how much more are lost than of comparable subjects; null likewise
   * @param excessInterval of it, 95 %
   * @param lostBecause {@code excess} times those compared: how many fewer would have been lost
   * @param qValue of the excess, over all signs and rows that are not too few; or null
   * @param verdict what it does
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Sign(
      Signal sign,
      String detail,
      @Nullable ElementRef element,
      String page,
      long subjects,
      long converted,
      long lost,
      long open,
      double rate,
      List<Double> interval,
      @Nullable Double rateWithout,
      @Nullable Double excess,
      @Nullable List<Double> excessInterval,
      @Nullable Double lostBecause,
      @Nullable Double qValue,
      Verdict verdict) {
    /** Copies the intervals. */
    public Sign {
      interval = List.copyOf(interval);
      excessInterval = excessInterval == null ? null : List.copyOf(excessInterval);
    }
  }
}
