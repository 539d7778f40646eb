package io.polku.streams.event;

/**
 * Tells whether a row is what it was: 64 bits over its fields. Two different rows of one key have
 * the same one once in 10^19 cases; a correction would then be missed until the next one.
 */
public final class Fingerprint {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private long hash = FACTOR;

  /** With a number. */
  public Fingerprint add(long number) {
    hash = (hash ^ number) * FACTOR;
    hash ^= hash >>> 29;
    return this;
  }

  /** With a text. */
  public Fingerprint add(String text) {
    add(text.length());
    for (var i = 0; i < text.length(); i += 4) {
      var packed = 0L;
      for (var j = i; j < Math.min(i + 4, text.length()); j++) {
        packed = (packed << Character.SIZE) | text.charAt(j);
      }
      add(packed);
    }
    return this;
  }

  /** The 64 bits. */
  public long value() {
    return hash;
  }
}
