package io.polku.contract;

import java.nio.charset.StandardCharsets;

/**
 * The record key of everything that belongs to one visitor: {@code site}, a zero byte, {@code
 * visitorId}, in UTF-8. A site's name has no zero byte, and a visitor id may not have control
 * characters, so the text splits in one way only.
 *
 * @param site name of the site, see {@link Names#isSite}
 * @param visitorId at most {@link Names#ID_BYTES_MAX} bytes
 */
public record VisitorKey(String site, String visitorId) {
  private static final char SEPARATOR = '\0';

  /** The key as it lies in Kafka and in the state stores. */
  public byte[] toBytes() {
    return (site + SEPARATOR + visitorId).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException when there is no zero byte in it
   */
  public static VisitorKey fromBytes(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    var split = text.indexOf(SEPARATOR);
    if (split < 0) {
      throw new IllegalArgumentException("key: " + text + " (expected: site, zero byte, visitor)");
    }
    return new VisitorKey(text.substring(0, split), text.substring(split + 1));
  }
}
