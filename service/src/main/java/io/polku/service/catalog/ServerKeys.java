package io.polku.service.catalog;

import io.polku.contract.definition.Definition.Site;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Server keys and tokens. A key is 256 random bits, so its plain SHA-256 is as hard to guess as the
 * key itself; only the hash is kept.
 */
public final class ServerKeys {
  private static final String PREFIX = "polku_";
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ServerKeys() {}

  /** A new key, shown to its owner once. */
  public static String generate() {
    var bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What is kept of a key: its SHA-256 in hexadecimal. */
  public static String hash(String key) {
    return HexFormat.of().formatHex(digest(key));
  }

  /** Whether this is the site's key; takes the same time whatever the key. */
  public static boolean matches(Site site, String key) {
    return matches(site.serverKeyHash(), key);
  }

  /** Whether a key has that hash; takes the same time whatever the key. */
  public static boolean matches(String hash, String key) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(hash), digest(key));
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
