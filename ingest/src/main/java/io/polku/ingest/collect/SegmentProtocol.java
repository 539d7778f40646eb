package io.polku.ingest.collect;

import io.polku.contract.event.Context;
import io.polku.contract.json.Json;
import io.polku.ingest.collect.ForeignJson.Outline;
import io.polku.ingest.collect.ForeignJson.Span;
import io.polku.ingest.collect.SentBody.Entry;
import io.polku.ingest.collect.WriteKeys.WriteKey;
import io.polku.ingest.enrich.Hints;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Segment's tracking API, as its own clients, RudderStack's and Jitsu's speak it: single events and
 * batches, JSON under any type, the write key in one of five places.
 *
 * <p>Clients send again after 5xx, 408 and 429, and drop what any other 4xx answered. None can be
 * told of a part: good events of a batch are taken, the others become dead letters.
 */
final class SegmentProtocol implements Protocol {
  private static final String JITSU = "/api/s/";
  private static final String V1 = "/v1/";
  private static final Buffer SUCCESS = Buffer.buffer("{\"success\":true}");
  private static final Buffer JITSU_SUCCESS = Buffer.buffer("{\"ok\":true,\"destinations\":[]}");

  private final WriteKeys keys;
  private final SegmentEvents events;

  SegmentProtocol(WriteKeys keys, SegmentEvents events) {
    this.keys = keys;
    this.events = events;
  }

  /** What the events of a path are, "" for batches; empty for a path that is not Segment's. */
  static Optional<String> type(String path) {
    if (path.equals("/beacon/v1/batch")) {
      return Optional.of("");
    }
    var word =
        path.startsWith(V1)
            ? path.substring(V1.length())
            : path.startsWith(JITSU) ? path.substring(JITSU.length()) : "none";
    return switch (word) {
      case "b", "batch", "import" -> Optional.of("");
      case "t", "track" -> Optional.of("track");
      case "p", "page" -> Optional.of("page");
      case "s", "screen" -> Optional.of("screen");
      case "i", "identify" -> Optional.of("identify");
      case "g", "group" -> Optional.of("group");
      case "a", "alias" -> Optional.of("alias");
      default -> Optional.empty();
    };
  }

  @Override
  public Read read(byte[] body, Request request) throws ProblemException {
    var outline = ForeignJson.outline(body, "batch");
    var key = key(outline, request, body);
    var spans = outline.list() == null ? List.of(outline.whole()) : outline.list();
    var type = type(request.path()).orElse("");
    var entries = new ArrayList<Entry>(spans.size());
    var sentAt = millis(outline.texts().get("sentAt"));
    if (sentAt == null) {
      sentAt = millis(request.header().apply("SentAt"));
    }
    for (var span : spans) {
      var visitor = "";
      try {
        var json = ForeignJson.event(body, span);
        visitor = SegmentEvents.visitor(json);
        if (sentAt == null) {
          sentAt = millis(ForeignJson.text(json, "sentAt"));
        }
        var event = events.read(json, type, entries.size(), sentAt, request.receivedAtMillis());
        entries.add(new SentBody.Event(event, span.from(), span.to()));
      } catch (RefusedException e) {
        entries.add(new SentBody.NoEvent(e.refusal(), visitor, span.from(), span.to()));
      }
    }
    return new Read(
        new SentBody(
            key.site(),
            sentAt,
            null,
            null,
            false,
            Context.NONE,
            Hints.NONE,
            null,
            entries,
            true,
            key.serverKey()),
        body);
  }

  /** Jitsu writes stars into the body and the key into a header, so headers come first. */
  private WriteKey key(Outline outline, Request request, byte[] body) throws ProblemException {
    var key = request.header().apply("X-Write-Key");
    if (key.isEmpty()) {
      key = WriteKeys.ofBasic(request.header().apply("Authorization"));
    }
    if (key.isEmpty()) {
      key = parameter(request.query(), "writeKey");
    }
    if (key.isEmpty()) {
      key = outline.texts().getOrDefault("writeKey", "");
    }
    if (key.isEmpty() && outline.list() != null) {
      key = ofFirst(body, outline.list());
    }
    return keys.read(key, "writeKey");
  }

  private static String ofFirst(byte[] body, List<Span> spans) {
    try {
      return spans.isEmpty()
          ? ""
          : ForeignJson.text(ForeignJson.event(body, spans.getFirst()), "writeKey");
    } catch (RefusedException e) {
      return "";
    }
  }

  /** The first value of a query's parameter, or "". */
  static String parameter(String query, String name) {
    for (var parameter : query.split("&", -1)) {
      if (parameter.startsWith(name + "=")) {
        try {
          return URLDecoder.decode(parameter.substring(name.length() + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          return "";
        }
      }
    }
    return "";
  }

  /** A sender's clock; one that cannot be right is not used to correct another. */
  private static @Nullable Long millis(@Nullable String sentAt) {
    if (sentAt == null || sentAt.isEmpty()) {
      return null;
    }
    try {
      var millis = SegmentEvents.millis(sentAt, "sentAt");
      return TimeRules.isClock(millis) ? millis : null;
    } catch (RefusedException e) {
      return null;
    }
  }

  @Override
  public void accepted(HttpServerRequest request, Batch batch) {
    var path = String.valueOf(request.path());
    request
        .response()
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Answers.end(request, path.startsWith(JITSU) ? JITSU_SUCCESS : SUCCESS);
  }

  @Override
  public void refused(HttpServerRequest request, ProblemException problem) {
    Answers.problem(request, problem);
  }

  @Override
  public boolean namesItsType() {
    return false;
  }

  /**
   * What {@code analytics.js} asks for before it sends anything, with this host as where to send.
   *
   * @param scheme of the address under which it asked
   */
  static String settings(String key, String host, String scheme) {
    var json = Json.mapper().createObjectNode();
    var segment = json.putObject("integrations").putObject("Segment.io").put("apiKey", key);
    if (!host.isEmpty()) {
      segment.put("apiHost", host + "/v1").put("protocol", scheme);
    }
    json.putObject("plan").putObject("track");
    json.putObject("metrics").put("sampleRate", 0);
    return json.toString();
  }

  /** What RudderStack's browser client asks for before it sends anything. */
  static String sourceConfig(String key) {
    var json = Json.mapper().createObjectNode();
    var source =
        json.putObject("source")
            .put("id", key)
            .put("name", key)
            .put("writeKey", key)
            .put("enabled", true)
            .put("updatedAt", "2026-01-01T00:00:00.000Z");
    var statistics = source.putObject("config").putObject("statsCollection");
    statistics.putObject("errors").put("enabled", false);
    statistics.putObject("metrics").put("enabled", false);
    source.putArray("destinations");
    source.putObject("dataplanes");
    return json.toString();
  }
}
