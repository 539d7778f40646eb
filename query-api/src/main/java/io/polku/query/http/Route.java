package io.polku.query.http;

import io.vertx.core.http.HttpMethod;

/**
 * An operation of the OpenAPI description, and where it is asked for.
 *
 * @param method HTTP method
 * @param path below {@code /api/v1}; a part that begins with a colon is a name of the request
 * @param name the {@code operationId}
 * @param operation what answers; it may block
 */
public record Route(HttpMethod method, String path, String name, Operation operation) {
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

  /** A question about a site, by GET; {@code path} follows the site. */
  static Route get(String path, String name, Operation operation) {
    return ofSite(HttpMethod.GET, path, name, operation);
  }

  /** The same with any method. */
  static Route ofSite(HttpMethod method, String path, String name, Operation operation) {
    return new Route(method, SITE + path, name, operation);
  }
}
