package io.polku.streams.sink;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Moments in epoch milliseconds, without an object for each. Not thread-safe. */
final class Moments {
  private static final int FIRST = 64;

  private long[] millis = new long[FIRST];
  private int count;

  void add(long atMillis) {
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, 2 * count);
    }
    millis[count++] = atMillis;
  }

  void forEach(LongConsumer each) {
    for (var i = 0; i < count; i++) {
      each.accept(millis[i]);
    }
  }
}
