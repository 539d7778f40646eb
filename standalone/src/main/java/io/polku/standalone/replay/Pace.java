package io.polku.standalone.replay;

import java.util.concurrent.TimeUnit;

/** Keeps a loop from running faster than so many rounds a second. */
final class Pace {
  private final int perSecondMax;
  private final long startedNanos = System.nanoTime();
  private long rounds;

  Pace(int perSecondMax) {
    this.perSecondMax = perSecondMax;
  }

  /** Waits until the next round is due; answers whether there is a pace at all. */
  boolean waitForNext() throws InterruptedException {
    if (perSecondMax == 0) {
      return false;
    }
    rounds++;
    var dueNanos =
        startedNanos + (long) (rounds / (double) perSecondMax * TimeUnit.SECONDS.toNanos(1));
    TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
    return true;
  }
}
