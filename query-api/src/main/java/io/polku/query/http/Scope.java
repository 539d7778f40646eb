package io.polku.query.http;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.report.Interval;
import io.polku.query.definition.Sites;
import io.polku.query.progress.Progress;
import io.polku.query.range.TimeRange;
import io.polku.query.store.DataState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every question is about: a site, a range of time, and what is stored by now. {@link #asOf}
 * is taken before {@link #state}, and both before anything is counted, so that what is said to be
 * there was there.
 */
public final class Scope {
  private final Sites sites;
  private final DataState.Reader states;
  private final Progress progress;
  private final Clock clock;

  /** Everything a question may be about. */
  public Scope(Sites sites, DataState.Reader states, Progress progress, Clock clock) {
    this.sites = sites;
    this.states = states;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * The site that the path names.
   *
   * @throws ApiException when there is none, or definitions were not read yet
   */
  Site site(ApiRequest request) {
    checkReady();
    var name = request.path("site");
    return sites
        .find(name)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "site_unknown", "site: " + name + " (expected: one that was made)"));
  }

  /** The site that the path names; null where there is none, or definitions were not read yet. */
  @Nullable Site found(ApiRequest request) {
    return sites.ready() ? sites.find(request.path("site")).orElse(null) : null;
  }

  /** A number that grows whenever a definition may have changed. */
  long definitions() {
    return sites.revision();
  }

  /** The range of {@code from} and {@code to}; the last 30 days where both are missing. */
  TimeRange range(Parameters parameters, Site site) {
    return Ranges.range(parameters.text("from"), parameters.text("to"), site.timeZone(), clock);
  }

  /** Length of the buckets of a series, or null for none. */
  @Nullable Interval interval(Parameters parameters, TimeRange range) {
    return Ranges.interval(parameters.text("interval"), range);
  }

  /** How far the log has been processed. */
  Instant asOf() {
    return progress.asOf();
  }

  /** What is stored of a site. */
  DataState state(Site site) {
    return states.of(site.site());
  }

  /** The same where it is known already; null where who asks would have to wait. */
  @Nullable DataState knownState(Site site) {
    return states.known(site.site());
  }

  /** Makes sure that what is stored by now is seen by who asks next. */
  void forget(Site site) {
    states.forget(site.site());
  }

  /** The clock that today is read from. */
  Clock clock() {
    return clock;
  }

  /** Refuses while definitions were not read yet. */
  void checkReady() {
    if (!sites.ready()) {
      throw starting();
    }
  }

  /** That definitions were not read yet. */
  static ApiException starting() {
    return new ApiException(
        503, "starting", "definitions: not read yet (expected: soon)", List.of());
  }
}
