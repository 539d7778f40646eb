package io.polku.ingest.collect;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies are held at once, over all event loops. Thread-safe. */
final class InFlight {
  private final AtomicLong bytes = new AtomicLong();
  private final long bytesMax;

  InFlight(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Takes room for so many bytes, if there is any. */
  boolean reserve(int more) {
    if (bytes.addAndGet(more) <= bytesMax) {
      return true;
    }
    bytes.addAndGet(-more);
    return false;
  }

  /** Gives room back. */
  void release(long less) {
    bytes.addAndGet(-less);
  }

  /** For the metrics. */
  AtomicLong bytes() {
    return bytes;
  }
}
