package io.polku.ingest.collect;

import io.polku.contract.Names;
import io.polku.contract.definition.Definition.Site;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands clicks that are drawn over a page from the query API to the browser: a page's Content
 * Security Policy lets it talk to the intake, and to nobody else of ours. It asks for this one path
 * with the token that came, follows no redirects, and takes neither long nor much. On one event
 * loop.
 */
final class OverlayRelay {
  static final String PATH = "/v1/overlay";

  private static final Logger LOG = LoggerFactory.getLogger(OverlayRelay.class);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(35);
  private static final int BYTES_MAX = 2 << 20;
  private static final int AT_ONCE_MAX = 4;
  private static final int WAITING_MAX = 16;
  private static final int RETRY_SECONDS = 5;
  private static final int PARAMETER_CHARS_MAX = 1_000;
  private static final int TOKEN_CHARS_MAX = 300;

  /** How tokens of overlays begin; nothing else is passed on. */
  private static final String TOKEN_START = "Bearer o1.";

  /** Answers of the query API that say something to whoever asked. */
  private static final Set<Integer> PASSED_ON = Set.of(200, 401, 403, 404, 422, 503);

  private final @Nullable URI api;
  private final Function<String, Optional<Site>> sites;
  private final HttpClient client;

  /**
   * @param api the query API, or null for none
   * @param sites a site by its name
   */
  OverlayRelay(Vertx vertx, @Nullable URI api, Function<String, Optional<Site>> sites) {
    this.api = api;
    this.sites = sites;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) CONNECT_MAX.toMillis()),
            new PoolOptions().setHttp1MaxSize(AT_ONCE_MAX).setMaxWaitQueueSize(WAITING_MAX));
  }

  /** Answers a GET that has been admitted. */
  void relay(HttpServerRequest request) {
    try {
      var query = query(request);
      var token = token(request);
      ask(query, token)
          .onSuccess(answer -> answer(request, answer))
          .onFailure(
              cause -> {
                LOG.warn("the query API at {} did not answer: {}", api, cause.getMessage());
                Answers.problem(request, unavailable());
              });
    } catch (ProblemException e) {
      Answers.problem(request, e);
    }
  }

  private record Answered(int status, String type, Buffer body) {}

  private URI api() throws ProblemException {
    if (api == null) {
      throw new ProblemException(
          Problem.NOT_FOUND, PATH + " (expected: on an intake with POLKU_QUERY_URL)");
    }
    return api;
  }

  /** What the query API is asked, for a site that this page is of. */
  private RequestOptions query(HttpServerRequest request) throws ProblemException {
    var base = api();
    var name = parameter(request, "site");
    var site = Names.isSite(name) ? sites.apply(name).orElse(null) : null;
    if (site == null) {
      throw new ProblemException(
          Problem.UNKNOWN_SITE, "site: " + Refusal.shown(name) + " (expected: one that was made)");
    }
    // A page on the intake's own origin, behind one proxy with it, names none.
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !Intake.allows(site, origin)) {
      throw new ProblemException(
          Problem.ORIGIN_NOT_ALLOWED,
          "Origin: " + Refusal.shown(origin) + " (expected: one of the site's)");
    }
    var tls = "https".equalsIgnoreCase(base.getScheme());
    var port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setSsl(tls)
        .setHost(Objects.requireNonNull(base.getHost(), "host"))
        .setPort(port)
        .setURI(
            base.getRawPath()
                + "/api/v1/sites/"
                + name
                + "/overlay?path="
                + encoded(parameter(request, "path"))
                + "&limit="
                + encoded(parameter(request, "limit")))
        .setFollowRedirects(false)
        .setConnectTimeout(CONNECT_MAX.toMillis())
        .setIdleTimeout(ANSWER_MAX.toMillis());
  }

  private static String token(HttpServerRequest request) throws ProblemException {
    var given = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (given == null || !given.startsWith(TOKEN_START) || given.length() > TOKEN_CHARS_MAX) {
      throw new ProblemException(
          Problem.WRONG_SIGNATURE,
          "Authorization: none that fits (expected: Bearer and the token of a signed address)");
    }
    return given;
  }

  private static String parameter(HttpServerRequest request, String name) throws ProblemException {
    var value = Objects.requireNonNullElse(request.getParam(name), "");
    if (value.isEmpty() || value.length() > PARAMETER_CHARS_MAX) {
      throw new ProblemException(
          Problem.INVALID_PARAMETER,
          name
              + ": "
              + Refusal.shown(value)
              + " (expected: 1 to "
              + PARAMETER_CHARS_MAX
              + " characters)");
    }
    return value;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Future<Answered> ask(RequestOptions query, String token) {
    return client
        .request(query.putHeader(HttpHeaders.AUTHORIZATION, token))
        .compose(asked -> asked.send().compose(OverlayRelay::read))
        .timeout(ANSWER_MAX.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  private static Future<Answered> read(HttpClientResponse response) {
    var whole = Promise.<Answered>promise();
    var body = Buffer.buffer();
    response
        .handler(
            part -> {
              if (body.length() + part.length() > BYTES_MAX) {
                response.request().reset();
                whole.tryFail("more than " + BYTES_MAX + " bytes");
              } else {
                body.appendBuffer(part);
              }
            })
        .exceptionHandler(whole::tryFail)
        .endHandler(
            _ ->
                whole.tryComplete(
                    new Answered(
                        response.statusCode(),
                        Objects.requireNonNullElse(
                            response.getHeader(HttpHeaders.CONTENT_TYPE), ""),
                        body)));
    return whole.future();
  }

  private static void answer(HttpServerRequest request, Answered answer) {
    if (!PASSED_ON.contains(answer.status()) || !answer.type().contains("json")) {
      LOG.warn("the query API answered {} {}", answer.status(), answer.type());
      Answers.problem(request, unavailable());
      return;
    }
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.type())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Answers.end(request, answer.body());
  }

  private static ProblemException unavailable() {
    return ProblemException.passing(
        Problem.QUERY_UNAVAILABLE, "the query API does not answer now; come again", RETRY_SECONDS);
  }
}
