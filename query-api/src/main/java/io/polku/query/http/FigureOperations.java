package io.polku.query.http;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.report.Quality;
import io.polku.query.overview.OverviewReports;
import io.polku.query.quality.QualityReports;
import io.polku.query.quality.RejectedReports;
import io.polku.query.range.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What happened on a site, and whether everything was counted. */
public final class FigureOperations {
  private final Scope scope;
  private final Filters filters;
  private final OverviewReports overviews;
  private final QualityReports qualities;
  private final RejectedReports rejections;

  /** Everything an answer may need. */
  public FigureOperations(
      Scope scope,
      Filters filters,
      OverviewReports overviews,
      QualityReports qualities,
      RejectedReports rejections) {
    this.scope = scope;
    this.filters = filters;
    this.overviews = overviews;
    this.qualities = qualities;
    this.rejections = rejections;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/overview", "getOverview", this::overview),
        Route.get("/quality", "getQuality", this::quality),
        Route.get("/rejected", "listRejected", this::rejected));
  }

  private Answer overview(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(request, Set.of("from", "to", "filter", "segment", "interval"));
    var site = scope.site(request);
    var range = scope.range(parameters, site);
    var interval = scope.interval(parameters, range);
    var asOf = scope.asOf();
    var overview =
        overviews.report(
            site, range, filters.of(site, parameters), interval, scope.state(site), asOf);
    return Answer.tagged(overview, Etags.of(overview, asOf, false), request.ifNoneMatch());
  }

  private Answer quality(ApiRequest request) {
    var parameters = Parameters.ofQuery(request, Set.of("from", "to"));
    var site = scope.site(request);
    var from =
        parameters.text("from").map(t -> Ranges.time("from", t, site.timeZone())).orElse(null);
    var to = parameters.text("to").map(t -> Ranges.time("to", t, site.timeZone())).orElse(null);
    check(from == null ? TimeRange.MIN : from, to == null ? TimeRange.MAX : to, site);
    var asOf = scope.asOf();
    var quality = qualities.report(site.site(), from, to, asOf);
    // Whoever has read here that nothing is in flight finds it in the reports.
    scope.forget(site);
    return Answer.tagged(
        quality, Etags.of(quality, asOf, isMoving(quality)).notKept(), request.ifNoneMatch());
  }

  private Answer rejected(ApiRequest request) {
    var parameters = Parameters.ofQuery(request, Set.of("from", "to", "code", "limit"));
    var site = scope.site(request);
    var from =
        parameters
            .text("from")
            .map(t -> Ranges.time("from", t, site.timeZone()))
            .orElse(TimeRange.MIN);
    var to =
        parameters.text("to").map(t -> Ranges.time("to", t, site.timeZone())).orElse(TimeRange.MAX);
    check(from, to, site);
    var limit =
        parameters.number("limit", RejectedReports.LIMIT_DEFAULT, 1, RejectedReports.LIMIT_MAX);
    return Answer.ok(
        rejections.report(site.site(), from, to, parameters.text("code").orElse(""), limit));
  }

  /** Whether something in it changes with time alone. */
  private static boolean isMoving(Quality quality) {
    var loss = quality.loss();
    return quality.inFlight() > 0 || loss == null || loss.unsettled() > 0;
  }

  private static void check(Instant from, Instant to, Site site) {
    try {
      var _ = new TimeRange(from, to, site.timeZone());
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("from", String.valueOf(e.getMessage()));
    }
  }
}
