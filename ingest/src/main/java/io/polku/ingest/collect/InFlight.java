package io.polku.ingest.collect;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies, and of what was made of them, are held at once, over all event loops.
 * Thread-safe.
 */
final class InFlight {
  private final AtomicLong bytes = new AtomicLong();
  private final long bytesMax;

  InFlight(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Takes room for so many bytes, if there is any. */
  boolean reserve(long more) {
    if (bytes.addAndGet(more) <= bytesMax) {
      return true;
    }
    bytes.addAndGet(-more);
    return false;
  }

  /** Whether so many bytes would find room now. */
  boolean hasRoom(long more) {
    return bytes.get() + more <= bytesMax;
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
