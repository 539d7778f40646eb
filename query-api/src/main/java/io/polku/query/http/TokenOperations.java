package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Role;
import io.polku.contract.report.Problem.Fault;
import io.polku.contract.report.TokenAnswer;
import io.polku.query.definition.Tokens;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who else may read or change a site. */
public final class TokenOperations {
  private static final Set<String> FIELDS = Set.of("name", "role", "expires_at");
  private static final int NAME_CHARS_MAX = 100;

  private final Scope scope;
  private final Tokens tokens;

  /** Everything an answer may need. */
  public TokenOperations(Scope scope, Tokens tokens) {
    this.scope = scope;
    this.tokens = tokens;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/tokens", "listTokens", this::list).onlyFor(Role.ADMIN),
        Route.ofSite(HttpMethod.POST, "/tokens", "makeToken", this::make).onlyFor(Role.ADMIN),
        Route.ofSite(HttpMethod.DELETE, "/tokens/:id", "revokeToken", this::revoke)
            .onlyFor(Role.ADMIN));
  }

  private Answer list(ApiRequest request) {
    request.allow(Set.of());
    var site = scope.site(request);
    return Answer.ok(
        new TokenAnswer.TokenList(
            tokens.all(site.site()).stream().map(token -> TokenAnswer.of(token, null)).toList()));
  }

  private Answer make(ApiRequest request) {
    request.allow(Set.of());
    var site = scope.site(request);
    var body = request.json();
    var faults = new ArrayList<Fault>();
    checkFields(body, faults);
    var name = name(body.path("name"), faults);
    var role = role(body.path("role"), faults);
    var expiresAt = expiresAt(body.path("expires_at"), faults);
    if (faults.isEmpty() && tokens.all(site.site()).size() >= Tokens.OF_SITE_MAX) {
      faults.add(
          new Fault("", "tokens: " + Tokens.OF_SITE_MAX + " (expected: fewer; revoke one first)"));
    }
    if (!faults.isEmpty()) {
      throw ApiException.refused("token_refused", faults);
    }
    var made = tokens.make(site.site(), name, role, expiresAt.orElse(null));
    return Answer.json(201, TokenAnswer.of(made.token(), made.text()));
  }

  private Answer revoke(ApiRequest request) {
    request.allow(Set.of());
    var site = scope.site(request);
    var id = request.path("id");
    if (tokens.revoke(site.site(), id).isEmpty()) {
      throw ApiException.notFound("token_unknown", "token: " + id + " (expected: one of the site)");
    }
    return Answer.empty(204);
  }

  private static void checkFields(JsonNode body, List<Fault> faults) {
    if (!body.isObject()) {
      faults.add(new Fault("", "body (expected: an object)"));
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                faults.add(
                    new Fault(
                        "/" + name,
                        "field: " + name + " (expected one of: expires_at, name, role)"));
              }
            });
  }

  private static String name(JsonNode json, List<Fault> faults) {
    var text = json.isTextual() ? json.textValue().strip() : "";
    if (text.isEmpty() || text.length() > NAME_CHARS_MAX) {
      faults.add(
          new Fault("/name", "name: " + json + " (expected: 1 to " + NAME_CHARS_MAX + " chars)"));
    }
    return text;
  }

  private static Role role(JsonNode json, List<Fault> faults) {
    var role = json.isMissingNode() ? Optional.of(Role.VIEWER) : Role.find(json.asText());
    if (role.isEmpty()) {
      faults.add(new Fault("/role", "role: " + json + " (expected: viewer, editor or admin)"));
    }
    return role.orElse(Role.VIEWER);
  }

  private Optional<Instant> expiresAt(JsonNode json, List<Fault> faults) {
    if (json.isMissingNode() || json.isNull()) {
      return Optional.empty();
    }
    var time = json.isTextual() ? Ranges.readTime(json.textValue()) : Optional.<Instant>empty();
    if (time.isEmpty() || !time.get().isAfter(scope.clock().instant())) {
      faults.add(
          new Fault(
              "/expires_at", "expires_at: " + json + " (expected: an RFC 3339 time to come)"));
    }
    return time;
  }
}
