package io.polku.ingest.enrich;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What brought the visitor, by the address of the page. Absent parts are "".
 *
 * @param source {@code utm_source}
 * @param medium {@code utm_medium}
 * @param name {@code utm_campaign}
 * @param term {@code utm_term}
 * @param content {@code utm_content}
 * @param clickId an advertiser's click id with its name, such as {@code gclid=EAIa}
 */
record Campaign(
    String source, String medium, String name, String term, String content, String clickId) {
  static final Campaign NONE = new Campaign("", "", "", "", "", "");

  /**
   * Longer values are cut: they are names, and each distinct one costs the store a dictionary
   * entry.
   */
  static final int CHARS_MAX = 200;

  private static final String PREFIX = "utm_";

  /** Reads a raw query; the first of repeated parameters counts. */
  static Campaign of(String query) {
    if (query.isEmpty()) {
      return NONE;
    }
    var clickId = clickId(query);
    if (!query.contains(PREFIX)) {
      return clickId.isEmpty() ? NONE : new Campaign("", "", "", "", "", clickId);
    }
    return new Campaign(
        parameter(query, "utm_source="),
        parameter(query, "utm_medium="),
        parameter(query, "utm_campaign="),
        parameter(query, "utm_term="),
        parameter(query, "utm_content="),
        clickId);
  }

  private static String parameter(String query, String nameAndSign) {
    for (var start = 0; start < query.length(); ) {
      var and = query.indexOf('&', start);
      var end = and < 0 ? query.length() : and;
      if (query.startsWith(nameAndSign, start)) {
        return Text.cut(decoded(query.substring(start + nameAndSign.length(), end)), CHARS_MAX);
      }
      start = end + 1;
    }
    return "";
  }

  private static String clickId(String query) {
    var lower = query.toLowerCase(Locale.ROOT);
    if (!lower.contains("clid") && !lower.contains("clkid") && !lower.contains("braid")) {
      return "";
    }
    for (var parameter : query.split("&", -1)) {
      var sign = parameter.indexOf('=');
      if (sign > 0 && sign < parameter.length() - 1) {
        var name = parameter.substring(0, sign).toLowerCase(Locale.ROOT);
        if (QueryAllowList.isClickId(name)) {
          return Text.cut(name + '=' + decoded(parameter.substring(sign + 1)), CHARS_MAX);
        }
      }
    }
    return "";
  }

  private static String decoded(String raw) {
    try {
      return Text.wellFormed(URLDecoder.decode(raw, StandardCharsets.UTF_8).strip());
    } catch (IllegalArgumentException e) {
      // A stray percent sign: what was written says more than nothing.
      return raw;
    }
  }
}
