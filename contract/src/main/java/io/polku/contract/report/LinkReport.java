package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether people click a link that they are meant to click. What is counted are page views of its
 * pages, each with what was seen and clicked in it; a page view belongs to the range in which the
 * page was shown. Page views of a visitor do not tell apart what several visitors would, and
 * intervals say so ({@link ClusteredRate}).
 *
 * @param link what was asked about
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param pageViews of its pages
 * @param measured whether the tracker told when the link was in view; where it never did, every
 *     page view counts as one with the link in view
 * @param totals the whole range
 * @param verdict what they say about {@code expected}
 * @param clicksOnPages clicks on anything in those page views
 * @param clicksOnLink of these, on the link
 * @param outcomes what became of the page views with the link in view; each is in one of them
 * @param medianSecondsToClick from the moment the link came into view to the first click on it, or
 *     null
 * @param instead what was clicked first in place of the link, most first
 * @param drift the second half of the range against the first, or null where one has nothing
 * @param series by bucket; empty unless an interval was asked for
 * @param breakdown by value at the page view; empty unless one was asked for
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LinkReport(
    LinkAnswer link,
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    long pageViews,
    boolean measured,
    Figures totals,
    Verdict verdict,
    long clicksOnPages,
    long clicksOnLink,
    List<Outcome> outcomes,
    @Nullable Double medianSecondsToClick,
    List<Instead> instead,
    @Nullable Drift drift,
    List<Bucket> series,
    List<Row> breakdown) {
  /** Fewer page views with the link in view than this say nothing. */
  public static final int VIEWS_MIN = 30;

  /** Most elements that were clicked instead, and most values of a breakdown. */
  public static final int ROWS_MAX = 50;

  /** Copies the lists. */
  public LinkReport {
    outcomes = List.copyOf(outcomes);
    instead = List.copyOf(instead);
    series = List.copyOf(series);
    breakdown = List.copyOf(breakdown);
  }

  /**
   * How often it was in view and clicked.
   *
   * @param views page views in which it was in view
   * @param visitors whose
   * @param clicked page views in which it was clicked at least once
   * @param rate {@code clicked / views}; 0 where there are none
   * @param interval of the rate, 95 %
   */
  public record Figures(
      long views, long visitors, long clicked, double rate, List<Double> interval) {
    /** Copies the interval. */
    public Figures {
      interval = List.copyOf(interval);
    }

    /** From sums over visitors. */
    public static Figures of(ClusteredRate.Sums sums) {
      return new Figures(
          sums.trials(),
          sums.clusters(),
          sums.successes(),
          ClusteredRate.rate(sums),
          ClusteredRate.interval(sums));
    }
  }

  /** What the figures say about the share that was expected. */
  public enum Verdict {
    /** Nothing is expected. */
    @JsonProperty("none")
    NONE,
    /** Fewer than {@value LinkReport#VIEWS_MIN} page views. */
    @JsonProperty("too_few")
    TOO_FEW,
    /** The whole interval is below. */
    @JsonProperty("missed")
    MISSED,
    /** The interval holds the expected share. */
    @JsonProperty("undecided")
    UNDECIDED,
    /** The whole interval is at or above. */
    @JsonProperty("met")
    MET;

    /** The verdict. */
    public static Verdict of(@Nullable Double expected, Figures figures) {
      if (expected == null) {
        return NONE;
      }
      if (figures.views() < VIEWS_MIN) {
        return TOO_FEW;
      }
      if (figures.interval().getLast() < expected) {
        return MISSED;
      }
      return figures.interval().getFirst() >= expected ? MET : UNDECIDED;
    }
  }

  /** What people did who had the link in view. */
  public enum Did {
    /** Their first click on the page was on it. */
    @JsonProperty("clicked_first")
    CLICKED_FIRST,
    /** They clicked it after something else. */
    @JsonProperty("clicked_later")
    CLICKED_LATER,
    /** They clicked only other things. */
    @JsonProperty("clicked_other")
    CLICKED_OTHER,
    /** They clicked nothing on the page. */
    @JsonProperty("clicked_nothing")
    CLICKED_NOTHING
  }

  /**
   * One way it went.
   *
   * @param did what they did
   * @param views page views
   * @param share of all with the link in view
   * @param interval of the share, 95 %
   * @param reached page views after which the same session came to where the link leads; null where
   *     that is not known
   * @param medianPages pages from the page view to there, that one included; or null
   * @param medianSeconds time from the page view to there; or null
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Outcome(
      Did did,
      long views,
      double share,
      List<Double> interval,
      @Nullable Long reached,
      @Nullable Double medianPages,
      @Nullable Double medianSeconds) {
    /** Copies the interval. */
    public Outcome {
      interval = List.copyOf(interval);
    }
  }

  /**
   * What was clicked first in place of the link.
   *
   * @param element what it is
   * @param views page views with the link in view in which it was the first click
   * @param share of all with the link in view
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Instead(ElementRef element, long views, double share) {}

  /**
   * Two halves of the range.
   *
   * @param at where the second begins
   * @param before figures of the first
   * @param after figures of the second
   * @param difference {@code after.rate − before.rate}
   * @param interval of the difference, 95 %
   * @param changed whether the interval leaves out 0 and both have enough page views
   */
  public record Drift(
      Instant at,
      Figures before,
      Figures after,
      double difference,
      List<Double> interval,
      boolean changed) {
    /** Copies the interval. */
    public Drift {
      interval = List.copyOf(interval);
    }

    /** The drift between both. */
    public static Drift of(Instant at, Figures before, Figures after) {
      var interval = Newcombe.of(after.rate(), after.interval(), before.rate(), before.interval());
      return new Drift(
          at,
          before,
          after,
          after.rate() - before.rate(),
          interval,
          before.views() >= VIEWS_MIN
              && after.views() >= VIEWS_MIN
              && (interval.getFirst() > 0 || interval.getLast() < 0));
    }
  }

  /**
   * One bucket of the series.
   *
   * @param from its start
   * @param to its end, exclusive
   * @param complete whether it lies before {@code as_of}
   * @param figures of the bucket
   */
  public record Bucket(Instant from, Instant to, boolean complete, Figures figures) {}

  /**
   * One value of the breakdown.
   *
   * @param value the value; "" where not known
   * @param figures of the value
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(String value, Figures figures) {}
}
