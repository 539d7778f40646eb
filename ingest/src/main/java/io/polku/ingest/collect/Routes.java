package io.polku.ingest.collect;

import io.polku.service.management.Health;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Who answers what, on one event loop. */
final class Routes implements Handler<HttpServerRequest> {
  private final Collector collector;
  private final Assets assets;
  private final Health health;

  /**
   * The files that are served, read once.
   *
   * @param scripts the tracker and its modules by path
   */
  record Assets(Map<String, Asset> scripts, Asset schema) {
    /** What the script asks for beside itself, see docs/TRACKER.md. */
    private static final List<String> MODULES =
        List.of("auto", "gate", "vitals", "friction", "errors", "datalayer");

    /**
     * Reads them from the class path.
     *
     * @param name of the script, without its end: {@code polku} is served as {@code /polku.js}, its
     *     modules beside it as {@code /polku-auto.js} and so on
     * @throws IllegalStateException when one is not there
     */
    static Assets read(String name) {
      var scripts = new HashMap<String, Asset>();
      scripts.put("/" + name + ".js", script("polku"));
      for (var module : MODULES) {
        scripts.put("/" + name + "-" + module + ".js", script("polku-" + module));
      }
      return new Assets(
          Map.copyOf(scripts),
          Asset.of("events.schema.json", "application/schema+json", "public, max-age=3600"));
    }

    private static Asset script(String file) {
      return Asset.of(
          "/polku-tracker/" + file + ".js",
          "text/javascript; charset=utf-8",
          "public, max-age=3600, stale-while-revalidate=86400");
    }
  }

  Routes(Collector collector, Assets assets, Health health) {
    this.collector = collector;
    this.assets = assets;
    this.health = health;
  }

  @Override
  public void handle(HttpServerRequest request) {
    var path = Objects.requireNonNullElse(request.path(), "");
    var script = assets.scripts().get(path);
    if (script != null) {
      get(request, script::answer);
      return;
    }
    switch (path) {
      case "/v1/events" -> events(request);
      case "/v1/schema" -> get(request, assets.schema()::answer);
      case "/health" ->
          get(request, asked -> Answers.json(asked, health.ready() ? 200 : 503, health.json()));
      default ->
          Answers.problem(
              request,
              new ProblemException(
                  Problem.NOT_FOUND,
                  Refusal.shown(path)
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
