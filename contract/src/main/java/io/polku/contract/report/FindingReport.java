package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.polku.contract.funnel.Signal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong on a site, worst first. All tests of one answer together are held to one level: of
 * what is reported, as many as {@code level} are expected to be chance (Benjamini and Hochberg). In
 * an answer about a site without a fault that is the chance that anything at all is reported.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param before the range that it is compared with
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param level share of chance among what is reported
 * @param tested how many comparisons were made
 * @param funnels funnels that were looked at
 * @param links intended links that were looked at
 * @param notes what could not be looked at, and why, in plain words
 * @param breaks signs of trouble that keep people from the next step, and steps fewer pass than
 *     before
 * @param misleading pages that people go to instead of the next step and are lost from
 * @param missedLinks intended links that are clicked less than expected, or less than before
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FindingReport(
    Instant from,
    Instant to,
    Explanation.Period before,
    Instant asOf,
    String dataVersion,
    double level,
    int tested,
    int funnels,
    int links,
    List<String> notes,
    List<Finding> breaks,
    List<Finding> misleading,
    List<Finding> missedLinks) {
  /** Most findings of a kind. */
  public static final int FINDINGS_MAX = 5;

  /** Share of chance among what is reported. */
  public static final double LEVEL = 0.01;

  /** Copies the lists. */
  public FindingReport {
    notes = List.copyOf(notes);
    breaks = List.copyOf(breaks);
    misleading = List.copyOf(misleading);
    missedLinks = List.copyOf(missedLinks);
  }

  /** What a finding is. */
  public enum Kind {
    /** A sign of trouble at a step. */
    @JsonProperty("friction")
    FRICTION,
    /** A step that fewer pass than before. */
    @JsonProperty("fell")
    FELL,
    /** A page people went to instead of the next step. */
    @JsonProperty("detour")
    DETOUR,
    /** An intended link. */
    @JsonProperty("link")
    LINK
  }

  /**
   * One finding.
   *
   * @param kind what it is
   * @param sentence the same in plain words, with figures
   * @param subjects whom it met: people of a funnel, or page views of a link
   * @param rate of these, who went on, or in which the link was clicked
   * @param expected that rate of comparable subjects, before, or as the link expects it
   * @param difference {@code expected − rate}, as it was tested; above 0
   * @param interval of the difference, 95 %
   * @param affected {@code difference} times those compared: how many more would have gone on
   * @param q of the difference, with all other tests of the answer in mind
   * @param trend the rate, in both ranges
   * @param atRisk money, or null where nothing tells
   * @param evidence where to look
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Finding(
      Kind kind,
      String sentence,
      long subjects,
      double rate,
      double expected,
      double difference,
      List<Double> interval,
      double affected,
      double q,
      Trend trend,
      @Nullable AtRisk atRisk,
      Evidence evidence) {
    /** Copies the interval. */
    public Finding {
      interval = List.copyOf(interval);
    }
  }

  /**
   * A rate in both ranges.
   *
   * @param before null where nobody was met by it
   * @param now of the range asked about
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Trend(@Nullable Double before, double now) {}

  /**
   * Where a finding can be looked at. Parts that it does not have are null.
   *
   * @param kind as the finding's
   * @param funnel id of the funnel
   * @param step number of the step, from 1
   * @param link id of the intended link
   * @param page path, grouped as the site says
   * @param sign kind of sign
   * @param detail what exactly
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Evidence(
      Kind kind,
      @Nullable String funnel,
      @Nullable Integer step,
      @Nullable String link,
      @Nullable String page,
      @Nullable Signal sign,
      @Nullable String detail) {}
}
