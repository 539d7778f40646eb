package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is clicked on a page, all of it. An element is what has the same name, place and address;
 * without an address, what also says the same.
 *
 * @param path paths that count, as a glob
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param version which of the versions is counted; null for all of them
 * @param versions of the page, in order of time; one where it did not change
 * @param pageViews of those pages
 * @param visitors who viewed them
 * @param clicks on anything there
 * @param deadClicks clicks after which nothing happened, where the tracker looks for them
 * @param rageClicks bursts of clicks in one place, where the tracker looks for them
 * @param elements most clicked first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ClickReport(
    String path,
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    @Nullable Integer version,
    List<PageVersion> versions,
    long pageViews,
    long visitors,
    long clicks,
    long deadClicks,
    long rageClicks,
    List<Clicked> elements) {
  /** Copies versions and elements. */
  public ClickReport {
    versions = List.copyOf(versions);
    elements = List.copyOf(elements);
  }

  /**
   * A page between two changes of what is used on it, see docs/decisions/0032.
   *
   * @param index from 1
   * @param from its first moment
   * @param to the first moment after it
   * @param pageViews in that time
   * @param appeared what was not used in the version before; a place in which addresses change is
   *     one element
   * @param vanished what was used in the version before and is no longer
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record PageVersion(
      int index,
      Instant from,
      Instant to,
      long pageViews,
      List<ElementRef> appeared,
      List<ElementRef> vanished) {
    /** Copies the elements. */
    public PageVersion {
      appeared = List.copyOf(appeared);
      vanished = List.copyOf(vanished);
    }
  }

  /**
   * One element.
   *
   * @param element what it is, with the text it had last
   * @param clicks on it
   * @param share of all clicks on the page
   * @param pageViews in which it was clicked
   * @param visitors who clicked it
   * @param visitorShare of all visitors of the page
   * @param views page views in which it was in view; null where the tracker does not look for it
   * @param rate page views with a click among those with it in view; null where nobody looked
   * @param interval of the rate, 95 %; null where nobody looked
   * @param deadClicks after which nothing happened
   * @param rageClicks bursts of clicks on it
   * @param firstAt its first event in the range; later than the range's start, it may be new
   * @param lastAt its last event in the range; long before the range's end, it may be gone
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Clicked(
      ElementRef element,
      long clicks,
      double share,
      long pageViews,
      long visitors,
      double visitorShare,
      @Nullable Long views,
      @Nullable Double rate,
      @Nullable List<Double> interval,
      long deadClicks,
      long rageClicks,
      Instant firstAt,
      Instant lastAt) {}
}
