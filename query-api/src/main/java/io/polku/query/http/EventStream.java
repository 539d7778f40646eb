package io.polku.query.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response that goes on: server-sent events. A client that is slower than they come gets the
 * latest only. Its messages may come from any thread.
 */
final class EventStream implements Consumer<String> {
  private final HttpServerResponse response;
  private final Context context;
  private final BooleanSupplier allowed;
  private final AtomicReference<@Nullable String> waiting = new AtomicReference<>();
  private boolean begun;
  private boolean ended;
  private @Nullable Runnable close;

  /**
   * @param allowed whether the client may still be told; asked before each message, so that a token
   *     that is revoked or has expired ends the stream
   */
  EventStream(HttpServerResponse response, Context context, BooleanSupplier allowed) {
    this.response = response;
    this.context = context;
    this.allowed = allowed;
  }

  @Override
  public void accept(String message) {
    if (waiting.getAndSet(message) == null) {
      context.runOnContext(none -> write());
    }
  }

  /**
   * Tells what to run when the client goes; at once where it has gone already. On the context.
   *
   * @param ending what ends the messages
   */
  void endsWith(Runnable ending) {
    begin();
    if (ended) {
      ending.run();
    } else {
      close = ending;
    }
  }

  /** The status goes out before the first message, so that the client knows it may wait. */
  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    response.closeHandler(none -> end());
    response.exceptionHandler(none -> end());
    if (response.closed() || response.ended()) {
      end();
      return;
    }
    response.setChunked(true);
    response
        .setStatusCode(200)
        .putHeader("content-type", "text/event-stream")
        .putHeader("cache-control", "private, no-store")
        .putHeader("vary", "authorization")
        // A proxy that collects an answer before it hands it on would hold it for ever.
        .putHeader("x-accel-buffering", "no")
        // Nothing would be sent before a compressor's window is full.
        .putHeader("content-encoding", "identity");
    var _ = response.writeHead();
  }

  private void write() {
    begin();
    var message = waiting.getAndSet(null);
    if (!ended && !allowed.getAsBoolean()) {
      var _ = response.end();
      end();
    }
    if (message != null && !ended && !response.writeQueueFull()) {
      var _ = response.write(message);
    }
  }

  private void end() {
    ended = true;
    var ending = close;
    close = null;
    if (ending != null) {
      ending.run();
    }
  }
}
