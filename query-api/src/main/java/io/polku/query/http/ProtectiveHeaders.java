package io.polku.query.http;

import io.vertx.core.MultiMap;
import java.util.Map;

/**
 * Headers that keep a browser from doing with an answer what it was not made for. They go with
 * every answer, also of what is not there. {@code Strict-Transport-Security} is not among them: it
 * is for the proxy that speaks TLS.
 *
 * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy</a>
 */
final class ProtectiveHeaders {
  /**
   * What the pages may do: load from here, and ask here. Nothing is inline, nobody else is asked,
   * and nobody may show them in a frame. Trusted Types are not demanded: ECharts assigns markup.
   */
  static final String PAGES =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** An answer of the API is no page: opened as one it may do nothing. */
  private static final String DATA = "default-src 'none'; frame-ancestors 'none'";

  private static final String POLICY = "content-security-policy";

  private static final Map<String, String> ALWAYS =
      Map.of(
          "x-content-type-options",
          "nosniff",
          "x-frame-options",
          "DENY",
          "referrer-policy",
          "no-referrer",
          "cross-origin-opener-policy",
          "same-origin",
          "cross-origin-resource-policy",
          "same-origin",
          "permissions-policy",
          "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
          POLICY,
          DATA);

  private ProtectiveHeaders() {}

  /** Adds those of data. */
  static void add(MultiMap headers) {
    ALWAYS.forEach(headers::set);
  }

  /** Says that this is one of the pages, or a part of them. */
  static void ofPages(MultiMap headers) {
    headers.set(POLICY, PAGES);
  }
}
