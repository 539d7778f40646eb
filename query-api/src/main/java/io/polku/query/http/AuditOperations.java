package io.polku.query.http;

import io.polku.contract.definition.Role;
import io.polku.service.catalog.AuditLog;
import java.util.List;
import java.util.Set;

/** Who has changed what of a site, see docs/decisions/0044. */
public final class AuditOperations {
  private final Scope scope;
  private final AuditLog log;

  /** Everything an answer may need. */
  public AuditOperations(Scope scope, AuditLog log) {
    this.scope = scope;
    this.log = log;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(Route.get("/audit", "listChanges", this::list).onlyFor(Role.ADMIN));
  }

  private Answer list(ApiRequest request) {
    var parameters = Parameters.ofQuery(request, Set.of("limit"));
    var site = scope.site(request);
    return Answer.ok(log.latest(site.site(), parameters.limit()));
  }
}
