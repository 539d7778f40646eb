package io.polku.ingest.collect;

import io.polku.service.management.Health;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;

/** Who answers what, on one event loop. */
final class Routes implements Handler<HttpServerRequest> {
  private final Collector collector;
  private final Assets assets;
  private final Health health;

  /** The files that are served, read once. */
  record Assets(Asset tracker, Asset schema) {
    /**
     * Reads them from the class path.
     *
     * @throws IllegalStateException when one is not there
     */
    static Assets read() {
      return new Assets(
          Asset.of(
              "/polku-tracker/polku.js",
              "text/javascript; charset=utf-8",
              "public, max-age=3600, stale-while-revalidate=86400"),
          Asset.of("events.schema.json", "application/schema+json", "public, max-age=3600"));
    }
  }

  Routes(Collector collector, Assets assets, Health health) {
    this.collector = collector;
    this.assets = assets;
    this.health = health;
  }

  @Override
  public void handle(HttpServerRequest request) {
    switch (Objects.requireNonNullElse(request.path(), "")) {
      case "/v1/events" -> events(request);
      case "/polku.js" -> get(request, assets.tracker()::answer);
      case "/v1/schema" -> get(request, assets.schema()::answer);
      case "/health" ->
          get(request, asked -> Answers.json(asked, health.ready() ? 200 : 503, health.json()));
      default ->
          Answers.problem(
              request,
              new ProblemException(
                  Problem.NOT_FOUND,
                  Refusal.shown(String.valueOf(request.path()))
                      + " (expected: /v1/events, /v1/schema, /polku.js or /health)"));
    }
  }

  private void events(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.POST)) {
      collector.handle(request);
    } else if (request.method().equals(HttpMethod.OPTIONS)) {
      Cors.preflight(request);
    } else {
      Cors.allow(request);
      notAllowed(request, "POST, OPTIONS");
    }
  }

  private static void get(HttpServerRequest request, Handler<HttpServerRequest> answer) {
    if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
      answer.handle(request);
    } else {
      notAllowed(request, "GET, HEAD");
    }
  }

  private static void notAllowed(HttpServerRequest request, String allowed) {
    request.response().putHeader(HttpHeaders.ALLOW, allowed);
    Answers.problem(
        request,
        new ProblemException(
            Problem.METHOD_NOT_ALLOWED, request.method() + " (expected: " + allowed + ")"));
  }
}
