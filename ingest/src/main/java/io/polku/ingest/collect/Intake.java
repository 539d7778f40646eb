package io.polku.ingest.collect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.polku.contract.Names;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Rejected;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.ingest.collect.Batch.Rejection;
import io.polku.ingest.collect.SentBody.Entry;
import io.polku.ingest.collect.Verdict.Accepted;
import io.polku.ingest.collect.Verdict.Refused;
import io.polku.ingest.enrich.Hints;
import io.polku.ingest.publish.Outgoing;
import io.polku.service.catalog.ServerKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * From the bytes of a body to records: reads, admits the sender, judges each event. Thread-safe.
 */
final class Intake {
  private static final String BEARER = "Bearer ";
  private static final String ANY_ORIGIN = "*";
  private static final int CONTINUATION_MASK = 0xC0;
  private static final int CONTINUATION = 0x80;
  private static final ObjectWriter EVENT = Json.mapper().writerFor(Event.class);
  private static final ObjectWriter LETTER = Json.mapper().writerFor(Rejected.class);

  private final Function<String, Optional<Site>> sites;
  private final EventRules rules;
  private final EventRate rate;
  private final Predicate<VisitorKey> erased;

  /** How many events a site's browsers may send, and one client; see {@link RateLimit#take}. */
  interface EventRate {
    int take(String site, TrustedProxies.Client from, int events);
  }

  /**
   * Who sends.
   *
   * @param origin the {@code Origin} header, or ""
   * @param authorization the {@code Authorization} header, or ""
   * @param client what tells clients apart: address and user agent; never stored
   * @param hints what the request shows of who sent it
   * @param from the address it comes from
   */
  record Sender(
      String origin, String authorization, String client, Hints hints, TrustedProxies.Client from) {
    /** A sender whose address is not known. */
    Sender(String origin, String authorization, String client, Hints hints) {
      this(origin, authorization, client, hints, TrustedProxies.Client.UNKNOWN);
    }

    /** A sender of whom no more is known. */
    Sender(String origin, String authorization) {
      this(origin, authorization, "", Hints.NONE);
    }
  }

  /** An intake that knows of nobody who is erased. */
  Intake(Function<String, Optional<Site>> sites, EventRules rules, EventRate rate) {
    this(sites, rules, rate, _ -> false);
  }

  /**
   * @param erased visitors of whom nothing is taken, and nothing is kept that is not taken
   */
  Intake(
      Function<String, Optional<Site>> sites,
      EventRules rules,
      EventRate rate,
      Predicate<VisitorKey> erased) {
    this.sites = sites;
    this.rules = rules;
    this.rate = rate;
    this.erased = erased;
  }

  /**
   * Takes a body.
   *
   * @throws ProblemException when it is not taken at all
   */
  Batch take(byte[] bytes, Sender sender, long receivedAtMillis) throws ProblemException {
    return take(BodyDecoder.decode(bytes), bytes, sender, receivedAtMillis);
  }

  /**
   * Takes a body that was read.
   *
   * @param bytes what the places of its events refer to
   * @throws ProblemException when it is not taken at all
   */
  Batch take(SentBody body, byte[] bytes, Sender sender, long receivedAtMillis)
      throws ProblemException {
    var site =
        sites
            .apply(body.site())
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.UNKNOWN_SITE,
                        "site: " + body.site() + " (expected: a site that was made here before)"));
    var trusted = admit(site, sender, body, bytes, receivedAtMillis);
    if (!trusted) {
      limit(site, sender.from(), body, bytes, receivedAtMillis);
    }
    return batch(
        new Sending(
            site, body, trusted, hints(sender, body, trusted), sender.client(), receivedAtMillis),
        bytes);
  }

  /**
   * A server's request says nothing of the visitor; a library of another product may run on one.
   */
  private static Hints hints(Sender sender, SentBody body, boolean trusted) {
    var browser =
        !body.foreign()
            || !sender.origin().isEmpty()
            || sender.hints().userAgent().startsWith("Mozilla/");
    return trusted || !browser ? Hints.NONE : sender.hints();
  }

  /** Whether the sender holds the server key; a sender without any right does not come through. */
  private boolean admit(
      Site site, Sender sender, SentBody body, byte[] bytes, long receivedAtMillis)
      throws ProblemException {
    var authorization =
        body.foreign()
            ? (body.serverKey().isEmpty() ? "" : BEARER + body.serverKey())
            : sender.authorization();
    if (!authorization.isEmpty()) {
      var bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
      if (!bearer || !ServerKeys.matches(site, authorization.substring(BEARER.length()).strip())) {
        throw refusedWhole(
            Problem.WRONG_KEY,
            "Authorization: not the server key of " + site.site() + " (expected: Bearer <key>)",
            body,
            bytes,
            receivedAtMillis);
      }
      return true;
    }
    var origins = site.origins();
    if (origins.contains(ANY_ORIGIN)) {
      return false;
    }
    if (sender.origin().isEmpty() && body.foreign() && !origins.isEmpty()) {
      // Browsers name their origin; what does not is a server's library, with the public key.
      return false;
    }
    if (sender.origin().isEmpty()) {
      throw refusedWhole(
          Problem.ORIGIN_NOT_ALLOWED,
          "Origin: missing (expected: one of the site's, or a server key in Authorization)",
          body,
          bytes,
          receivedAtMillis);
    }
    if (!allows(site, sender.origin())) {
      throw refusedWhole(
          Problem.ORIGIN_NOT_ALLOWED,
          "Origin: " + Refusal.shown(sender.origin()) + " (expected: " + expected(origins) + ")",
          body,
          bytes,
          receivedAtMillis);
    }
    return false;
  }

  /** Whether pages of that origin are the site's. */
  static boolean allows(Site site, String origin) {
    return site.origins().stream()
        .anyMatch(allowed -> allowed.equals(ANY_ORIGIN) || sameOrigin(allowed, origin));
  }

  private static String expected(List<String> origins) {
    return origins.isEmpty()
        ? "none, the site takes events with its server key only"
        : Refusal.shown(String.join(", ", origins));
  }

  private static boolean sameOrigin(String allowed, String origin) {
    var end = allowed.endsWith("/") ? allowed.length() - 1 : allowed.length();
    return origin.length() == end && origin.regionMatches(true, 0, allowed, 0, end);
  }

  private void limit(
      Site site, TrustedProxies.Client from, SentBody body, byte[] bytes, long receivedAtMillis)
      throws ProblemException {
    var events = body.events().size();
    if (events > Limits.EVENTS_MAX && !body.foreign()) {
      throw refusedWhole(
          Problem.TOO_MANY_EVENTS,
          "events: "
              + events
              + " (expected: at most "
              + Limits.EVENTS_MAX
              + " without the server key)",
          body,
          bytes,
          receivedAtMillis);
    }
    var waitSeconds = rate.take(site.site(), from, events);
    if (waitSeconds > 0) {
      throw ProblemException.passing(
          Problem.TOO_MANY_REQUESTS,
          "more events of site "
              + site.site()
              + ", or from this address, than may come; come again later",
          waitSeconds);
    }
  }

  private Batch batch(Sending sending, byte[] bytes) {
    var entries = sending.body().events();
    var records = new ArrayList<Outgoing>(entries.size());
    var rejected = new ArrayList<Rejection>(0);
    for (var index = 0; index < entries.size(); index++) {
      var entry = entries.get(index);
      switch (published(entry, sending)) {
        case Published(var outgoing) -> records.add(outgoing);
        case NotPublished(var refusal) -> {
          rejected.add(new Rejection(index, refusal));
          records.add(
              outgoing(
                  letter(
                      sending.body(),
                      refusal.code().word(),
                      refusal.message(),
                      entry,
                      bytes,
                      sending.receivedAtMillis())));
        }
      }
    }
    return new Batch(records, entries.size() - rejected.size(), rejected);
  }

  private sealed interface Outcome {}

  private record Published(Outgoing outgoing) implements Outcome {}

  private record NotPublished(Refusal refusal) implements Outcome {}

  private Outcome published(Entry entry, Sending sending) {
    return switch (entry) {
      case SentBody.NoEvent none -> new NotPublished(none.refusal());
      case SentBody.Event sent ->
          switch (rules.judge(sent.event(), sending)) {
            case Refused(var refusal) -> new NotPublished(refusal);
            case Accepted(var event) when erased.test(event.key()) ->
                new NotPublished(
                    Refusal.of(
                        RejectionCode.VISITOR_ERASED,
                        "visitor_id",
                        "of an erased visitor",
                        "another visitor"));
            case Accepted(var event) -> {
              var value = bytes(EVENT, event);
              yield value.length > Limits.EVENT_BYTES_MAX
                  ? new NotPublished(
                      Refusal.of(
                          RejectionCode.EVENT_TOO_LARGE,
                          "event",
                          value.length + " bytes",
                          "at most " + Limits.EVENT_BYTES_MAX))
                  : new Published(new Outgoing(Topics.EVENTS, event.key().toBytes(), value));
            }
          };
    };
  }

  /** Refuses every event of a body whose site is known. */
  private ProblemException refusedWhole(
      Problem problem, String detail, SentBody body, byte[] bytes, long receivedAtMillis) {
    var letters =
        body.events().stream()
            .map(entry -> letter(body, problem.word(), detail, entry, bytes, receivedAtMillis))
            .toList();
    return ProblemException.withLetters(problem, detail, letters);
  }

  static Outgoing outgoing(Rejected letter) {
    return new Outgoing(
        Topics.REJECTED, letter.site().getBytes(StandardCharsets.UTF_8), bytes(LETTER, letter));
  }

  private Rejected letter(
      SentBody body,
      String code,
      String message,
      Entry entry,
      byte[] bytes,
      long receivedAtMillis) {
    var visitor = visitorOf(body, entry);
    if (code.equals(RejectionCode.VISITOR_ERASED.word())) {
      return new Rejected(body.site(), code, message, receivedAtMillis, "");
    }
    if (!visitor.isEmpty() && erased.test(new VisitorKey(body.site(), visitor))) {
      // Whatever is wrong with the event, nothing of it is kept.
      return new Rejected(body.site(), code, "of an erased visitor", receivedAtMillis, "");
    }
    return new Rejected(
        body.site(), code, message, receivedAtMillis, original(entry, bytes), visitor);
  }

  /** As far as the body says it, or "". */
  private static String visitorOf(SentBody body, Entry entry) {
    var ofEvent =
        switch (entry) {
          case SentBody.Event sent -> sent.event().visitorId();
          case SentBody.NoEvent none -> none.visitorId();
        };
    var visitor = ofEvent == null || ofEvent.isEmpty() ? body.visitorId() : ofEvent;
    return visitor != null && Names.isId(visitor) ? visitor : "";
  }

  private static String original(Entry entry, byte[] bytes) {
    var to = Math.min(entry.to(), entry.from() + Limits.ORIGINAL_BYTES_MAX);
    // Not within a character.
    while (to < entry.to() && (bytes[to] & CONTINUATION_MASK) == CONTINUATION) {
      to--;
    }
    return new String(bytes, entry.from(), to - entry.from(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checked event cannot fail to be written", e);
    }
  }
}
