package io.polku.ingest.collect;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.polku.ingest.enrich.Text;
import io.polku.service.management.Health;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who answers what, on one event loop. */
final class Routes implements Handler<HttpServerRequest> {
  private static final String SETTINGS_START = "/v1/projects/";
  private static final String SETTINGS_END = "/settings";
  private static final int HOST_CHARS_MAX = 260;

  private final Collector collector;
  private final Protocols protocols;
  private final Assets assets;
  private final DeclaredLinks links;
  private final OverlayRelay overlays;
  private final Health health;

  /**
   * The languages that are understood.
   *
   * @param isSite whether there is a site of that name
   */
  record Protocols(
      Protocol ours,
      Protocol segment,
      Protocol snowplow,
      WriteKeys keys,
      Predicate<String> isSite) {}

  /**
   * The files that are served, read once.
   *
   * @param scripts the tracker and its modules by path
   * @param linksPaths where the module {@code links} asks which links are meant
   */
  record Assets(Map<String, Asset> scripts, Set<String> linksPaths, Asset schema) {
    /** What the script asks for beside itself, see docs/TRACKER.md. */
    private static final List<String> MODULES =
        List.of(
            "auto",
            "gate",
            "vitals",
            "friction",
            "errors",
            "datalayer",
            "links",
            "forms",
            "overlay");

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
          // The tracker as a package does not know another name.
          Stream.of(name, "polku")
              .map(each -> "/" + each + "-links.json")
              .collect(toUnmodifiableSet()),
          Asset.of("events.schema.json", "application/schema+json", "public, max-age=3600"));
    }

    private static Asset script(String file) {
      return Asset.of(
          "/polku-tracker/" + file + ".js",
          "text/javascript; charset=utf-8",
          "public, max-age=3600, stale-while-revalidate=86400");
    }
  }

  Routes(
      Collector collector,
      Protocols protocols,
      Assets assets,
      DeclaredLinks links,
      OverlayRelay overlays,
      Health health) {
    this.collector = collector;
    this.overlays = overlays;
    this.protocols = protocols;
    this.assets = assets;
    this.links = links;
    this.health = health;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Answers.protect(request);
    var path = Objects.requireNonNullElse(request.path(), "");
    var script = assets.scripts().get(path);
    if (script != null) {
      get(request, script::answer);
      return;
    }
    if (assets.linksPaths().contains(path)) {
      get(request, this::links);
      return;
    }
    switch (path) {
      case "/v1/events" -> events(request, protocols.ours());
      case SnowplowProtocol.POST_PATH -> events(request, protocols.snowplow());
      case SnowplowProtocol.GET_PATH -> pixel(request);
      case "/sourceConfig", "/sourceConfig/" -> sourceConfig(request);
      case OverlayRelay.PATH -> overlay(request);
      case "/v1/schema" -> get(request, assets.schema()::answer);
      case "/health" ->
          get(request, asked -> Answers.json(asked, health.ready() ? 200 : 503, health.json()));
      default -> others(request, path);
    }
  }

  private void others(HttpServerRequest request, String path) {
    if (SegmentProtocol.type(path).isPresent()) {
      events(request, protocols.segment());
    } else if (path.startsWith(SETTINGS_START) && path.endsWith(SETTINGS_END)) {
      settings(request, path);
    } else {
      Answers.problem(
          request,
          new ProblemException(
              Problem.NOT_FOUND,
              Refusal.shown(path)
                  + " (expected: /v1/events, /v1/schema, /polku.js, /health, or a path of"
                  + " Segment's or Snowplow's clients)"));
    }
  }

  /** Which links are meant; any page may ask, without credentials. */
  private void links(HttpServerRequest request) {
    var query = request.query() == null ? "" : request.query();
    try {
      links.of(SegmentProtocol.parameter(query, "site")).answer(request);
    } catch (ProblemException e) {
      Cors.allow(request);
      Answers.problem(request, e);
    }
  }

  private void overlay(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.OPTIONS)) {
      Cors.preflight(request);
      return;
    }
    Cors.allow(request);
    if (!request.method().equals(HttpMethod.GET)) {
      notAllowed(request, "GET, OPTIONS");
    } else if (collector.admits(request)) {
      overlays.relay(request);
    }
  }

  private void pixel(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      collector.collect(request, protocols.snowplow());
    } else if (request.method().equals(HttpMethod.OPTIONS)) {
      Cors.preflight(request);
    } else {
      Cors.allow(request);
      notAllowed(request, "GET, OPTIONS");
    }
  }

  /** {@code analytics.js} sends nothing where this is not answered. */
  private void settings(HttpServerRequest request, String path) {
    var end = path.length() - SETTINGS_END.length();
    var key = end <= SETTINGS_START.length() ? "" : path.substring(SETTINGS_START.length(), end);
    var host = request.getHeader(HttpHeaders.HOST);
    var forwarded = request.getHeader("X-Forwarded-Proto");
    clientSettings(
        request,
        key,
        SegmentProtocol.settings(
            key,
            host == null ? "" : Text.cut(host, HOST_CHARS_MAX),
            "https".equals(forwarded) || request.isSSL() ? "https" : "http"));
  }

  /** RudderStack's client sends nothing where this is not answered. */
  private void sourceConfig(HttpServerRequest request) {
    var query = request.query() == null ? "" : request.query();
    var key = SegmentProtocol.parameter(query, "writeKey");
    if (key.isEmpty()) {
      var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
      key = WriteKeys.ofBasic(authorization == null ? "" : authorization);
    }
    clientSettings(request, key, SegmentProtocol.sourceConfig(key));
  }

  private void clientSettings(HttpServerRequest request, String key, String json) {
    if (request.method().equals(HttpMethod.OPTIONS)) {
      Cors.preflight(request);
      return;
    }
    Cors.allow(request);
    get(
        request,
        asked -> {
          try {
            var site = protocols.keys().read(key, "writeKey").site();
            if (!protocols.isSite().test(site)) {
              throw new ProblemException(
                  Problem.UNKNOWN_SITE,
                  "writeKey: " + Refusal.shown(key) + " (expected: the name of a site)");
            }
            asked
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            Answers.end(asked, Buffer.buffer(json));
          } catch (ProblemException e) {
            Answers.problem(asked, e);
          }
        });
  }

  private void events(HttpServerRequest request, Protocol protocol) {
    if (request.method().equals(HttpMethod.POST)) {
      collector.collect(request, protocol);
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
