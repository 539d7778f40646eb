package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Role;
import io.polku.contract.report.Problem.Fault;
import io.polku.contract.report.SiteAnswer;
import io.polku.query.definition.Sites;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/** Sites, and the description of the API. */
public final class SiteOperations {
  private static final Set<String> NONE = Set.of();

  private final Scope scope;
  private final Sites sites;
  private final JsonNode openApi = OpenApi.read();

  /** Everything an answer may need. */
  public SiteOperations(Scope scope, Sites sites) {
    this.scope = scope;
    this.sites = sites;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.ofAll("/openapi.json", "getOpenApi", this::openApi),
        Route.ofAll("/sites", "listSites", this::list),
        Route.get("", "getSite", this::get),
        Route.ofSite(HttpMethod.PUT, "", "putSite", this::put).onlyFor(Role.ADMIN));
  }

  private Answer openApi(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(openApi);
  }

  private Answer list(ApiRequest request) {
    request.allow(NONE);
    scope.checkReady();
    return Answer.ok(
        new SiteAnswer.SiteList(
            sites.all().stream()
                .filter(site -> request.caller().may(Role.VIEWER, site.site()))
                .map(site -> SiteAnswer.of(site, null))
                .toList()));
  }

  private Answer get(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(SiteAnswer.of(scope.site(request), null));
  }

  private Answer put(ApiRequest request) {
    request.allow(Set.of("rotate"));
    scope.checkReady();
    var rotate = request.query("rotate").map(SiteOperations::truth).orElse(false);
    return switch (sites.put(request.path("site"), request.json(), rotate)) {
      case Sites.Put.Made(var site, var key) -> Answer.json(201, SiteAnswer.of(site, key));
      case Sites.Put.Changed(var site, var key) -> Answer.ok(SiteAnswer.of(site, key));
      case Sites.Put.ZoneFixed(var zone) ->
          throw new ApiException(
              409,
              "time_zone_fixed",
              "time_zone: another one (expected: " + zone + ", fixed when the site was made)",
              List.of(new Fault("/time_zone", "time_zone: another one (expected: " + zone + ")")));
      case Sites.Put.Refused(var faults) -> throw ApiException.refused("site_refused", faults);
    };
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true", "" -> true;
      case "false" -> false;
      default ->
          throw ApiException.parameter("rotate", "rotate: " + text + " (expected: true or false)");
    };
  }
}
