package io.polku.ingest.collect;

import io.polku.contract.Names;
import io.polku.contract.event.Channel;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.event.PreviousView;
import io.polku.ingest.collect.Verdict.Accepted;
import io.polku.ingest.collect.Verdict.Refused;
import io.polku.ingest.enrich.Address;
import io.polku.ingest.enrich.DailyVisitors;
import io.polku.ingest.enrich.Enricher;
import io.polku.ingest.enrich.Enricher.Asked;
import io.polku.ingest.enrich.Enricher.Enriched;
import io.polku.ingest.enrich.Text;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges events one by one: each is accepted whole or refused for the first thing that is wrong
 * with it. Texts made by pages and shown to people (titles, referrers, parts of elements) are cut
 * to their limit, and each cut is counted; whatever a figure may rest on is never cut, but refused.
 * A pure function but for that count; thread-safe.
 */
final class EventRules {
  private static final Pattern CURRENCY = Pattern.compile("[A-Za-z]{3}");
  private static final String ID_EXPECTED =
      "1 to " + Names.ID_BYTES_MAX + " bytes without control characters";

  private final Enricher enricher;
  private final DailyVisitors dailyVisitors;
  private final Consumer<String> shortened;

  /**
   * Rules that tell of each text they cut.
   *
   * @param dailyVisitors names the visitors of browsers that store nothing
   * @param shortened called with the name of the field
   */
  EventRules(Enricher enricher, DailyVisitors dailyVisitors, Consumer<String> shortened) {
    this.enricher = enricher;
    this.dailyVisitors = dailyVisitors;
    this.shortened = shortened;
  }

  /** Judges one event of a body. */
  Verdict judge(SentEvent sent, Sending sending) {
    try {
      return new Accepted(accepted(sent, sending));
    } catch (RefusedException e) {
      return new Refused(e.refusal());
    }
  }

  private Event accepted(SentEvent sent, Sending sending) throws RefusedException {
    var body = sending.body();
    var trusted = sending.trusted();
    var id = id("id", required("id", sent.id()));
    var name = name(required("name", sent.name()));
    var senderMillis = required("time", sent.timeMillis());
    var timeMillis =
        TimeRules.corrected(
            senderMillis, sending.correctionMillis(), sending.receivedAtMillis(), trusted);
    var visitor = id("visitor_id", visitor(sent, sending, timeMillis));
    var enriched = enriched(sent, sending, visitor, name);
    return new Event(
        id,
        body.site(),
        visitor,
        optionalId("user_id", user(sent, sending)),
        timeMillis,
        senderMillis,
        sending.receivedAtMillis(),
        sent.seq(),
        name,
        optionalId("pv", sent.pv()),
        prev(sent.prev(), trusted),
        enriched.page(),
        enriched.context(),
        element(sent.element(), trusted),
        sent.items(),
        sent.value(),
        currency(sent.currency()),
        channel(sent.channel() == null ? body.channel() : sent.channel(), trusted),
        sent.props(),
        enriched.botReasons(),
        false);
  }

  private static <T> T required(String field, @Nullable T value) throws RefusedException {
    if (value == null) {
      throw new RefusedException(
          RejectionCode.MISSING_FIELD, field, "missing", "every event has one");
    }
    return value;
  }

  private static String id(String field, String id) throws RefusedException {
    if (!Names.isId(id)) {
      throw new RefusedException(RejectionCode.INVALID_ID, field, id, ID_EXPECTED);
    }
    return id;
  }

  private static String optionalId(String field, @Nullable String id) throws RefusedException {
    return id == null || id.isEmpty() ? "" : id(field, id);
  }

  private static String name(String name) throws RefusedException {
    if (!Names.isEventName(name)) {
      throw new RefusedException(
          RejectionCode.INVALID_NAME,
          "name",
          name.isEmpty() ? "empty" : name,
          "1 to " + Names.EVENT_NAME_CHARS_MAX + " characters, no control characters");
    }
    return name;
  }

  private String visitor(SentEvent sent, Sending sending, long timeMillis) throws RefusedException {
    var ofEvent = sent.visitorId();
    var ofBody = sending.body().visitorId();
    if (sending.body().cookieless() && ofEvent == null && ofBody == null) {
      return dailyVisitors.id(
          sending.body().site(), sending.site().timeZone(), timeMillis, sending.client());
    }
    refuseOtherWithoutKey("visitor_id", ofEvent, ofBody, sending.perEvent());
    return required("visitor_id", ofEvent == null ? ofBody : ofEvent);
  }

  private static @Nullable String user(SentEvent sent, Sending sending) throws RefusedException {
    var ofEvent = sent.userId();
    var ofBody = sending.body().userId();
    refuseOtherWithoutKey("user_id", ofEvent, ofBody, sending.perEvent());
    return ofEvent == null ? ofBody : ofEvent;
  }

  /** A browser has one visitor; to ignore the other one would count the event for the wrong one. */
  private static void refuseOtherWithoutKey(
      String field, @Nullable String ofEvent, @Nullable String ofBody, boolean perEvent)
      throws RefusedException {
    if (!perEvent && ofEvent != null && !ofEvent.equals(ofBody)) {
      throw new RefusedException(
          RejectionCode.SERVER_KEY_NEEDED,
          field + " of an event",
          ofEvent,
          "that of the body, unless sent with the server key");
    }
  }

  private static Context context(SentEvent sent, Sending sending) throws RefusedException {
    var ofEvent = sent.context();
    var ofBody = sending.body().context();
    if (ofEvent == null || ofEvent.equals(Context.NONE)) {
      return ofBody;
    }
    if (!sending.perEvent()) {
      throw new RefusedException(
          RejectionCode.SERVER_KEY_NEEDED,
          "context of an event",
          "an object",
          "one context a body, unless sent with the server key");
    }
    return new Context(
        first(ofEvent.device(), ofBody.device()),
        first(ofEvent.browser(), ofBody.browser()),
        first(ofEvent.os(), ofBody.os()),
        first(ofEvent.country(), ofBody.country()),
        first(ofEvent.language(), ofBody.language()),
        first(ofEvent.referrerHost(), ofBody.referrerHost()),
        first(ofEvent.utmSource(), ofBody.utmSource()),
        first(ofEvent.utmMedium(), ofBody.utmMedium()),
        first(ofEvent.utmCampaign(), ofBody.utmCampaign()),
        first(ofEvent.utmTerm(), ofBody.utmTerm()),
        first(ofEvent.utmContent(), ofBody.utmContent()),
        first(ofEvent.clickId(), ofBody.clickId()),
        first(ofEvent.channelGroup(), ofBody.channelGroup()),
        first(ofEvent.timeZone(), ofBody.timeZone()),
        first(ofEvent.tracker(), ofBody.tracker()),
        first(ofEvent.bot(), ofBody.bot()),
        first(ofEvent.consent(), ofBody.consent()));
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  private Enriched enriched(SentEvent sent, Sending sending, String visitor, String name)
      throws RefusedException {
    var trusted = sending.trusted();
    var said = context(sent, sending);
    var hints = sent.hints().or(sending.body().hints()).or(sending.hints());
    var pageView = name.equals("page_view");
    var title = cut("title", sent.title(), Limits.TITLE_CHARS_MAX);
    var referrer = cut("referrer", sent.referrer(), Limits.LINK_CHARS_MAX);
    var url = sent.url();
    if (url.isEmpty()) {
      return enricher.enrich(
          sending.site(),
          new Asked("", null, title, referrer, said, hints, visitor, pageView),
          trusted);
    }
    var address =
        Address.parse(url)
            .orElseThrow(
                () ->
                    new RefusedException(
                        RejectionCode.INVALID_URL,
                        "url",
                        url,
                        "an absolute address such as https://shop.example/p/42"));
    var enriched =
        enricher.enrich(
            sending.site(),
            new Asked(url, address, title, referrer, said, hints, visitor, pageView),
            trusted);
    var length = enriched.page().url().length();
    if (Text.exceeds(enriched.page().url(), Limits.URL_CHARS_MAX)) {
      throw new RefusedException(
          RejectionCode.INVALID_URL,
          "url",
          length + " characters",
          "at most " + Limits.URL_CHARS_MAX + " after scrubbing");
    }
    return enriched;
  }

  private @Nullable PreviousView prev(@Nullable PreviousView sent, boolean trusted)
      throws RefusedException {
    return sent == null
        ? null
        : new PreviousView(
            id("prev.pv", sent.pv()),
            sent.seq(),
            cut(
                "prev.url",
                trusted ? sent.url() : enricher.scrubbed(sent.url()),
                Limits.LINK_CHARS_MAX));
  }

  private @Nullable Element element(@Nullable Element sent, boolean trusted) {
    if (sent == null) {
      return null;
    }
    var href = trusted ? sent.href() : enricher.scrubbed(sent.href());
    return new Element(
        cut("element.tag", sent.tag().toLowerCase(Locale.ROOT), Limits.KEY_CHARS_MAX),
        cut("element.id", sent.id(), Limits.ELEMENT_CHARS_MAX),
        cut("element.text", sent.text(), Limits.ELEMENT_CHARS_MAX),
        cut("element.href", href, Limits.LINK_CHARS_MAX),
        cut("element.selector", sent.selector(), Limits.ELEMENT_CHARS_MAX),
        cut("element.link", sent.link(), Limits.ELEMENT_CHARS_MAX));
  }

  private String cut(String field, String text, int charsMax) {
    if (Text.exceeds(text, charsMax)) {
      shortened.accept(field);
      return Text.cut(text, charsMax);
    }
    return text;
  }

  private static String currency(String currency) throws RefusedException {
    if (currency.isEmpty()) {
      return "";
    }
    if (!CURRENCY.matcher(currency).matches()) {
      throw new RefusedException(
          RejectionCode.INVALID_CURRENCY,
          "currency",
          currency,
          "three letters of ISO 4217, such as EUR");
    }
    return currency.toUpperCase(Locale.ROOT);
  }

  private static Channel channel(@Nullable String word, boolean trusted) throws RefusedException {
    if (word == null || word.isEmpty()) {
      return Channel.WEB;
    }
    Channel channel;
    try {
      channel = Channel.ofWord(word);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          RejectionCode.INVALID_CHANNEL, "channel", word, "web, app, store, phone, chat or email");
    }
    if (!trusted && channel != Channel.WEB && channel != Channel.APP) {
      throw new RefusedException(
          RejectionCode.SERVER_KEY_NEEDED,
          "channel",
          word,
          "web or app, unless sent with the server key");
    }
    return channel;
  }
}
