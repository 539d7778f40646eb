package io.polku.query.http;

import io.polku.contract.definition.Definition.Digest;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.definition.Role;
import io.polku.contract.digest.DigestJson;
import io.polku.contract.report.DigestAnswer;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.digest.Digests;
import io.polku.query.webhook.Webhooks.Delivery;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/** Weekly digests. Their addresses may be secrets, so who only views does not see them. */
public final class DigestOperations {
  private static final Set<String> NONE = Set.of();
  private static final String REFUSED = "digest_refused";

  private final Scope scope;
  private final SavedDefinitions<Digest> saved;
  private final Digests digests;

  /** Everything an answer may need. */
  public DigestOperations(Scope scope, SavedDefinitions<Digest> saved, Digests digests) {
    this.scope = scope;
    this.saved = saved;
    this.digests = digests;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/digests", "listDigests", this::list).onlyFor(Role.EDITOR),
        Route.get("/digests/:id", "getDigest", this::get).onlyFor(Role.EDITOR),
        Route.ofSite(HttpMethod.PUT, "/digests/:id", "putDigest", this::put),
        Route.ofSite(HttpMethod.DELETE, "/digests/:id", "deleteDigest", this::delete),
        Route.ofSite(HttpMethod.POST, "/digests/:id/test", "testDigest", this::test)
            .onlyFor(Role.EDITOR));
  }

  private Answer list(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    return Answer.ok(
        new DigestAnswer.DigestList(
            saved.all(site.site()).stream().map(DigestAnswer::of).toList()));
  }

  private Answer get(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(DigestAnswer.of(find(scope.site(request), request)));
  }

  private Answer put(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request).site();
    var id = request.path("id");
    if (!SavedDefinitions.isId(id)) {
      throw refused(new Fault("id", "id: " + id + " (expected: 1 to 60 of a-z 0-9 _ -)"));
    }
    var digest =
        switch (DigestJson.read(request.json())) {
          case DigestJson.Result.Read(var read) -> read;
          case DigestJson.Result.Refused(var problems) ->
              throw ApiException.refused(
                  REFUSED,
                  problems.stream()
                      .map(problem -> new Fault(problem.pointer(), problem.message()))
                      .toList());
        };
    var put =
        saved
            .put(site, id, now -> new Digest(site, id, digest, now))
            .orElseThrow(
                () ->
                    refused(
                        new Fault(
                            "id",
                            "digests: "
                                + SavedDefinitions.COUNT_MAX
                                + " already (expected: fewer, before another is saved)")));
    return Answer.json(put.made() ? 201 : 200, DigestAnswer.of(put.stored()));
  }

  private Answer delete(ApiRequest request) {
    request.allow(NONE);
    saved.delete(find(scope.site(request), request));
    return Answer.empty(204);
  }

  private Answer test(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    return Answer.ok(
        switch (digests.sendNow(site, find(site, request))) {
          case Delivery.Taken _ -> new DigestAnswer.Sent(true, null);
          case Delivery.Failed(var reason) -> new DigestAnswer.Sent(false, reason);
        });
  }

  private Digest find(Site site, ApiRequest request) {
    var id = request.path("id");
    return saved
        .find(site.site(), id)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "digest_unknown", "digest: " + id + " (expected: one that is saved)"));
  }

  private static ApiException refused(Fault fault) {
    return ApiException.refused(REFUSED, List.of(fault));
  }
}
