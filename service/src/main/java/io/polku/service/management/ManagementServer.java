package io.polku.service.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves {@code GET /health} (200 when ready, else 503) and {@code GET /metrics} (Prometheus text).
 * Close it last, so that a stopping service can still say so.
 */
public final class ManagementServer implements AutoCloseable {
  private static final long START_SECONDS_MAX = 10;

  private final Vertx vertx;
  private final HttpServer server;

  private ManagementServer(Vertx vertx, HttpServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  /**
   * Starts listening.
   *
   * @param host address to bind
   * @param port 0 picks a free one
   * @throws IllegalStateException when the port cannot be had; the message names it
   */
  public static ManagementServer start(
      String host, int port, PrometheusMeterRegistry registry, Health health) {
    var vertx = Vertx.vertx();
    try {
      var server =
          vertx
              .createHttpServer()
              .requestHandler(request -> answer(request, registry, health))
              .listen(port, host)
              .toCompletionStage()
              .toCompletableFuture()
              .get(START_SECONDS_MAX, TimeUnit.SECONDS);
      return new ManagementServer(vertx, server);
    } catch (ExecutionException | TimeoutException e) {
      vertx.close();
      throw new IllegalStateException(
          "management port " + host + ":" + port + ": " + e.getMessage() + " (expected: free)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      vertx.close();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
  }

  private static void answer(
      HttpServerRequest request, PrometheusMeterRegistry registry, Health health) {
    var response = request.response();
    switch (Objects.requireNonNullElse(request.path(), "")) {
      case "/health" ->
          response
              .setStatusCode(health.ready() ? 200 : 503)
              .putHeader("content-type", "application/json")
              .end(health.json().toString());
      case "/metrics" ->
          response
              .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
              .end(registry.scrape());
      default -> response.setStatusCode(404).end();
    }
  }
}
