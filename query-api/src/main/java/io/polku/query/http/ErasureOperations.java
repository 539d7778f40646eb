package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.Names;
import io.polku.contract.definition.Role;
import io.polku.contract.report.ErasureReceipt;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.erasure.ErasureReports;
import io.polku.query.erasure.Erasures;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Erasing visitors, and what became of it. */
public final class ErasureOperations {
  private static final Set<String> FIELDS = Set.of("visitor_id", "user_id");

  private final Scope scope;
  private final Erasures erasures;
  private final ErasureReports reports;

  /** Everything an answer may need. */
  public ErasureOperations(Scope scope, Erasures erasures, ErasureReports reports) {
    this.scope = scope;
    this.erasures = erasures;
    this.reports = reports;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.ofSite(HttpMethod.POST, "/erasures", "eraseVisitor", this::erase).onlyFor(Role.ADMIN),
        Route.get("/erasures", "listErasures", this::list).onlyFor(Role.ADMIN),
        Route.get("/erasures/:id", "getErasure", this::get).onlyFor(Role.ADMIN));
  }

  private Answer erase(ApiRequest request) {
    request.allow(Set.of());
    var site = scope.site(request).site();
    var problem = erasures.problem();
    if (!problem.isEmpty()) {
      throw new ApiException(409, "erasure_not_possible", problem, List.of());
    }
    var visitors = visitors(site, request.json());
    var made = erasures.make(site, visitors);
    return Answer.json(202, reports.receipts(site, List.of(made)).getFirst());
  }

  private List<String> visitors(String site, JsonNode body) {
    var faults = new ArrayList<Fault>();
    if (!body.isObject()) {
      faults.add(new Fault("", "body (expected: an object)"));
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                faults.add(
                    new Fault(
                        "/" + name, "field: " + name + " (expected one of: user_id, visitor_id)"));
              }
            });
    if (body.has("visitor_id") == body.has("user_id")) {
      faults.add(new Fault("", "body (expected: either visitor_id or user_id)"));
    }
    for (var name : FIELDS) {
      var value = body.path(name);
      if (!value.isMissingNode() && !(value.isTextual() && Names.isId(value.textValue()))) {
        faults.add(
            new Fault("/" + name, name + ": " + value + " (expected: an id of 1 to 128 bytes)"));
      }
    }
    if (!faults.isEmpty()) {
      throw ApiException.refused("erasure_refused", faults);
    }
    return body.has("visitor_id")
        ? List.of(body.path("visitor_id").textValue())
        : ofUser(site, body.path("user_id").textValue());
  }

  private List<String> ofUser(String site, String user) {
    var visitors = erasures.visitorsOf(site, user);
    if (visitors.isEmpty()) {
      throw ApiException.notFound("user_unknown", "user: none (expected: one of the site's)");
    }
    if (visitors.size() > Erasures.VISITORS_MAX) {
      throw ApiException.refused(
          "erasure_refused",
          List.of(
              new Fault(
                  "/user_id",
                  "visitors of the user: more than "
                      + Erasures.VISITORS_MAX
                      + " (expected: fewer; erase them one by one)")));
    }
    return visitors;
  }

  private Answer list(ApiRequest request) {
    request.allow(Set.of());
    var site = scope.site(request).site();
    var newest = erasures.all(site).stream().limit(ErasureReceipt.LIST_MAX).toList();
    return Answer.ok(new ErasureReceipt.ErasureList(reports.receipts(site, newest)));
  }

  private Answer get(ApiRequest request) {
    request.allow(Set.of());
    var site = scope.site(request).site();
    var id = request.path("id");
    return erasures
        .find(site, id)
        .map(erasure -> Answer.ok(reports.receipts(site, List.of(erasure)).getFirst()))
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "erasure_unknown", "erasure: " + id + " (expected: one of the site's)"));
  }
}
