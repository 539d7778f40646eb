package io.polku.contract.event;

import io.polku.contract.Names;
import io.polku.contract.VisitorKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something a visitor did, validated and enriched: the record of {@code polku.events.v1}.
 *
 * <p>Events of one visitor are ordered by {@link #ORDER}; arrival order never changes an answer.
 * Absent text is {@code ""} (not null), except where noted.
 *
 * @param id made by the sender, unique per site and visitor; at most {@link Names#ID_BYTES_MAX}
 *     bytes
 * @param site name of the site
 * @param visitorId who did it
 * @param userId the site's own name for a logged-in visitor, or ""
 * @param timeMillis when it happened, epoch milliseconds, corrected for a sender's wrong clock
 * @param senderTimeMillis when it happened by the sender's own clock
 * @param receivedAtMillis when the intake got it, by the intake's clock
 * @param seq counts up within the page view; breaks ties of {@code timeMillis}; at least 0
 * @param name what was done, 1 to 100 characters
 * @param pv id of the page view it belongs to, or ""
 * @param prev on page views the one before it in the same tab; null where that is not known
 * @param page where it happened
 * @param context on what and from where
 * @param element what was clicked; null unless something was
 * @param items GA4 items, each a map of GA4 item field (such as {@code item_id}) to text
 * @param value worth in {@code currency}, or null
 * @param currency ISO 4217 code, or ""
 * @param channel web, app, store, phone, chat or email
 * @param props everything else, scalars as text (see {@code ScalarText})
 * @param botReasons signals that it came from a bot, as words such as {@code headless}; empty for a
 *     person's as far as one can tell
 * @param republished whether it came from the local spool after Kafka returned
 */
public record Event(
    String id,
    String site,
    String visitorId,
    String userId,
    long timeMillis,
    long senderTimeMillis,
    long receivedAtMillis,
    int seq,
    String name,
    String pv,
    @Nullable PreviousView prev,
    Page page,
    Context context,
    @Nullable Element element,
    List<Map<String, String>> items,
    @Nullable Double value,
    String currency,
    Channel channel,
    Map<String, String> props,
    List<String> botReasons,
    boolean republished) {

  /**
   * By time, then {@code seq}, then id: the one order of a visitor's events. Ids compare by their
   * UTF-8 bytes, as they do in ClickHouse.
   */
  public static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::timeMillis)
          .thenComparingInt(Event::seq)
          .thenComparing(Event::id, Event::compareBytes);

  /** Absent parts become empty ones; collections are copied. */
  public Event {
    userId = orEmpty(userId);
    pv = orEmpty(pv);
    page = page == null ? Page.NONE : page;
    context = context == null ? Context.NONE : context;
    items = items == null || items.isEmpty() ? List.of() : items.stream().map(Map::copyOf).toList();
    currency = orEmpty(currency);
    channel = channel == null ? Channel.WEB : channel;
    props = props == null ? Map.of() : Map.copyOf(props);
    botReasons = botReasons == null ? List.of() : List.copyOf(botReasons);
    if (!Names.isSite(site)) {
      throw new IllegalArgumentException("site: " + site + " (expected: 1 to 40 of a-z 0-9 -)");
    }
    if (!Names.isEventName(name)) {
      throw new IllegalArgumentException("name: " + name + " (expected: 1 to 100 characters)");
    }
    if (seq < 0) {
      throw new IllegalArgumentException("seq: " + seq + " (expected: >= 0)");
    }
  }

  /** The record key under which it lies in Kafka. */
  public VisitorKey key() {
    return new VisitorKey(site, visitorId);
  }

  /** The same event under another id. */
  public Event withId(String otherId) {
    return new Event(
        otherId,
        site,
        visitorId,
        userId,
        timeMillis,
        senderTimeMillis,
        receivedAtMillis,
        seq,
        name,
        pv,
        prev,
        page,
        context,
        element,
        items,
        value,
        currency,
        channel,
        props,
        botReasons,
        republished);
  }

  /** The same event, received at another time. */
  public Event withReceivedAt(long otherReceivedAtMillis) {
    return new Event(
        id,
        site,
        visitorId,
        userId,
        timeMillis,
        senderTimeMillis,
        otherReceivedAtMillis,
        seq,
        name,
        pv,
        prev,
        page,
        context,
        element,
        items,
        value,
        currency,
        channel,
        props,
        botReasons,
        republished);
  }

  /** The same event with other properties. */
  public Event withProps(Map<String, String> otherProps) {
    return new Event(
        id,
        site,
        visitorId,
        userId,
        timeMillis,
        senderTimeMillis,
        receivedAtMillis,
        seq,
        name,
        pv,
        prev,
        page,
        context,
        element,
        items,
        value,
        currency,
        channel,
        otherProps,
        botReasons,
        republished);
  }

  /** The same event, come from the local spool. */
  public Event asRepublished() {
    return new Event(
        id,
        site,
        visitorId,
        userId,
        timeMillis,
        senderTimeMillis,
        receivedAtMillis,
        seq,
        name,
        pv,
        prev,
        page,
        context,
        element,
        items,
        value,
        currency,
        channel,
        props,
        botReasons,
        true);
  }

  private static int compareBytes(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
