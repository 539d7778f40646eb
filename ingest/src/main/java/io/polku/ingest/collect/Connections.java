package io.polku.ingest.collect;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The connections of one event loop: no more than there may be over all loops, and none that takes
 * for ever to ask. Not thread-safe: everything happens on that loop.
 */
final class Connections {
  /**
   * Longer than an idle connection is kept, a body may take to come in, and an answer takes: who
   * has asked nothing for so long sends the head of a request byte by byte.
   */
  private static final Duration SILENT_MAX = Duration.ofSeconds(75);

  private final AtomicInteger open;
  private final int openMax;
  private final Counter refused;
  private final LongSupplier nanos;
  private final Duration silentMax;
  private final Map<HttpConnection, Asked> asked = new HashMap<>();

  /** When a connection began or asked last. */
  private static final class Asked {
    private long nanos;

    private Asked(long nanos) {
      this.nanos = nanos;
    }
  }

  /**
   * None yet.
   *
   * @param open how many there are over all loops
   * @param openMax how many there may be
   * @param refused counts the others
   * @param nanos a clock that never goes back
   */
  Connections(AtomicInteger open, int openMax, Counter refused, LongSupplier nanos) {
    this(open, openMax, refused, nanos, SILENT_MAX);
  }

  Connections(
      AtomicInteger open, int openMax, Counter refused, LongSupplier nanos, Duration silentMax) {
    this.open = open;
    this.openMax = openMax;
    this.refused = refused;
    this.nanos = nanos;
    this.silentMax = silentMax;
  }

  /** Keeps a new connection, or closes it where there are too many. */
  void opened(HttpConnection connection) {
    if (open.incrementAndGet() > openMax) {
      open.decrementAndGet();
      refused.increment();
      var _ = connection.close();
      return;
    }
    asked.put(connection, new Asked(nanos.getAsLong()));
    connection.closeHandler(_ -> closed(connection));
  }

  /** A request has come whose head is whole. */
  void asked(HttpServerRequest request) {
    var by = asked.get(request.connection());
    if (by != null) {
      by.nanos = nanos.getAsLong();
    }
  }

  /** Closes those that have asked nothing for too long; to be called from time to time. */
  void closeSilent() {
    var oldestNanos = nanos.getAsLong() - silentMax.toNanos();
    var silent = new ArrayList<HttpConnection>();
    asked.forEach(
        (connection, by) -> {
          if (by.nanos < oldestNanos) {
            silent.add(connection);
          }
        });
    silent.forEach(HttpConnection::close);
  }

  private void closed(HttpConnection connection) {
    if (asked.remove(connection) != null) {
      open.decrementAndGet();
    }
  }
}
