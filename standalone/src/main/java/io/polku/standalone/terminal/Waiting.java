package io.polku.standalone.terminal;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Says what is waited for as soon as it takes longer than two seconds. */
public final class Waiting {
  private static final long PATIENCE_SECONDS = 2;
  private static final long LOG_EVERY_SECONDS = 5;

  private final Terminal terminal;

  /** Says it there. */
  public Waiting(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Does the work on a thread of its own and answers its result.
   *
   * @param what the work, as in "starting Kafka"
   * @throws RuntimeException what the work threw
   */
  public <T> T during(String what, Callable<T> work) throws InterruptedException {
    var task = new FutureTask<>(work);
    var thread = Thread.ofVirtual().name(what).start(task);
    try {
      for (var seconds = PATIENCE_SECONDS; ; seconds++) {
        try {
          return task.get(seconds == PATIENCE_SECONDS ? PATIENCE_SECONDS : 1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          if (terminal.interactive() || (seconds - PATIENCE_SECONDS) % LOG_EVERY_SECONDS == 0) {
            terminal.pass("polku: " + what + ", " + seconds + " s");
          }
        }
      }
    } catch (ExecutionException e) {
      throw unchecked(e.getCause() == null ? e : e.getCause());
    } finally {
      terminal.clear();
      thread.interrupt();
    }
  }

  private static RuntimeException unchecked(Throwable cause) throws InterruptedException {
    if (cause instanceof InterruptedException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
