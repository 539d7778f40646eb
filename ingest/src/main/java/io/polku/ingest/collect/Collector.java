package io.polku.ingest.collect;

import io.polku.ingest.collect.Intake.Sender;
import io.polku.ingest.collect.TrustedProxies.Client;
import io.polku.ingest.enrich.Hints;
import io.polku.ingest.publish.Publisher;
import io.polku.service.logging.Traces;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects events on one event loop. Not thread-safe: everything happens on that loop. */
final class Collector {
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
  private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
  private static final CharSequence BRANDS = HttpHeaders.createOptimized("Sec-CH-UA");
  private static final CharSequence MOBILE = HttpHeaders.createOptimized("Sec-CH-UA-Mobile");
  private static final CharSequence PLATFORM = HttpHeaders.createOptimized("Sec-CH-UA-Platform");

  /** Where content delivery networks say the visitor's country. */
  private static final List<CharSequence> COUNTRIES =
      List.of(
          HttpHeaders.createOptimized("CF-IPCountry"),
          HttpHeaders.createOptimized("CloudFront-Viewer-Country"),
          HttpHeaders.createOptimized("X-Vercel-IP-Country"),
          HttpHeaders.createOptimized("X-Country-Code"));

  static final int RETRY_SECONDS = 2;

  /** The spool has run full: that takes long to mend. */
  private static final int AWAY_RETRY_SECONDS = 10;

  /** Above it the loop's other requests would wait too long. */
  private static final int ON_LOOP_BYTES_MAX = 32 << 10;

  private final Shared shared;
  private final Context context;

  /** Bodies on their way, oldest first. */
  private final LinkedHashSet<BodyReading> reading = new LinkedHashSet<>();

  /**
   * What all event loops share.
   *
   * @param knownAgent whether a user agent has been read before
   * @param worker takes bodies that would keep the loop's other requests waiting; refuses what it
   *     cannot take
   * @param bodyTimeout how long a body may take to come in
   * @param ready whether the sites are known
   * @param wallMillis epoch milliseconds
   * @param nanos a clock that never goes back, from 0
   */
  record Shared(
      Intake intake,
      Publisher publisher,
      InFlight inFlight,
      RateLimit clients,
      TrustedProxies proxies,
      Letters letters,
      Predicate<String> knownAgent,
      Executor worker,
      IngestMetrics metrics,
      Duration bodyTimeout,
      BooleanSupplier ready,
      LongSupplier wallMillis,
      LongSupplier nanos) {}

  Collector(Shared shared, Context context) {
    this.shared = shared;
    this.context = context;
  }

  /** Takes what one request brings. */
  void collect(HttpServerRequest request, Protocol protocol) {
    Cors.allow(request);
    var client = shared.proxies().client(peer(request), forwardedFor(request));
    var body =
        new BodyReading(
            this, request, protocol, client, shared.inFlight(), shared.nanos().getAsLong());
    try {
      admit(request, protocol, client);
    } catch (ProblemException e) {
      body.refuse(e);
    }
    reading.add(body);
    body.start();
  }

  /** Lets a request for figures in, as it would one with events; else answers it. */
  boolean admits(HttpServerRequest request) {
    try {
      if (!shared.ready().getAsBoolean()) {
        throw ProblemException.passing(
            Problem.STARTING, "the sites are not known yet; come again", RETRY_SECONDS);
      }
      limitClient(shared.proxies().client(peer(request), forwardedFor(request)));
      return true;
    } catch (ProblemException e) {
      Answers.problem(request, e);
      return false;
    }
  }

  /** Ends what has taken too long; to be called from time to time. */
  void endSlowBodies() {
    var oldestNanos = shared.nanos().getAsLong() - shared.bodyTimeout().toNanos();
    var slow = new ArrayList<BodyReading>();
    for (var body : reading) {
      if (body.startNanos() > oldestNanos) {
        break;
      }
      slow.add(body);
    }
    for (var body : slow) {
      body.giveUp(
          new ProblemException(
              Problem.BODY_TIMEOUT,
              "body: not whole after " + shared.bodyTimeout() + " (expected: within that)"));
    }
  }

  /** The body is in. */
  void received(BodyReading body, byte[] bytes) {
    reading.remove(body);
    var request = body.request();
    var client = body.client();
    var hints = hints(request, client);
    var sender =
        new Sender(
            header(request, HttpHeaders.ORIGIN),
            header(request, HttpHeaders.AUTHORIZATION),
            client.number() + "\0" + hints.userAgent(),
            hints,
            client);
    var asked =
        new Protocol.Request(
            String.valueOf(request.path()),
            request.query() == null ? "" : request.query(),
            name -> header(request, name),
            shared.wallMillis().getAsLong());
    var packed = packed(request, bytes);
    if (!packed && bytes.length <= ON_LOOP_BYTES_MAX && isQuick(body, sender)) {
      take(body, bytes, false, sender, asked);
      return;
    }
    try {
      shared.worker().execute(() -> take(body, bytes, packed, sender, asked));
    } catch (RejectedExecutionException e) {
      answer(
          body,
          ProblemException.passing(
              Problem.OVERLOADED, "too many bodies at once; come again later", 1));
    }
  }

  /** Whether nothing in it can take long: the first look at a user agent takes milliseconds. */
  private boolean isQuick(BodyReading body, Sender sender) {
    return body.protocol().namesItsType()
        && (!sender.authorization().isEmpty()
            || shared.knownAgent().test(sender.hints().userAgent()));
  }

  /** On this loop or on a thread that works for it. */
  private void take(
      BodyReading body, byte[] bytes, boolean packed, Sender sender, Protocol.Request asked) {
    try {
      var json = bytes;
      if (packed) {
        json = Unpacking.gunzip(bytes);
        body.reserve(json.length);
      }
      var read = body.protocol().read(json, asked);
      var batch = shared.intake().take(read.body(), read.bytes(), sender, asked.receivedAtMillis());
      body.reserve(batch.bytes());
      shared
          .publisher()
          .publish(
              batch.records(),
              failure -> context.runOnContext(_ -> published(body, batch, failure)));
    } catch (ProblemException e) {
      context.runOnContext(_ -> refused(body, e));
    } catch (RuntimeException e) {
      LOG.error("a body could not be handled", Traces.of(e));
      context.runOnContext(
          _ ->
              answer(
                  body,
                  ProblemException.passing(
                      Problem.INTERNAL_ERROR, "the intake's log says more", RETRY_SECONDS)));
    }
  }

  /** The body will not be whole: the sender has gone. */
  void lost(BodyReading body) {
    reading.remove(body);
  }

  /** The body was refused without a look at it. */
  void refusedUnread(BodyReading body, ProblemException problem) {
    reading.remove(body);
    answer(body, problem);
  }

  private void admit(HttpServerRequest request, Protocol protocol, Client client)
      throws ProblemException {
    if (!shared.ready().getAsBoolean()) {
      throw ProblemException.passing(
          Problem.STARTING, "the sites are not known yet; come again", RETRY_SECONDS);
    }
    if (header(request, HttpHeaders.AUTHORIZATION).isEmpty() || !protocol.namesItsType()) {
      limitClient(client);
    }
    if (!protocol.namesItsType()) {
      return;
    }
    var type = header(request, HttpHeaders.CONTENT_TYPE);
    if (!isTaken(type)) {
      throw new ProblemException(
          Problem.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type: "
              + Refusal.shown(type)
              + " (expected: application/json or text/plain, in UTF-8)");
    }
    var encoding = header(request, HttpHeaders.CONTENT_ENCODING).toLowerCase(Locale.ROOT);
    if (!encoding.isEmpty() && !encoding.equals("gzip") && !encoding.equals("identity")) {
      throw new ProblemException(
          Problem.UNSUPPORTED_MEDIA_TYPE,
          "Content-Encoding: " + Refusal.shown(encoding) + " (expected: gzip or none)");
    }
  }

  private void limitClient(Client client) throws ProblemException {
    var waitSeconds = clientWaitSeconds(client);
    if (waitSeconds > 0) {
      throw ProblemException.passing(
          Problem.TOO_MANY_REQUESTS,
          "this address sends more requests than it may; come again later",
          waitSeconds);
    }
  }

  private static Hints hints(HttpServerRequest request, Client client) {
    return new Hints(
        header(request, HttpHeaders.USER_AGENT),
        header(request, BRANDS),
        header(request, MOBILE),
        header(request, PLATFORM),
        header(request, HttpHeaders.ACCEPT_LANGUAGE),
        country(request),
        client.address(),
        true,
        false);
  }

  private static String country(HttpServerRequest request) {
    for (var name : COUNTRIES) {
      var country = header(request, name);
      if (!country.isEmpty()) {
        return country;
      }
    }
    return "";
  }

  private static String peer(HttpServerRequest request) {
    var peer = request.remoteAddress();
    return peer == null ? "" : peer.hostAddress();
  }

  private static String forwardedFor(HttpServerRequest request) {
    return request.getHeader(FORWARDED_FOR) == null
        ? ""
        : String.join(",", request.headers().getAll(FORWARDED_FOR));
  }

  private int clientWaitSeconds(Client client) {
    return client.known()
        ? shared.clients().take(client.number(), 1, shared.nanos().getAsLong())
        : 0;
  }

  /** A beacon's text is JSON too. No type at all is what a beacon of raw bytes has. */
  private static boolean isTaken(String contentType) {
    if (contentType.isEmpty()) {
      return true;
    }
    var type = contentType.toLowerCase(Locale.ROOT);
    var end = type.indexOf(';');
    var name = (end < 0 ? type : type.substring(0, end)).strip();
    var charset = type.indexOf("charset=");
    return (name.equals("application/json") || name.equals("text/plain"))
        && (charset < 0
            || type.startsWith("utf-8", charset + "charset=".length())
            || type.startsWith("\"utf-8\"", charset + "charset=".length()));
  }

  private static boolean packed(HttpServerRequest request, byte[] bytes) {
    return Unpacking.isGzip(bytes)
        || (bytes.length > 0
            && header(request, HttpHeaders.CONTENT_ENCODING).equalsIgnoreCase("gzip"));
  }

  private static String header(HttpServerRequest request, CharSequence name) {
    var value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private void published(BodyReading body, Batch batch, String failure) {
    if (failure.isEmpty()) {
      for (var rejection : batch.rejected()) {
        shared.metrics().rejected(rejection.refusal().code());
      }
      shared.metrics().accepted(batch.accepted());
      body.protocol().accepted(body.request(), batch);
      ended(body);
    } else {
      LOG.debug("not durable: {}", failure);
      answer(
          body,
          ProblemException.passing(
              Problem.KAFKA_UNAVAILABLE,
              "neither Kafka nor the local spool takes events; send them again, with the same ids",
              AWAY_RETRY_SECONDS));
    }
  }

  private void refused(BodyReading body, ProblemException problem) {
    var letters = shared.letters().kept(problem.letters(), body.client());
    if (letters.isEmpty()) {
      refusedWhole(body, problem);
      return;
    }
    // The refusal stands whether or not its letters can be stored now.
    shared
        .publisher()
        .publish(
            letters.stream().map(Intake::outgoing).toList(),
            failure -> context.runOnContext(_ -> refusedWhole(body, problem)));
  }

  private void refusedWhole(BodyReading body, ProblemException problem) {
    var waitSeconds = problem.problem() == Problem.WRONG_KEY ? clientWaitSeconds(body.client()) : 0;
    answer(
        body,
        waitSeconds == 0
            ? problem
            : ProblemException.passing(
                Problem.TOO_MANY_REQUESTS, "too many wrong keys; come again later", waitSeconds));
  }

  private void answer(BodyReading body, ProblemException problem) {
    shared.metrics().refused(problem.problem());
    body.protocol().refused(body.request(), problem);
    ended(body);
  }

  private void ended(BodyReading body) {
    body.release();
    shared.metrics().answered(shared.nanos().getAsLong() - body.startNanos());
  }
}
