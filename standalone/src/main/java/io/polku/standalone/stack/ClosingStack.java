package io.polku.standalone.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, to be closed in the opposite order. One that fails to close does not keep the
 * others open. Once closed, it closes at once what comes later. Thread-safe.
 */
final class ClosingStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClosingStack.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /** Keeps it open until the stack is closed. */
  <T extends AutoCloseable> T add(T started) {
    synchronized (this) {
      if (!closed) {
        open.push(started);
        return started;
      }
    }
    close(started);
    throw new IllegalStateException("stopping");
  }

  @Override
  public void close() {
    for (var next = next(); next != null; next = next()) {
      close(next);
    }
  }

  private synchronized @Nullable AutoCloseable next() {
    closed = true;
    return open.poll();
  }

  private static void close(AutoCloseable one) {
    var started = System.nanoTime();
    try {
      one.close();
      LOG.info(
          "{} closed in {} ms",
          one.getClass().getSimpleName(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
    } catch (Exception e) {
      LOG.error("{} could not be closed", one.getClass().getSimpleName(), e);
    }
  }
}
