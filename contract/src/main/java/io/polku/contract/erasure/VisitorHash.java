package io.polku.contract.erasure;

import io.polku.contract.VisitorKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Names erased visitors without telling who they are: HMAC-SHA-256 of the visitor's key under the
 * installation's secret, shortened to 128 bits. Who does not have the secret cannot even check a
 * guess. Thread-safe.
 */
public final class VisitorHash {
  /** Fewest characters of a secret. */
  public static final int SECRET_CHARS_MIN = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;
  private static final int KEY_ID_BYTES = 4;
  private static final byte[] KEY_ID = "polku erasures".getBytes(StandardCharsets.UTF_8);

  private final Key key;
  private final String keyId;

  private VisitorHash(Key key) {
    this.key = key;
    this.keyId = HexFormat.of().formatHex(Arrays.copyOf(hmac(key, KEY_ID), KEY_ID_BYTES));
  }

  /**
   * Hashes under a secret.
   *
   * @throws IllegalArgumentException when it is shorter than {@link #SECRET_CHARS_MIN}
   */
  public static VisitorHash under(String secret) {
    if (secret.length() < SECRET_CHARS_MIN) {
      throw new IllegalArgumentException(
          "secret: " + secret.length() + " characters (expected: at least 16)");
    }
    return new VisitorHash(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
  }

  /** Tells secrets apart without telling them: 8 characters of hexadecimal. */
  public String keyId() {
    return keyId;
  }

  /** The hash of a visitor of a site: 32 characters of hexadecimal. */
  public String of(VisitorKey visitor) {
    return HexFormat.of().formatHex(Arrays.copyOf(hmac(key, visitor.toBytes()), BYTES));
  }

  /** Whether it is under the same secret. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VisitorHash that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return keyId.hashCode();
  }

  private static byte[] hmac(Key key, byte[] text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
