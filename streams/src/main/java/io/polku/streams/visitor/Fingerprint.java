package io.polku.streams.visitor;

import io.polku.streams.event.Traits;

/**
 * Tells whether a row is what it was: 64 bits over its fields. Two different rows of one key have
 * the same one once in 10^19 cases; a correction would then be missed until the next one.
 */
final class Fingerprint {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private long hash = FACTOR;

  Fingerprint add(long number) {
    hash = (hash ^ number) * FACTOR;
    hash ^= hash >>> 29;
    return this;
  }

  Fingerprint add(String text) {
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

  Fingerprint add(Traits traits) {
    traits.known().forEach((dimension, value) -> add(dimension.word()).add(value));
    return this;
  }

  long value() {
    return hash;
  }
}
