package io.polku.ingest.collect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Writes answers. The one place where problems become HTTP. */
final class Answers {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence PROBLEM =
      HttpHeaders.createOptimized("application/problem+json");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");

  /** Data is no page: opened as one it may do nothing. */
  private static final CharSequence DATA =
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");

  private static final Buffer ONE_ACCEPTED =
      Buffer.buffer(json(new Batch(List.of(), 1, List.of())).toString());

  private Answers() {}

  /** What goes with every answer: it is of the type it says, whatever it looks like. */
  static void protect(HttpServerRequest request) {
    request.response().putHeader(TYPE_OPTIONS, NO_SNIFF);
  }

  /** 202: every accepted event is durable. */
  static void accepted(HttpServerRequest request, Batch batch) {
    var usual = batch.accepted() == 1 && batch.rejected().isEmpty();
    request.response().setStatusCode(202).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
    end(request, usual ? ONE_ACCEPTED : Buffer.buffer(json(batch).toString()));
  }

  /** Any other JSON. */
  static void json(HttpServerRequest request, int status, ObjectNode body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .putHeader(POLICY, DATA)
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    end(request, Buffer.buffer(body.toString()));
  }

  /** A problem document. */
  static void problem(HttpServerRequest request, ProblemException exception) {
    problem(request, exception, exception.problem().status());
  }

  /** A problem document under a status that the sender understands better. */
  static void problem(HttpServerRequest request, ProblemException exception, int status) {
    var response =
        request
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM)
            .putHeader(POLICY, DATA)
            .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    if (exception.retryAfterSeconds() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(exception.retryAfterSeconds()));
    }
    switch (exception.problem()) {
      case WRONG_KEY, UNKNOWN_SITE ->
          response.putHeader("WWW-Authenticate", "Bearer realm=\"polku\"");
      case UNSUPPORTED_MEDIA_TYPE -> {
        response.putHeader("Accept-Post", "application/json, text/plain");
        response.putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
      }
      default -> {}
    }
    end(request, Buffer.buffer(exception.document().put("status", status).toString()));
  }

  /** Ends an answer; to HEAD without its body. */
  static void end(HttpServerRequest request, Buffer body) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
      response.end();
    } else {
      response.end(body);
    }
  }

  private static ObjectNode json(Batch batch) {
    var json = Json.mapper().createObjectNode().put("accepted", batch.accepted());
    var rejected = json.putArray("rejected");
    for (var one : batch.rejected()) {
      rejected
          .addObject()
          .put("index", one.index())
          .put("code", one.refusal().code().word())
          .put("message", one.refusal().message());
    }
    return json;
  }
}
