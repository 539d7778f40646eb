package io.polku.ingest.enrich;

import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Which query parameters of an address are kept. Anything else may be personal. Campaign parameters
 * ({@code utm_…}) and click ids ({@code gclid}, {@code fbclid}, {@code msclkid}, {@code gbraid}, …)
 * always are, as in the tracker.
 */
public final class QueryAllowList {
  private final Set<String> more;

  /**
   * Allows more parameters.
   *
   * @param more names, in lower case
   */
  public QueryAllowList(Set<String> more) {
    this.more = Set.copyOf(more);
  }

  /** The allowed parameters of a raw query, as they were written. */
  String scrub(String query) {
    if (query.isEmpty()) {
      return "";
    }
    var kept = new StringJoiner("&");
    for (var parameter : query.split("&", -1)) {
      if (isAllowed(name(parameter))) {
        kept.add(parameter);
      }
    }
    return kept.toString();
  }

  private boolean isAllowed(String name) {
    return name.startsWith("utm_") || isClickId(name) || more.contains(name);
  }

  /** Whether a parameter's name, in lower case, is that of an advertiser's click id. */
  static boolean isClickId(String name) {
    return name.endsWith("clid")
        || name.endsWith("clkid")
        || name.equals("gbraid")
        || name.equals("wbraid");
  }

  private static String name(String parameter) {
    var end = parameter.indexOf('=');
    return (end < 0 ? parameter : parameter.substring(0, end)).toLowerCase(Locale.ROOT);
  }
}
