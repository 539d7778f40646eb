package io.polku.ingest.collect;

import io.polku.contract.event.Context;
import io.polku.ingest.collect.SentBody.Entry;
import io.polku.ingest.collect.WriteKeys.WriteKey;
import io.polku.ingest.enrich.Hints;
import io.polku.ingest.enrich.Text;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Snowplow's tracker protocol: bodies of events ({@code tp2}) and single ones in an address ({@code
 * /i}). The site is the app id.
 *
 * <p>Clients drop what 400, 401, 403, 410 or 422 answered and send everything else again, so what
 * can never be taken is answered with one of those. They cannot be told of a part.
 */
final class SnowplowProtocol implements Protocol {
  static final String POST_PATH = "/com.snowplowanalytics.snowplow/tp2";
  static final String GET_PATH = "/i";

  private static final Buffer OK = Buffer.buffer("ok");
  private static final Buffer PIXEL =
      Buffer.buffer(
          Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"));
  private static final int UNPROCESSABLE = 422;

  private final WriteKeys keys;
  private final SnowplowEvents events;

  SnowplowProtocol(WriteKeys keys, SnowplowEvents events) {
    this.keys = keys;
    this.events = events;
  }

  @Override
  public Read read(byte[] body, Request request) throws ProblemException {
    return request.path().equals(GET_PATH) ? pixel(request) : payload(body, request);
  }

  private Read pixel(Request request) throws ProblemException {
    var bytes = request.query().getBytes(StandardCharsets.UTF_8);
    var flat = parameters(request.query());
    var key = keys.read(flat.getOrDefault("aid", ""), "aid");
    Entry entry;
    try {
      entry = new SentBody.Event(event(flat, key, request), 0, bytes.length);
    } catch (RefusedException e) {
      entry = new SentBody.NoEvent(e.refusal(), SnowplowEvents.visitor(flat), 0, bytes.length);
    }
    return new Read(body(key, millis(flat.get("stm")), List.of(entry)), bytes);
  }

  private Read payload(byte[] body, Request request) throws ProblemException {
    var outline = ForeignJson.outline(body, "data");
    if (outline.list() == null) {
      throw new ProblemException(
          Problem.INVALID_BODY, "data: missing (expected: a list of events)");
    }
    WriteKey key = null;
    Long sentAt = null;
    var entries = new ArrayList<Entry>(outline.list().size());
    for (var span : outline.list()) {
      var flat = Map.<String, String>of();
      try {
        flat = SnowplowEvents.flat(ForeignJson.event(body, span));
        if (key == null) {
          key = keys.read(flat.getOrDefault("aid", ""), "aid");
        }
        if (sentAt == null) {
          sentAt = millis(flat.get("stm"));
        }
        entries.add(new SentBody.Event(event(flat, key, request), span.from(), span.to()));
      } catch (RefusedException e) {
        entries.add(
            new SentBody.NoEvent(
                e.refusal(), SnowplowEvents.visitor(flat), span.from(), span.to()));
      }
    }
    if (key == null) {
      throw new ProblemException(
          Problem.INVALID_BODY, "data: no event that names its app (expected: aid, the site)");
    }
    return new Read(body(key, sentAt, entries), body);
  }

  private SentEvent event(Map<String, String> flat, WriteKey key, Request request)
      throws RefusedException, ProblemException {
    var own = keys.read(flat.getOrDefault("aid", ""), "aid");
    if (!own.site().equals(key.site())) {
      throw new RefusedException(
          RejectionCode.INVALID_EVENT, "aid", own.site(), "that of the body's first event");
    }
    var anonymous = !request.header().apply("SP-Anonymous").isEmpty();
    return events.read(flat, anonymous, request.receivedAtMillis());
  }

  private static SentBody body(WriteKey key, @Nullable Long sentAt, List<Entry> entries) {
    return new SentBody(
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
        key.serverKey());
  }

  private static @Nullable Long millis(@Nullable String stm) {
    var number = stm == null ? null : ForeignJson.number(stm);
    var millis = number == null ? 0 : number.longValue();
    return TimeRules.isClock(millis) ? millis : null;
  }

  private static Map<String, String> parameters(String query) {
    var parameters = new HashMap<String, String>();
    for (var parameter : query.split("&", -1)) {
      var sign = parameter.indexOf('=');
      if (sign > 0) {
        var name = parameter.substring(0, sign);
        parameters.putIfAbsent(name, decoded(parameter.substring(sign + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String raw) {
    try {
      return Text.wellFormed(URLDecoder.decode(raw, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }

  @Override
  public void accepted(HttpServerRequest request, Batch batch) {
    var get = !request.method().equals(HttpMethod.POST);
    request
        .response()
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, get ? "image/gif" : "text/plain; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Answers.end(request, get ? PIXEL : OK);
  }

  @Override
  public void refused(HttpServerRequest request, ProblemException problem) {
    var status = problem.problem().status();
    var passing = status >= 500 || status == 429 || status == 408;
    var dropped = status == 400 || status == 401 || status == 403;
    Answers.problem(request, problem, passing || dropped ? status : UNPROCESSABLE);
  }

  @Override
  public boolean namesItsType() {
    return false;
  }
}
