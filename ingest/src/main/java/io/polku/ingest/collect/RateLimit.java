package io.polku.ingest.collect;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Token buckets in fixed memory: each key is hashed to one of a fixed number of slots, and keys
 * that fall into one slot share its bucket. A slot holds one number, the time at which its bucket
 * is full again ("virtual scheduling" of ITU-T I.371, also known as GCRA). Thread-safe, without
 * locks.
 */
final class RateLimit {
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MIX_SHIFT = 32;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final AtomicLongArray fullAtNanos;
  private final double unitNanos;
  private final long burstNanos;
  private final long seed;

  /**
   * Empty buckets.
   *
   * @param slots how many, a power of two
   * @param perSecond units a second; 0 for no limit
   * @param burstSeconds how many seconds' worth may come at once
   * @param seed makes it unknowable from outside which keys share a slot
   */
  RateLimit(int slots, int perSecond, int burstSeconds, long seed) {
    if (Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: a power of two)");
    }
    this.fullAtNanos = new AtomicLongArray(slots);
    this.unitNanos = perSecond == 0 ? 0 : (double) SECOND_NANOS / perSecond;
    this.burstNanos = burstSeconds * SECOND_NANOS;
    this.seed = seed;
  }

  /**
   * Takes units from a key's bucket, all or none. More units than a whole bucket are let through
   * when it is full.
   *
   * @param nowNanos a clock that never goes back, from 0
   * @return 0 when taken, else in how many seconds to come again
   */
  int take(long key, int units, long nowNanos) {
    var cost = Math.min((long) (units * unitNanos), burstNanos);
    if (cost == 0) {
      return 0;
    }
    var slot = slot(key);
    while (true) {
      var fullAt = fullAtNanos.get(slot);
      var next = Math.max(fullAt, nowNanos) + cost;
      var tooSoonNanos = next - nowNanos - burstNanos;
      if (tooSoonNanos > 0) {
        return (int) Math.ceilDiv(tooSoonNanos, SECOND_NANOS);
      }
      if (fullAtNanos.compareAndSet(slot, fullAt, next)) {
        return 0;
      }
    }
  }

  private int slot(long key) {
    var mixed = (key ^ seed) * MIX;
    return (int) ((mixed ^ (mixed >>> MIX_SHIFT)) & (fullAtNanos.length() - 1));
  }
}
