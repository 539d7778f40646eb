package io.polku.query.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.polku.contract.definition.Role;
import io.polku.service.catalog.Acting;
import io.polku.service.management.Health;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Routes requests. Who has no token gets no further than {@code /health} and the UI's files; that
 * is settled before anything else is looked at. Answers are made on the executor's threads, as they
 * block on ClickHouse and Kafka; what is kept of one is given at once.
 */
public final class HttpApi {
  private static final String API = "/api/";
  private static final String BASE = "/api/v1";
  private static final String CALLER = "caller";
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private static final Duration[] ANSWERED_WITHIN =
      IntStream.of(2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Vertx vertx;
  private final Executor executor;
  private final MeterRegistry registry;
  private final Health health;
  private final Callers callers;
  private final Answers answers;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final StaticFiles files = new StaticFiles();

  /**
   * @param vertx whose threads serve connections
   * @param executor for what blocks
   * @param registry for timers
   * @param health what {@code /health} answers
   * @param callers who may ask
   * @param scope what answers follow from
   */
  public HttpApi(
      Vertx vertx,
      Executor executor,
      MeterRegistry registry,
      Health health,
      Callers callers,
      Scope scope) {
    this.vertx = vertx;
    this.executor = executor;
    this.registry = registry;
    this.health = health;
    this.callers = callers;
    this.answers = new Answers(scope, registry);
  }

  /** The router of these routes. */
  public Router router(List<Route> routes, List<StreamRoute> streams) {
    var router = Router.router(vertx);
    router.route().handler(HttpApi::secure);
    router.get("/health").handler(this::health);
    router.route().handler(this::authenticate);
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    routes.forEach(this::timer);
    routes.forEach(
        route ->
            router
                .route(route.method(), BASE + route.path())
                .handler(
                    ctx ->
                        authorize(
                            ctx, route.role(), route.opensTo(caller(ctx), ctx.pathParam("site"))))
                .handler(ctx -> dispatch(ctx, route)));
    streams.forEach(
        stream ->
            router
                .route(HttpMethod.GET, BASE + stream.path())
                .handler(
                    ctx ->
                        authorize(
                            ctx,
                            stream.role(),
                            caller(ctx).may(stream.role(), ctx.pathParam("site"))))
                .handler(ctx -> open(ctx, stream)));
    router.errorHandler(400, ctx -> fail(ctx, 400, "malformed_request"));
    router.errorHandler(404, ctx -> fail(ctx, 404, "not_found"));
    router.errorHandler(405, ctx -> fail(ctx, 405, "method_not_allowed"));
    router.errorHandler(413, ctx -> fail(ctx, 413, "too_large"));
    router.errorHandler(500, HttpApi::broken);
    return router;
  }

  private static void secure(RoutingContext ctx) {
    ProtectiveHeaders.add(ctx.response().headers());
    ctx.next();
  }

  private void health(RoutingContext ctx) {
    ctx.response()
        .setStatusCode(health.ready() ? 200 : 503)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(health.json().toString());
  }

  /** Files of the UI are answered here, so that nothing behind this is reached without a token. */
  private void authenticate(RoutingContext ctx) {
    var path = ctx.normalizedPath();
    var method = ctx.request().method();
    var reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (reads && !path.startsWith(API) && !path.equals("/metrics")) {
      var file = files.find(path);
      if (file.isPresent()) {
        ProtectiveHeaders.ofPages(ctx.response().headers());
        file.get().headers().forEach(ctx.response()::putHeader);
        ctx.response().end(file.get().body());
        return;
      }
    }
    var caller = callers.find(ctx.request().getHeader("authorization"));
    if (caller.isPresent()) {
      ctx.put(CALLER, caller.get());
      ctx.next();
    } else if (!callers.ready() && ctx.request().getHeader("authorization") != null) {
      send(ctx, Answer.of(Scope.starting()));
    } else {
      send(
          ctx,
          Answer.problem(
              401,
              "unauthorized",
              "authorization: none that fits (expected: Bearer and a token)",
              List.of()));
    }
  }

  /** The same answer whether the site is there or not. */
  private static void authorize(RoutingContext ctx, Role role, boolean may) {
    if (may) {
      ctx.next();
      return;
    }
    send(
        ctx,
        Answer.problem(
            403,
            "forbidden",
            "token: may not do this here (expected: one with the role "
                + role.word()
                + " on the site)",
            List.of()));
  }

  private static Caller caller(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.<Caller>get(CALLER), CALLER);
  }

  private void dispatch(RoutingContext ctx, Route route) {
    var startNanos = System.nanoTime();
    var request = request(ctx);
    var header = ctx.request().getHeader("accept");
    var accept = header == null ? "" : header;
    var plain = !request.query().containsKey(Csv.PARAMETER) && !isTable(request, accept, route);
    var known = plain ? answers.known(route, request) : null;
    if (known != null) {
      count(known, route, startNanos);
      send(ctx, known);
      return;
    }
    var context = vertx.getOrCreateContext();
    executor.execute(() -> answer(ctx, context, request, accept, route, startNanos));
  }

  @SuppressWarnings("IllegalCatch")
  private void answer(
      RoutingContext ctx,
      Context context,
      ApiRequest request,
      String accept,
      Route route,
      long startNanos) {
    Answer answer;
    try {
      answer =
          route.asks() || route.draws()
              ? answer(request, accept, route)
              : Acting.as(request.caller().actor(), () -> answer(request, accept, route));
    } catch (RuntimeException e) {
      // Every failure is an answer; Answer.of tells kinds apart and logs what is our mistake.
      answer = Answer.of(e);
    }
    var done = answer;
    count(done, route, startNanos);
    context.runOnContext(none -> send(ctx, done));
  }

  private void count(Answer answer, Route route, long startNanos) {
    Counter.builder("polku.query.requests")
        .description("Requests by operation and status")
        .tag("operation", route.name())
        .tag("status", Integer.toString(answer.status()))
        .register(registry)
        .increment();
    timer(route).record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Route route) {
    return timers.computeIfAbsent(
        route.name(),
        name ->
            Timer.builder("polku.query.request")
                .description("From a request to its answer, by operation")
                .tag("operation", name)
                .serviceLevelObjectives(ANSWERED_WITHIN)
                .register(registry));
  }

  private static boolean isTable(ApiRequest request, String accept, Route route) {
    return route.asks() && Csv.asked(request.query(), accept);
  }

  private Answer answer(ApiRequest request, String accept, Route route) {
    if (!isTable(request, accept, route)) {
      return answers.answer(route, route.asks() ? Csv.asJson(request) : request);
    }
    var json = Csv.forTable(request);
    return Csv.of(answers.answer(route, json), route, json);
  }

  private void open(RoutingContext ctx, StreamRoute route) {
    var request = request(ctx);
    var context = vertx.getOrCreateContext();
    var authorization = ctx.request().getHeader("authorization");
    var site = ctx.pathParam("site");
    var stream =
        new EventStream(
            ctx.response(),
            context,
            () -> callers.find(authorization).filter(c -> c.may(route.role(), site)).isPresent());
    executor.execute(() -> open(ctx, context, request, route, stream));
  }

  @SuppressWarnings("IllegalCatch")
  private static void open(
      RoutingContext ctx,
      Context context,
      ApiRequest request,
      StreamRoute route,
      EventStream stream) {
    try {
      var ending = route.opening().open(request, stream);
      context.runOnContext(none -> stream.endsWith(ending));
    } catch (RuntimeException e) {
      // Nothing was told yet, so this may still be an answer.
      var answer = Answer.of(e);
      context.runOnContext(none -> send(ctx, answer));
    }
  }

  private static ApiRequest request(RoutingContext ctx) {
    var query = new HashMap<String, String>();
    ctx.queryParams().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
    var body = ctx.body() == null ? null : ctx.body().buffer();
    var ifNoneMatch = ctx.request().getHeader("if-none-match");
    return new ApiRequest(
        caller(ctx),
        ctx.pathParams(),
        query,
        ifNoneMatch == null ? "" : ifNoneMatch,
        body == null ? Buffer.buffer() : body);
  }

  private static void broken(RoutingContext ctx) {
    var failure = ctx.failure();
    send(ctx, Answer.of(failure == null ? new IllegalStateException("no cause") : failure));
  }

  private static void fail(RoutingContext ctx, int status, String code) {
    var request = ctx.request();
    send(
        ctx,
        Answer.problem(
            status,
            code,
            switch (status) {
              case 413 -> "body: too long (expected: at most " + BODY_BYTES_MAX + " bytes)";
              case 404, 405 -> request.method() + " " + request.path();
              default -> "";
            },
            List.of()));
  }

  private static void send(RoutingContext ctx, Answer answer) {
    var response = ctx.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    response.putHeader("vary", "authorization, accept");
    response.putHeader("cache-control", kept(answer));
    answer.headers().forEach(response::putHeader);
    response.end(answer.body());
  }

  /**
   * Answers are one caller's own, and must be asked for anew each time. What has no tag cannot be:
   * nobody keeps it, as it may hold a token or a key.
   */
  private static String kept(Answer answer) {
    return answer.headers().containsKey("etag") ? "private, no-cache" : "private, no-store";
  }
}
