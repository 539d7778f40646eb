package io.polku.query.http;

import io.polku.contract.Names;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that let a browser draw the clicks of one site over its pages, and nothing else. Nothing
 * is kept of them: {@code o1.SITE.FROM.TO.EXPIRES.SIGNATURE}, times in epoch milliseconds, signed
 * with HMAC-SHA256 (RFC 2104) under a key that follows from the admin token, which all instances
 * share. So any of them takes one, and a new admin token ends them all. Thread-safe.
 */
public final class OverlayTokens {
  /** How long one is good for. */
  static final Duration LIFETIME = Duration.ofMinutes(30);

  private static final String START = "o1.";
  private static final int PARTS = 6;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "polku overlay tokens 1";

  private final SecretKeySpec key;
  private final Clock clock;

  /**
   * @param adminToken from which the key follows
   * @param clock for when tokens expire
   */
  public OverlayTokens(String adminToken, Clock clock) {
    this.key =
        new SecretKeySpec(
            mac(new SecretKeySpec(adminToken.getBytes(StandardCharsets.UTF_8), ALGORITHM), PURPOSE),
            ALGORITHM);
    this.clock = clock;
  }

  /**
   * What a token opens.
   *
   * @param site whose clicks
   * @param from start of their range, inclusive
   * @param to end of their range, exclusive
   * @param expiresAt from when on it opens nothing
   */
  record Overlay(String site, Instant from, Instant to, Instant expiresAt) {}

  /** What a token made now would open. */
  Overlay now(String site, Instant from, Instant to) {
    return new Overlay(site, from, to, Instant.ofEpochMilli(clock.millis()).plus(LIFETIME));
  }

  /** Its token: letters, digits, {@code - _ .}, so that an address may hold it as it is. */
  String sign(Overlay overlay) {
    var said =
        START
            + String.join(
                ".",
                overlay.site(),
                Long.toString(overlay.from().toEpochMilli()),
                Long.toString(overlay.to().toEpochMilli()),
                Long.toString(overlay.expiresAt().toEpochMilli()));
    return said + "." + signature(said);
  }

  /** What the token opens; empty where it was not signed here, or has expired. */
  Optional<Overlay> find(String token) {
    var end = token.lastIndexOf('.');
    if (!token.startsWith(START) || end < START.length()) {
      return Optional.empty();
    }
    var said = token.substring(0, end);
    // In the same time whatever was sent.
    if (!MessageDigest.isEqual(
        signature(said).getBytes(StandardCharsets.UTF_8),
        token.substring(end + 1).getBytes(StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    return read(said.split("\\.", -1)).filter(each -> each.expiresAt().isAfter(clock.instant()));
  }

  private static Optional<Overlay> read(String[] parts) {
    if (parts.length != PARTS - 1 || !Names.isSite(parts[1])) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Overlay(parts[1], time(parts[2]), time(parts[3]), time(parts[4])));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant time(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private String signature(String said) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, said));
  }

  private static byte[] mac(SecretKeySpec key, String said) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(said.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
