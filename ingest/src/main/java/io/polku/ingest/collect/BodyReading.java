package io.polku.ingest.collect;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * One body on its way in, within its limits. A refused body is still read to its end where that is
 * near, because a sender that is still writing would not see an answer; else the connection is
 * closed after the answer.
 */
final class BodyReading {
  private static final long DISCARDED_BYTES_MAX = 8L * Limits.BODY_BYTES_MAX;

  private static final String CONTINUE = "100-continue";

  private final Collector collector;
  private final HttpServerRequest request;
  private final Protocol protocol;
  private final TrustedProxies.Client client;
  private final InFlight inFlight;
  private final long startNanos;
  private @Nullable Buffer body;
  private @Nullable ProblemException refused;
  private long reservedBytes;
  private long readBytes;
  private boolean ownsBody;
  private boolean over;

  BodyReading(
      Collector collector,
      HttpServerRequest request,
      Protocol protocol,
      TrustedProxies.Client client,
      InFlight inFlight,
      long startNanos) {
    this.collector = collector;
    this.request = request;
    this.protocol = protocol;
    this.client = client;
    this.inFlight = inFlight;
    this.startNanos = startNanos;
  }

  /** Begins to read. */
  void start() {
    var announced = announcedBytes();
    if (announced > Limits.BODY_BYTES_MAX) {
      refuse(tooLarge());
    } else if (!inFlight.hasRoom(announced)) {
      refuse(overloaded());
    }
    var asksFirst = CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    if (refused != null && (asksFirst || announced > DISCARDED_BYTES_MAX)) {
      giveUp(refused);
      return;
    }
    if (asksFirst) {
      request.response().writeContinue();
    }
    request.handler(this::part).endHandler(_ -> end()).exceptionHandler(_ -> lost());
  }

  /** Whatever comes is not looked at. */
  void refuse(ProblemException problem) {
    if (refused == null) {
      refused = problem;
    }
    release();
    body = null;
  }

  /** Answers now, though the body is not whole, and closes the connection. */
  void giveUp(ProblemException problem) {
    if (over) {
      return;
    }
    over = true;
    release();
    body = null;
    var connection = request.connection();
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    request.response().endHandler(_ -> connection.close());
    collector.refusedUnread(this, problem);
  }

  /**
   * Takes room for what the body has become: its unpacked bytes, its records. May be called on
   * another thread while nothing else is done with the body.
   *
   * @throws ProblemException when there is none
   */
  void reserve(long more) throws ProblemException {
    if (!inFlight.reserve(more)) {
      throw overloaded();
    }
    reservedBytes += more;
  }

  /** Gives back the room it held. */
  void release() {
    inFlight.release(reservedBytes);
    reservedBytes = 0;
  }

  /** Who sends. */
  TrustedProxies.Client client() {
    return client;
  }

  Protocol protocol() {
    return protocol;
  }

  HttpServerRequest request() {
    return request;
  }

  long startNanos() {
    return startNanos;
  }

  private void part(Buffer part) {
    if (over) {
      return;
    }
    readBytes += part.length();
    if (refused == null && readBytes > Limits.BODY_BYTES_MAX) {
      refuse(tooLarge());
    }
    if (refused == null && !inFlight.reserve(part.length())) {
      refuse(overloaded());
    }
    if (refused != null) {
      if (readBytes > DISCARDED_BYTES_MAX) {
        giveUp(refused);
      }
      return;
    }
    reservedBytes += part.length();
    append(part);
  }

  /** Most bodies come in one part, which is then used as it is. */
  private void append(Buffer part) {
    if (body == null) {
      body = part;
      return;
    }
    if (!ownsBody) {
      ownsBody = true;
      body = Buffer.buffer(body.length() * 2 + part.length()).appendBuffer(body);
    }
    body.appendBuffer(part);
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    if (refused != null) {
      collector.refusedUnread(this, refused);
    } else {
      collector.received(this, body == null ? new byte[0] : body.getBytes());
    }
  }

  private void lost() {
    if (!over) {
      over = true;
      release();
      body = null;
      collector.lost(this);
    }
  }

  private long announcedBytes() {
    var announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return announced == null ? 0 : Long.parseLong(announced);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static ProblemException overloaded() {
    return ProblemException.passing(
        Problem.OVERLOADED, "too many bodies at once; come again later", 1);
  }

  private static ProblemException tooLarge() {
    return new ProblemException(
        Problem.BODY_TOO_LARGE,
        "body: more than " + Limits.BODY_BYTES_MAX + " bytes (expected: at most that; gzip helps)");
  }
}
