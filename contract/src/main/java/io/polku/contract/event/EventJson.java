package io.polku.contract.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads events as the shared mapper wrote them, in less than half of its time: the streams and the
 * sink read each event once. An event with a name that is not known here is left to the mapper. Of
 * a name that is there twice the last one counts, except among items and properties, where it is
 * refused.
 */
public final class EventJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Json.DEPTH_MAX).build())
          .build();

  private static final ObjectReader BY_MAPPER =
      Json.mapper().readerFor(Event.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final long MISSING = Long.MIN_VALUE;

  private final JsonParser in;
  private boolean unknown;
  private String id = "";
  private String site = "";
  private String visitorId = "";
  private String userId = "";
  private long timeMillis = MISSING;
  private long senderTimeMillis = MISSING;
  private long receivedAtMillis = MISSING;
  private int seq;
  private String name = "";
  private String pv = "";
  private @Nullable PreviousView prev;
  private Page page = Page.NONE;
  private Context context = Context.NONE;
  private @Nullable Element element;
  private List<Map<String, String>> items = List.of();
  private @Nullable Double value;
  private String currency = "";
  private Channel channel = Channel.WEB;
  private Map<String, String> props = Map.of();
  private List<String> botReasons = List.of();
  private boolean republished;

  private EventJson(JsonParser in) {
    this.in = in;
  }

  /**
   * The event of a JSON object with nothing behind it.
   *
   * @throws IOException when it is not JSON, not an object, or has a value of another kind
   * @throws IllegalArgumentException when a value is impossible or missing
   */
  public static Event read(byte[] json) throws IOException {
    return read(json, 0, json.length);
  }

  /**
   * The event of a JSON object that is a part of the bytes.
   *
   * @throws IOException when it is not JSON, not an object, or has a value of another kind
   * @throws IllegalArgumentException when a value is impossible or missing
   */
  public static Event read(byte[] bytes, int from, int length) throws IOException {
    try (var in = FACTORY.createParser(bytes, from, length)) {
      var read = new EventJson(in);
      var event = read.event();
      if (in.nextToken() != null) {
        throw new JsonParseException(in, "more after the event (expected: nothing)");
      }
      return read.unknown ? BY_MAPPER.readValue(bytes, from, length) : event;
    }
  }

  private Event event() throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw expected("an object");
    }
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      read(field);
    }
    if (id.isEmpty()
        || visitorId.isEmpty()
        || timeMillis == MISSING
        || senderTimeMillis == MISSING
        || receivedAtMillis == MISSING) {
      throw new IllegalArgumentException(
          "event: id '%s', visitor_id '%s', times %d, %d, %d (expected: all of them)"
              .formatted(id, visitorId, timeMillis, senderTimeMillis, receivedAtMillis));
    }
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
        republished);
  }

  private void read(String field) throws IOException {
    switch (field) {
      case "id" -> id = text();
      case "site" -> site = text();
      case "visitor_id" -> visitorId = text();
      case "user_id" -> userId = text();
      case "time_millis" -> timeMillis = whole();
      case "sender_time_millis" -> senderTimeMillis = whole();
      case "received_at_millis" -> receivedAtMillis = whole();
      case "seq" -> seq = Math.toIntExact(whole());
      case "name" -> name = text();
      case "pv" -> pv = text();
      case "prev" -> prev = previous();
      case "page" -> page = page();
      case "context" -> context = context();
      case "element" -> element = element();
      case "items" -> items = items();
      case "value" -> value = real();
      case "currency" -> currency = text();
      case "channel" -> channel = channel();
      case "props" -> props = in.nextToken() == JsonToken.VALUE_NULL ? Map.of() : texts();
      case "bot_reasons" -> botReasons = words();
      case "republished" -> republished = flag();
      default -> skip();
    }
  }

  private @Nullable PreviousView previous() throws IOException {
    if (isNull()) {
      return null;
    }
    var previousPv = "";
    var previousSeq = 0;
    var url = "";
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      switch (field) {
        case "pv" -> previousPv = text();
        case "seq" -> previousSeq = Math.toIntExact(whole());
        case "url" -> url = text();
        default -> skip();
      }
    }
    return new PreviousView(previousPv, previousSeq, url);
  }

  private Page page() throws IOException {
    if (isNull()) {
      return Page.NONE;
    }
    var url = "";
    var host = "";
    var path = "";
    var title = "";
    var referrer = "";
    var pathGroup = "";
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      switch (field) {
        case "url" -> url = text();
        case "host" -> host = text();
        case "path" -> path = text();
        case "title" -> title = text();
        case "referrer" -> referrer = text();
        case "path_group" -> pathGroup = text();
        default -> skip();
      }
    }
    return new Page(url, host, path, title, referrer, pathGroup);
  }

  private Context context() throws IOException {
    if (isNull()) {
      return Context.NONE;
    }
    var device = "";
    var browser = "";
    var os = "";
    var country = "";
    var language = "";
    var referrerHost = "";
    var utmSource = "";
    var utmMedium = "";
    var utmCampaign = "";
    var utmTerm = "";
    var utmContent = "";
    var clickId = "";
    var channelGroup = "";
    var timeZone = "";
    var tracker = "";
    var bot = "";
    var consent = "";
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      switch (field) {
        case "device" -> device = text();
        case "browser" -> browser = text();
        case "os" -> os = text();
        case "country" -> country = text();
        case "language" -> language = text();
        case "referrer_host" -> referrerHost = text();
        case "utm_source" -> utmSource = text();
        case "utm_medium" -> utmMedium = text();
        case "utm_campaign" -> utmCampaign = text();
        case "utm_term" -> utmTerm = text();
        case "utm_content" -> utmContent = text();
        case "click_id" -> clickId = text();
        case "channel_group" -> channelGroup = text();
        case "time_zone" -> timeZone = text();
        case "tracker" -> tracker = text();
        case "bot" -> bot = text();
        case "consent" -> consent = text();
        default -> skip();
      }
    }
    return new Context(
        device,
        browser,
        os,
        country,
        language,
        referrerHost,
        utmSource,
        utmMedium,
        utmCampaign,
        utmTerm,
        utmContent,
        clickId,
        channelGroup,
        timeZone,
        tracker,
        bot,
        consent);
  }

  private @Nullable Element element() throws IOException {
    if (isNull()) {
      return null;
    }
    var tag = "";
    var elementId = "";
    var text = "";
    var href = "";
    var selector = "";
    var link = "";
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      switch (field) {
        case "tag" -> tag = text();
        case "id" -> elementId = text();
        case "text" -> text = text();
        case "href" -> href = text();
        case "selector" -> selector = text();
        case "link" -> link = text();
        default -> skip();
      }
    }
    return new Element(tag, elementId, text, href, selector, link);
  }

  private List<Map<String, String>> items() throws IOException {
    var token = in.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (token != JsonToken.START_ARRAY) {
      throw expected("an array");
    }
    var all = new ArrayList<Map<String, String>>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      all.add(texts());
    }
    return all;
  }

  /** Of the object that has just begun; made as what copying it does not copy again. */
  private Map<String, String> texts() throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw expected("an object");
    }
    var all = new ArrayList<Map.Entry<String, String>>();
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      if (!in.nextToken().isScalarValue() || in.currentToken() == JsonToken.VALUE_NULL) {
        throw expected("text");
      }
      all.add(Map.entry(field, in.getText()));
    }
    return Map.ofEntries(all.toArray(EventJson::entries));
  }

  @SuppressWarnings("unchecked") // There are no arrays of a generic type to be had.
  private static Map.Entry<String, String>[] entries(int length) {
    return (Map.Entry<String, String>[]) new Map.Entry<?, ?>[length];
  }

  private List<String> words() throws IOException {
    var token = in.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (token != JsonToken.START_ARRAY) {
      throw expected("an array");
    }
    var all = new ArrayList<String>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        throw expected("text");
      }
      all.add(in.getText());
    }
    return all;
  }

  private Channel channel() throws IOException {
    var word = in.nextTextValue();
    if (word != null) {
      return Channel.ofWord(word);
    }
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return Channel.WEB;
    }
    throw expected("a channel");
  }

  /** Whether there is null instead of the object that begins. */
  private boolean isNull() throws IOException {
    var token = in.nextToken();
    if (token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
      throw expected("an object");
    }
    return token == JsonToken.VALUE_NULL;
  }

  private String text() throws IOException {
    var text = in.nextTextValue();
    if (text != null) {
      return text;
    }
    var token = in.currentToken();
    if (token == null || !token.isScalarValue()) {
      throw expected("text");
    }
    return token == JsonToken.VALUE_NULL ? "" : in.getText();
  }

  private long whole() throws IOException {
    if (in.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw expected("a whole number");
    }
    return in.getLongValue();
  }

  private @Nullable Double real() throws IOException {
    var token = in.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (!token.isNumeric()) {
      throw expected("a number");
    }
    return in.getDoubleValue();
  }

  private boolean flag() throws IOException {
    if (!in.nextToken().isBoolean()) {
      throw expected("true or false");
    }
    return in.getBooleanValue();
  }

  private void skip() throws IOException {
    unknown = true;
    in.nextToken();
    in.skipChildren();
  }

  private JsonParseException expected(String what) throws IOException {
    return new JsonParseException(
        in, in.currentName() + ": " + in.currentToken() + " (expected: " + what + ")");
  }
}
