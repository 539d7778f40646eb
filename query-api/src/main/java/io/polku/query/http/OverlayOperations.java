package io.polku.query.http;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.OverlayAnswer;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.http.OverlayTokens.Overlay;
import io.polku.query.link.ClickReports;
import io.polku.query.range.TimeRange;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Clicks drawn over the pages of a site, see docs/decisions/0031. */
public final class OverlayOperations {
  private static final String FRAGMENT = "polku-overlay=";
  private static final String ANY_ORIGIN = "*";
  private static final int URL_CHARS_MAX = 4_000;

  private final Scope scope;
  private final OverlayTokens tokens;
  private final ClickReports clicks;

  /** Everything an answer may need. */
  public OverlayOperations(Scope scope, OverlayTokens tokens, ClickReports clicks) {
    this.scope = scope;
    this.tokens = tokens;
    this.clicks = clicks;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.ofSite(HttpMethod.POST, "/overlays", "openOverlay", this::open),
        Route.get(Route.OVERLAY, "getOverlay", this::get));
  }

  private Answer open(ApiRequest request) {
    request.allow(Set.of());
    var site = scope.site(request);
    var parameters = Parameters.ofBody(request.json(), Set.of("url", "from", "to"));
    var page = page(site, parameters.text("url").orElse(""));
    var range = scope.range(parameters, site);
    var overlay = tokens.now(site.site(), range.from(), range.to());
    var mark = page.getRawFragment() == null ? "#" : "&";
    return Answer.json(
        201, new OverlayAnswer(page + mark + FRAGMENT + tokens.sign(overlay), overlay.expiresAt()));
  }

  private Answer get(ApiRequest request) {
    return request.caller() instanceof Caller.OfOverlay(var overlay)
        ? ofToken(request, overlay)
        : ofRange(request);
  }

  /** What it may see was settled when it was signed. */
  private Answer ofToken(ApiRequest request, Overlay overlay) {
    var parameters = Parameters.ofQuery(request, Set.of("path", "limit"));
    var site = scope.site(request);
    return report(parameters, site, new TimeRange(overlay.from(), overlay.to(), site.timeZone()));
  }

  private Answer ofRange(ApiRequest request) {
    var parameters = Parameters.ofQuery(request, Set.of("path", "from", "to", "limit"));
    var site = scope.site(request);
    return report(parameters, site, scope.range(parameters, site));
  }

  private Answer report(Parameters parameters, Site site, TimeRange range) {
    var path = LinkOperations.path(parameters);
    var limit = parameters.limit();
    var asOf = scope.asOf();
    return Answer.ok(
        clicks.report(site, range, path, Filter.NONE, null, limit, scope.state(site), asOf));
  }

  /** A page of the site, on one of its origins. */
  private static URI page(Site site, String text) {
    var page = text.length() > URL_CHARS_MAX ? Optional.<URI>empty() : address(text);
    var origins = site.origins();
    if (page.isEmpty()) {
      throw refused(text, "an http or https address of a page");
    }
    if (!origins.contains(ANY_ORIGIN)
        && origins.stream().noneMatch(origin -> origin(origin).equals(origin(page.get())))) {
      throw refused(
          text,
          origins.isEmpty()
              ? "a page on an origin of the site, which has none"
              : "a page on one of " + String.join(", ", origins));
    }
    return page.get();
  }

  private static Optional<URI> address(String text) {
    try {
      var page = URI.create(text.strip());
      var scheme = page.getScheme() == null ? "" : page.getScheme().toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https"))
              && page.getHost() != null
              && page.getRawUserInfo() == null
          ? Optional.of(page)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String origin(String text) {
    return address(text).map(OverlayOperations::origin).orElse(text);
  }

  /** As browsers say it: without the port that the scheme has anyway. */
  private static String origin(URI page) {
    var scheme = page.getScheme().toLowerCase(Locale.ROOT);
    var usual = scheme.equals("https") ? 443 : 80;
    var port = page.getPort() < 0 || page.getPort() == usual ? "" : ":" + page.getPort();
    return scheme + "://" + page.getHost().toLowerCase(Locale.ROOT) + port;
  }

  private static ApiException refused(String url, String expected) {
    return ApiException.refused(
        "overlay_refused",
        List.of(
            new Fault(
                "/url",
                "url: "
                    + url.substring(0, Math.min(url.length(), 200))
                    + " (expected: "
                    + expected
                    + ")")));
  }
}
