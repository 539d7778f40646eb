package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What trackers sent and nobody received. The events of a page view are numbered from 1, so a gap
 * shows a loss; the page view that follows in the same tab tells how far the one before had
 * counted, so a lost end shows too, and a page view of which nothing came at all. Only events with
 * a page view and a number take part. What comes later after all heals the figure.
 *
 * @param total all page views
 * @param unsettled page views that are not judged yet, for something of them came only just now
 * @param implausible page views that are not judged, for they claim more events than one has
 * @param byPage most lost first, at most {@value #ROWS_MAX}; the path with its ids folded
 * @param byBrowser the same by browser
 * @param byTracker the same by the tracker's name and version
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Loss(
    Measured total,
    long unsettled,
    long implausible,
    List<Row> byPage,
    List<Row> byBrowser,
    List<Row> byTracker) {
  /** Rows of one breakdown. */
  public static final int ROWS_MAX = 20;

  /** Copies the rows. */
  public Loss {
    byPage = List.copyOf(byPage);
    byBrowser = List.copyOf(byBrowser);
    byTracker = List.copyOf(byTracker);
  }

  /**
   * A share of what was sent.
   *
   * @param pageViews that were judged
   * @param expected events that were sent in them, as their numbers show
   * @param lost of those, never received
   * @param rejected of those, received and refused; they have a reason and are not lost
   * @param rate lost, of expected; 0 where nothing was
   * @param interval {@link ClusteredRate} of that, low and high
   */
  public record Measured(
      long pageViews, long expected, long lost, long rejected, double rate, List<Double> interval) {
    /** Copies the interval. */
    public Measured {
      interval = List.copyOf(interval);
    }

    /**
     * From sums over page views.
     *
     * @param sums a page view is a cluster, an event a trial
     * @param rejected received and refused
     */
    public static Measured of(ClusteredRate.Sums sums, long rejected) {
      return new Measured(
          sums.clusters(),
          sums.trials(),
          sums.successes(),
          rejected,
          ClusteredRate.rate(sums),
          ClusteredRate.interval(sums));
    }
  }

  /**
   * Page views that have something in common.
   *
   * @param value what; "" where it is not known
   * @param measured what was lost of them
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(String value, Measured measured) {}
}
