package io.polku.ingest.collect;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets pages of any origin talk to the intake and read its answers, errors included. Whether an
 * origin's events are taken is decided with the body, which names the site. The origin is echoed
 * and never {@code *}, because trackers send with credentials.
 */
final class Cors {
  private static final String MAX_AGE_SECONDS = "86400";
  private static final int HEADER_CHARS_MAX = 1_000;

  private static final CharSequence PREFLIGHT_VARY =
      HttpHeaders.createOptimized(
          "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  private static final CharSequence ORIGIN = HttpHeaders.createOptimized("Origin");
  private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
  private static final CharSequence EXPOSED = HttpHeaders.createOptimized("Retry-After");

  private Cors() {}

  /** Adds what a page needs to read the answer. */
  static void allow(HttpServerRequest request) {
    var headers = request.response().headers();
    headers.set(HttpHeaders.VARY, ORIGIN);
    allowOrigin(request, headers);
  }

  /** Answers a preflight. */
  static void preflight(HttpServerRequest request) {
    var response = request.response();
    var headers = response.headers();
    headers.set(HttpHeaders.VARY, PREFLIGHT_VARY);
    if (allowOrigin(request, headers)) {
      headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
      headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
      var asked = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
      if (asked != null && asked.length() <= HEADER_CHARS_MAX) {
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, asked);
      }
    }
    response.setStatusCode(204).end();
  }

  private static boolean allowOrigin(HttpServerRequest request, MultiMap headers) {
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || origin.length() > HEADER_CHARS_MAX) {
      return false;
    }
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    return true;
  }
}
