package io.polku.query.http;

import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.link.LinkJson;
import io.polku.contract.report.LinkAnswer;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.link.ClickReports;
import io.polku.query.link.LinkQuestion;
import io.polku.query.link.LinkReports;
import io.polku.query.link.PageLinks;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Intended links and whether people click them, and what they click at all. */
public final class LinkOperations {
  private static final Set<String> NONE = Set.of();
  private static final String REFUSED = "link_refused";
  private static final int VERSIONS_MAX = 10_000;

  private final Scope scope;
  private final Filters filters;
  private final SavedDefinitions<Link> links;
  private final LinkReports reports;
  private final ClickReports clicks;
  private final PageLinks pageLinks;

  /** Everything an answer may need. */
  public LinkOperations(
      Scope scope,
      Filters filters,
      SavedDefinitions<Link> links,
      LinkReports reports,
      ClickReports clicks,
      PageLinks pageLinks) {
    this.scope = scope;
    this.filters = filters;
    this.links = links;
    this.reports = reports;
    this.clicks = clicks;
    this.pageLinks = pageLinks;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/links", "listLinks", this::list),
        Route.get("/links/:id", "getLink", this::get),
        Route.ofSite(HttpMethod.PUT, "/links/:id", "putLink", this::put),
        Route.ofSite(HttpMethod.DELETE, "/links/:id", "deleteLink", this::delete),
        Route.get("/links/:id/report", "reportLink", this::report),
        Route.get("/clicks", "getClicks", this::clicks));
  }

  private Answer list(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    var saved = links.all(site.site());
    return Answer.ok(
        new LinkAnswer.LinkList(
            Stream.concat(
                    saved.stream().map(LinkAnswer::of),
                    declared(site, saved).map(LinkAnswer::ofPage))
                .toList()));
  }

  private Answer get(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    return Answer.ok(
        saved(site, request).map(LinkAnswer::of).orElseGet(() -> ofPage(site, request)));
  }

  private Answer put(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request).site();
    var id = request.path("id");
    if (!SavedDefinitions.isId(id)) {
      throw refused(new Fault("id", "id: " + id + " (expected: 1 to 60 of a-z 0-9 _ -)"));
    }
    var link =
        switch (LinkJson.read(request.json())) {
          case LinkJson.Result.Read(var read) -> read;
          case LinkJson.Result.Refused(var problems) ->
              throw ApiException.refused(
                  REFUSED,
                  problems.stream()
                      .map(problem -> new Fault(problem.pointer(), problem.message()))
                      .toList());
        };
    var put =
        links
            .put(site, id, now -> new Link(site, id, link, now))
            .orElseThrow(
                () ->
                    refused(
                        new Fault(
                            "id",
                            "links: "
                                + SavedDefinitions.COUNT_MAX
                                + " already (expected: fewer, before another is saved)")));
    return Answer.json(put.made() ? 201 : 200, LinkAnswer.of(put.stored()));
  }

  private Answer delete(ApiRequest request) {
    request.allow(NONE);
    links.delete(saved(scope.site(request), request).orElseThrow(() -> unknown(request)));
    return Answer.empty(204);
  }

  private Answer report(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(
            request, Set.of("from", "to", "filter", "segment", "interval", "breakdown"));
    var site = scope.site(request);
    var answer = saved(site, request).map(LinkAnswer::of).orElseGet(() -> ofPage(site, request));
    var range = scope.range(parameters, site);
    var question = question(site, answer, parameters);
    var asOf = scope.asOf();
    var report = reports.report(question, scope.state(site), asOf);
    var moving = range.to().isAfter(asOf) && question.interval() != null;
    return Answer.tagged(report, Etags.of(report, asOf, moving), request.ifNoneMatch());
  }

  private Answer clicks(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(
            request, Set.of("path", "from", "to", "filter", "segment", "limit", "version"));
    var site = scope.site(request);
    var path = path(parameters);
    var range = scope.range(parameters, site);
    var limit = parameters.limit();
    var asOf = scope.asOf();
    var version =
        parameters.text("version").isPresent()
            ? parameters.number("version", 1, VERSIONS_MAX)
            : null;
    var filter = filters.of(site, parameters);
    var state = scope.state(site);
    try {
      var report = clicks.report(site, range, path, filter, version, limit, state, asOf);
      return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("version", String.valueOf(e.getMessage()));
    }
  }

  static PathGlob path(Parameters parameters) {
    try {
      return new PathGlob(parameters.text("path").orElse(""));
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("path", String.valueOf(e.getMessage()));
    }
  }

  private LinkQuestion question(Site site, LinkAnswer link, Parameters parameters) {
    var range = scope.range(parameters, site);
    var breakdown = Filters.breakdown(parameters.text("breakdown"));
    try {
      return new LinkQuestion(
          site,
          link,
          range,
          filters.of(site, parameters),
          scope.interval(parameters, range),
          breakdown);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("breakdown", "breakdown: " + e.getMessage());
    }
  }

  private Optional<Link> saved(Site site, ApiRequest request) {
    return links.find(site.site(), request.path("id"));
  }

  /** One that only a page declares. */
  private LinkAnswer ofPage(Site site, ApiRequest request) {
    return declared(site, links.all(site.site()))
        .filter(link -> link.id().equals(request.path("id")))
        .findFirst()
        .map(LinkAnswer::ofPage)
        .orElseThrow(() -> unknown(request));
  }

  private Stream<Link> declared(Site site, List<Link> saved) {
    return pageLinks.of(site, saved, scope.clock().instant()).stream();
  }

  private static ApiException unknown(ApiRequest request) {
    return ApiException.notFound(
        "link_unknown",
        "link: "
            + request.path("id")
            + " (expected: one that is saved, or that a page declared in the last 30 days)");
  }

  private static ApiException refused(Fault fault) {
    return ApiException.refused(REFUSED, List.of(fault));
  }
}
