package io.polku.ingest.collect;

import io.polku.contract.Names;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * Which site a write key of another product's client belongs to. The key is the site's name;
 * capitals count as small letters and other signs as hyphens, because such keys often have them. A
 * server may add the site's server key behind a colon. Immutable.
 */
final class WriteKeys {
  private static final String BASIC = "Basic ";

  private final Map<String, String> sites;

  /**
   * Keys with names of their own.
   *
   * @param sites name of the site by write key
   */
  WriteKeys(Map<String, String> sites) {
    this.sites = Map.copyOf(sites);
  }

  /**
   * What a write key means.
   *
   * @param site a well-formed name, whether or not there is such a site
   * @param serverKey or ""
   */
  record WriteKey(String site, String serverKey) {}

  /**
   * Reads a write key.
   *
   * @param field where it stood, for the message
   * @throws ProblemException when it cannot name a site
   */
  WriteKey read(String key, String field) throws ProblemException {
    var colon = key.indexOf(':');
    var name = colon < 0 ? key : key.substring(0, colon);
    var site = sites.get(name);
    if (site == null) {
      site = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }
    if (!Names.isSite(site)) {
      throw new ProblemException(
          Problem.UNKNOWN_SITE,
          field
              + ": "
              + (name.isEmpty() ? "missing" : Refusal.shown(name))
              + " (expected: the name of a site as write key)");
    }
    return new WriteKey(site, colon < 0 ? "" : key.substring(colon + 1).strip());
  }

  /** The user of {@code Authorization: Basic}, which is where clients put the key; else "". */
  static String ofBasic(String authorization) {
    if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return "";
    }
    try {
      var bytes = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      var userAndPassword = new String(bytes, StandardCharsets.UTF_8);
      return userAndPassword.endsWith(":")
          ? userAndPassword.substring(0, userAndPassword.length() - 1)
          : userAndPassword;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
