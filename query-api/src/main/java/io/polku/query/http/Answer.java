package io.polku.query.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import io.polku.contract.report.Problem;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.http.Etags.Tag;
import io.polku.query.store.StoreException;
import io.polku.service.logging.Traces;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes back.
 *
 * @param status HTTP status
 * @param headers beside the usual ones
 * @param body JSON, or empty
 * @param tag of a report, or null
 */
record Answer(int status, Map<String, String> headers, Buffer body, @Nullable Tag tag) {
  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String PROBLEM = "application/problem+json";
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Malformed request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not found"),
          Map.entry(405, "Method not allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Too large"),
          Map.entry(422, "Refused"),
          Map.entry(429, "Too many"),
          Map.entry(500, "Our mistake"),
          Map.entry(503, "Not now"));

  Answer {
    headers = Map.copyOf(headers);
  }

  /** An answer without a tag. */
  Answer(int status, Map<String, String> headers, Buffer body) {
    this(status, headers, body, null);
  }

  static Answer ok(Object body) {
    return json(200, body);
  }

  static Answer json(int status, Object body) {
    return new Answer(status, Map.of("content-type", JSON), bytes(body));
  }

  /** JSON objects, one a line. */
  static Answer lines(String text) {
    return new Answer(200, Map.of("content-type", LINES), Buffer.buffer(text));
  }

  static Answer empty(int status) {
    return new Answer(status, Map.of(), Buffer.buffer());
  }

  /** The answer, or that it has not changed. */
  static Answer tagged(Object body, Tag tag, String ifNoneMatch) {
    return new Answer(200, Map.of("content-type", JSON, "etag", tag.text()), bytes(body), tag)
        .unlessKnown(ifNoneMatch);
  }

  /** Itself, or that it has not changed since the caller had it. */
  Answer unlessKnown(String ifNoneMatch) {
    return tag != null && matches(ifNoneMatch, tag.text())
        ? new Answer(304, Map.of("etag", tag.text()), Buffer.buffer(), tag)
        : this;
  }

  static Answer problem(int status, String code, String detail, List<Fault> faults) {
    var problem =
        new Problem(
            "urn:polku:problem:" + code,
            TITLES.getOrDefault(status, "Error"),
            status,
            code,
            detail.isEmpty() ? null : detail,
            faults);
    var headers =
        switch (status) {
          case 401 -> Map.of("content-type", PROBLEM, "www-authenticate", "Bearer");
          case 429, 503 -> Map.of("content-type", PROBLEM, "retry-after", "2");
          default -> Map.of("content-type", PROBLEM);
        };
    return new Answer(status, headers, bytes(problem));
  }

  /** The one place where failures become statuses. */
  static Answer of(Throwable failure) {
    return switch (failure) {
      case ApiException e ->
          problem(e.status(), e.code(), String.valueOf(e.getMessage()), e.faults());
      case StoreException e -> of(e);
      case KafkaException e -> {
        LOG.warn("Kafka did not answer", Traces.of(e));
        yield problem(503, "log_away", "Kafka did not answer (expected: soon)", List.of());
      }
      default -> {
        LOG.error("a request failed", Traces.of(failure));
        yield problem(500, "internal", "", List.of());
      }
    };
  }

  private static Answer of(StoreException e) {
    return switch (e.kind()) {
      case BUSY -> problem(503, "busy", String.valueOf(e.getMessage()), List.of());
      case AWAY -> {
        LOG.warn("ClickHouse did not answer: {}", Traces.unquoted(e.getMessage()));
        yield problem(503, "store_away", "ClickHouse did not answer (expected: soon)", List.of());
      }
      case TOO_EXPENSIVE ->
          problem(422, "query_too_expensive", String.valueOf(e.getMessage()), List.of());
      case BROKEN -> {
        LOG.error("a query was refused", Traces.of(e));
        yield problem(500, "internal", "", List.of());
      }
    };
  }

  private static boolean matches(String ifNoneMatch, String etag) {
    for (var each : ifNoneMatch.split(",", -1)) {
      var tag = each.strip();
      if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
        return true;
      }
    }
    return false;
  }

  private static Buffer bytes(Object body) {
    try {
      return Buffer.buffer(Json.mapper().writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot fail to be written", e);
    }
  }
}
