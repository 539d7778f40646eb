package io.polku.query.http;

import io.polku.contract.definition.Role;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the OpenAPI description, and where it is asked for.
 *
 * @param method HTTP method
 * @param path below {@code /api/v1}; a part that begins with a colon is a name of the request
 * @param name the {@code operationId}
 * @param role who may ask, on the site of the path
 * @param operation what answers; it may block
 */
public record Route(HttpMethod method, String path, String name, Role role, Operation operation) {
  /** What is drawn over pages, for which there are tokens of its own. */
  static final String OVERLAY = "/overlay";

  private static final String SITE = "/sites/:site";

  /** Answers a request. */
  @FunctionalInterface
  interface Operation {
    /**
     * The answer.
     *
     * @throws ApiException when the request cannot be answered
     */
    Answer answer(ApiRequest request);
  }

  /** Whether it is a question about a site, and changes nothing. What is exported is no answer. */
  boolean asks() {
    return !draws()
        && path.contains("/:site/")
        && !path.endsWith("/export")
        && (method.equals(HttpMethod.GET)
            || (method.equals(HttpMethod.POST) && path.contains("/funnels/")));
  }

  /** Whether it is what is drawn over pages. The caller may decide its range: it is never kept. */
  boolean draws() {
    return path.equals(SITE + OVERLAY);
  }

  /** Whether that caller may ask it of a site, or of none where it is null. */
  boolean opensTo(Caller caller, @Nullable String site) {
    return draws() ? caller.mayDraw(site) : caller.may(role, site);
  }

  /** A question about a site, by GET; {@code path} follows the site. */
  static Route get(String path, String name, Operation operation) {
    return ofSite(HttpMethod.GET, path, name, operation);
  }

  /** The same with any method. Whoever puts or deletes something must be an editor. */
  static Route ofSite(HttpMethod method, String path, String name, Operation operation) {
    var changes = method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
    return new Route(method, SITE + path, name, changes ? Role.EDITOR : Role.VIEWER, operation);
  }

  /** A question about no site in particular, which whoever has a token may ask. */
  static Route ofAll(String path, String name, Operation operation) {
    return new Route(HttpMethod.GET, path, name, Role.VIEWER, operation);
  }

  /** The same for those of another role. */
  Route onlyFor(Role other) {
    return new Route(method, path, name, other, operation);
  }
}
