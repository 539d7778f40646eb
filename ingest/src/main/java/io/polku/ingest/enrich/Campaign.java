package io.polku.ingest.enrich;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What brought the visitor, by the address of the page. Absent parts are "".
 *
 * @param source {@code utm_source}
 * @param medium {@code utm_medium}
 * @param name {@code utm_campaign}
 */
record Campaign(String source, String medium, String name) {
  static final Campaign NONE = new Campaign("", "", "");

  /**
   * Longer values are cut: they are names, and each distinct one costs the store a dictionary
   * entry.
   */
  static final int CHARS_MAX = 200;

  private static final String PREFIX = "utm_";

  /** Reads a raw query; the first of repeated parameters counts. */
  static Campaign of(String query) {
    return query.contains(PREFIX)
        ? new Campaign(
            parameter(query, "utm_source="),
            parameter(query, "utm_medium="),
            parameter(query, "utm_campaign="))
        : NONE;
  }

  private static String parameter(String query, String nameAndSign) {
    for (var parameter : query.split("&", -1)) {
      if (parameter.startsWith(nameAndSign)) {
        var value = decoded(parameter.substring(nameAndSign.length()));
        return value.substring(0, Math.min(value.length(), CHARS_MAX));
      }
    }
    return "";
  }

  private static String decoded(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8).strip();
    } catch (IllegalArgumentException e) {
      // A stray percent sign: what was written says more than nothing.
      return raw;
    }
  }
}
