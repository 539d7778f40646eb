package io.polku.contract.session;

import io.polku.contract.Names;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Which session, as one text that fits an address.
 *
 * @param visitorId whose
 * @param startMillis time of its first event, epoch milliseconds
 */
public record SessionId(String visitorId, long startMillis) {
  private static final char SEPARATOR = '.';
  private static final int RADIX = 36;
  private static final int CHARS_MAX = 200;

  /** Unpadded URL-safe Base64; opaque to whoever gets it. */
  public String text() {
    var plain = Long.toString(startMillis, RADIX) + SEPARATOR + visitorId;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #text} wrote; empty where it did not. */
  public static Optional<SessionId> ofText(String text) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    try {
      var plain = utf8(Base64.getUrlDecoder().decode(text));
      var split = plain.indexOf(SEPARATOR);
      if (split <= 0) {
        return Optional.empty();
      }
      var visitorId = plain.substring(split + 1);
      return Names.isId(visitorId)
          ? Optional.of(new SessionId(visitorId, Long.parseLong(plain.substring(0, split), RADIX)))
          : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      // Not one of ours, so it names no session.
      return Optional.empty();
    }
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString();
  }
}
