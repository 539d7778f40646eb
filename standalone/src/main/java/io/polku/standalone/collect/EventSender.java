package io.polku.standalone.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends events in batches over a few lanes. A visitor's events always take the same lane, and a
 * lane has one request in flight, so that they arrive in the order in which they were given; with
 * many years of history in a file, batches that overtake each other would make events late.
 *
 * <p>One thread calls {@link #send} and {@link #finish}.
 */
public final class EventSender implements AutoCloseable {
  private static final int LANES = 4;
  private static final int BATCHES_WAITING_MAX = 2;
  private static final Duration BATCH_AGE_MAX = Duration.ofSeconds(1);
  private static final long POLL_MILLIS = 50;

  private final List<Lane> lanes = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** A sender; the client is not closed with it. */
  public EventSender(CollectClient client) {
    for (var i = 0; i < LANES; i++) {
      lanes.add(new Lane(client, i));
    }
  }

  /**
   * Takes the event, and waits where too much is on its way.
   *
   * @throws io.polku.standalone.Refusal when sending failed for good
   */
  public void send(OutgoingEvent event) throws InterruptedException {
    lanes.get(Math.floorMod(event.visitor().hashCode(), LANES)).add(event);
  }

  /** Sends what has waited for a second, for callers that send slowly. */
  public void sendAged() throws InterruptedException {
    for (var lane : lanes) {
      lane.sendAged();
    }
  }

  /** Returns when everything given was answered for. */
  public void finish() throws InterruptedException {
    for (var lane : lanes) {
      lane.finish();
    }
  }

  /** Ends at once; what was not answered for yet may or may not have arrived. */
  @Override
  public void close() {
    lanes.forEach(lane -> lane.thread.interrupt());
  }

  private void check() {
    var cause = failure.get();
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause != null) {
      throw new IllegalStateException(cause);
    }
  }

  private final class Lane {
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(BATCHES_WAITING_MAX);
    private final Thread thread;
    private Batch batch = new Batch();

    Lane(CollectClient client, int number) {
      thread =
          Thread.ofVirtual()
              .name("send-" + number)
              .start(
                  () -> {
                    try {
                      for (var next = waiting.take(); !next.isEmpty(); next = waiting.take()) {
                        client.send(next);
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    } catch (RuntimeException | Error e) {
                      failure.compareAndSet(null, e);
                    }
                  });
    }

    void add(OutgoingEvent event) throws InterruptedException {
      if (!batch.fits(event)) {
        flush();
      }
      batch.add(event);
    }

    void sendAged() throws InterruptedException {
      if (!batch.isEmpty() && batch.ageNanos() > BATCH_AGE_MAX.toNanos()) {
        flush();
      }
    }

    /** An empty batch tells the thread to end. */
    void finish() throws InterruptedException {
      if (!batch.isEmpty()) {
        flush();
      }
      flush();
      while (!thread.join(Duration.ofMillis(POLL_MILLIS))) {
        check();
      }
      check();
    }

    private void flush() throws InterruptedException {
      var full = batch;
      batch = new Batch();
      do {
        check();
      } while (!waiting.offer(full, POLL_MILLIS, TimeUnit.MILLISECONDS));
    }
  }
}
