package io.polku.ingest.enrich;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names visitors whose browsers store nothing: the same client has the same id on one site for one
 * day, and another one the next day and on other sites. The day is that of the event in the site's
 * time zone, so that an event that comes late has the id it would have had in time. Thread-safe.
 *
 * <p>The id is a keyed hash (HMAC-SHA-256) under a key of the day, which is derived from a secret
 * that does not leave this process. Neither address nor user agent can be found from the id without
 * that secret; with it, guesses can be checked, so it should be changed from time to time.
 */
public final class DailyVisitors {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int RANDOM_BYTES = 32;
  private static final int ID_BYTES = 16;
  private static final String PREFIX = "day-";

  private final byte[] secret;

  /**
   * Ids under a secret. All intakes of a site need the same one.
   *
   * @param secret "" for one that is made now and ends with this process
   */
  public DailyVisitors(String secret) {
    if (secret.isEmpty()) {
      this.secret = new byte[RANDOM_BYTES];
      new SecureRandom().nextBytes(this.secret);
    } else {
      this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * The id of a client on a site on a day.
   *
   * @param zone in which the site counts its days
   * @param eventMillis when it happened, in epoch milliseconds
   * @param client what tells clients apart: address and user agent
   */
  public String id(String site, ZoneId zone, long eventMillis, String client) {
    var day = Instant.ofEpochMilli(eventMillis).atZone(zone).toLocalDate();
    var keyOfDay = hash(secret, site + "\0" + day);
    var id = new byte[ID_BYTES];
    System.arraycopy(hash(keyOfDay, client), 0, id, 0, ID_BYTES);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  private static byte[] hash(byte[] key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
