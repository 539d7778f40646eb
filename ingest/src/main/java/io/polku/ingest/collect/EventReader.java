package io.polku.ingest.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.PreviousView;
import io.polku.ingest.enrich.Hints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event of the native protocol. Fields it does not know are skipped, so that a newer
 * tracker can talk to an older intake. One reader reads one event.
 */
final class EventReader {
  private @Nullable String id;
  private @Nullable String name;
  private @Nullable Long timeMillis;
  private @Nullable String visitorId;
  private @Nullable String userId;
  private @Nullable String pv;
  private int seq;
  private @Nullable PreviousView prev;
  private String url = "";
  private String referrer = "";
  private String title = "";
  private @Nullable Context context;
  private Hints hints = Hints.NONE;
  private @Nullable Element element;
  private List<Map<String, String>> items = List.of();
  private @Nullable Double value;
  private String currency = "";
  private @Nullable String channel;
  private Map<String, String> props = Map.of();

  private EventReader() {}

  /**
   * Reads the element of the events array on which the parser stands, and leaves the parser on its
   * last token even when it throws {@link RefusedException}.
   *
   * @throws IOException when the JSON itself is broken
   */
  static SentEvent read(JsonParser parser) throws IOException, RefusedException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      var shown = Scalars.shown(parser);
      parser.skipChildren();
      throw new RefusedException(RejectionCode.INVALID_EVENT, "event", shown, "an object");
    }
    var depth = parser.getParsingContext().getNestingDepth();
    var reader = new EventReader();
    try {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var field = parser.currentName();
        parser.nextToken();
        reader.field(field, parser);
      }
      return reader.event();
    } catch (RefusedException e) {
      throw e.of(reader.visitorOfRest(parser, depth));
    }
  }

  /**
   * Goes on to the end of an event that is refused, whose dead letter has to be found by its
   * visitor; null where none is named.
   */
  private @Nullable String visitorOfRest(JsonParser parser, int depth) throws IOException {
    while (parser.getParsingContext().getNestingDepth() >= depth) {
      var named =
          parser.nextToken() == JsonToken.FIELD_NAME
              && parser.getParsingContext().getNestingDepth() == depth
              && parser.currentName().equals("visitor_id");
      if (named && parser.nextToken() == JsonToken.VALUE_STRING) {
        visitorId = parser.getText();
      }
    }
    return visitorId;
  }

  /** What a sender says of circumstances. */
  record Said(Context context, Hints hints) {
    static final Said NOTHING = new Said(Context.NONE, Hints.NONE);
  }

  /** Reads a context object; null counts as an empty one. */
  static Said context(JsonParser parser) throws IOException, RefusedException {
    var words = new HashMap<String, String>();
    var automated = false;
    if (!enters(parser, RejectionCode.INVALID_CONTEXT, "context")) {
      return Said.NOTHING;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "device",
            "browser",
            "os",
            "country",
            "language",
            "referrer_host",
            "utm_source",
            "utm_medium",
            "utm_campaign",
            "time_zone",
            "tracker",
            "consent",
            "ip" ->
            words.put(field, contextWord(parser, "context." + field));
        case "user_agent" ->
            words.put(
                field,
                Scalars.textOrEmpty(parser, RejectionCode.INVALID_CONTEXT, "context." + field));
        case "webdriver" -> automated = parser.currentToken() == JsonToken.VALUE_TRUE;
        default -> parser.skipChildren();
      }
    }
    var context =
        new Context(
            words.getOrDefault("device", ""),
            words.getOrDefault("browser", ""),
            words.getOrDefault("os", ""),
            words.getOrDefault("country", ""),
            words.getOrDefault("language", ""),
            words.getOrDefault("referrer_host", ""),
            words.getOrDefault("utm_source", ""),
            words.getOrDefault("utm_medium", ""),
            words.getOrDefault("utm_campaign", ""),
            "",
            "",
            "",
            "",
            words.getOrDefault("time_zone", ""),
            words.getOrDefault("tracker", ""),
            "",
            words.getOrDefault("consent", ""));
    var hints =
        new Hints(
            words.getOrDefault("user_agent", ""),
            "",
            "",
            "",
            "",
            "",
            words.getOrDefault("ip", ""),
            false,
            automated);
    return new Said(context, hints);
  }

  private void field(String field, JsonParser parser) throws IOException, RefusedException {
    switch (field) {
      case "id" -> id = Scalars.exactText(parser, RejectionCode.INVALID_ID, field);
      case "name" -> name = Scalars.exactText(parser, RejectionCode.INVALID_NAME, field);
      case "time" -> timeMillis = Scalars.timeMillis(parser, field);
      case "visitor_id" -> visitorId = Scalars.exactText(parser, RejectionCode.INVALID_ID, field);
      case "user_id" -> userId = Scalars.exactText(parser, RejectionCode.INVALID_ID, field);
      case "pv" -> pv = Scalars.exactText(parser, RejectionCode.INVALID_ID, field);
      case "seq" -> seq = Scalars.count(parser, RejectionCode.INVALID_SEQ, field);
      case "prev" -> prev = prev(parser);
      case "url" -> url = Scalars.textOrEmpty(parser, RejectionCode.INVALID_URL, field);
      case "referrer" -> referrer = Scalars.textOrEmpty(parser, RejectionCode.INVALID_TEXT, field);
      case "title" -> title = Scalars.textOrEmpty(parser, RejectionCode.INVALID_TEXT, field);
      case "context" -> {
        var said = context(parser);
        context = said.context();
        hints = said.hints();
      }
      case "element" -> element = element(parser);
      case "items" -> items = items(parser);
      case "value" -> value = Scalars.number(parser, RejectionCode.INVALID_VALUE, field);
      case "currency" ->
          currency = Scalars.textOrEmpty(parser, RejectionCode.INVALID_CURRENCY, field);
      case "channel" -> channel = Scalars.text(parser, RejectionCode.INVALID_CHANNEL, field);
      case "props" -> props = props(parser);
      default -> parser.skipChildren();
    }
  }

  private SentEvent event() {
    return new SentEvent(
        id,
        name,
        timeMillis,
        visitorId,
        userId,
        pv,
        seq,
        prev,
        url,
        referrer,
        title,
        context,
        hints,
        element,
        items,
        value,
        currency,
        channel,
        props);
  }

  private static String contextWord(JsonParser parser, String field)
      throws IOException, RefusedException {
    var word = Scalars.textOrEmpty(parser, RejectionCode.INVALID_CONTEXT, field);
    if (word.length() > Limits.CONTEXT_CHARS_MAX) {
      throw new RefusedException(
          RejectionCode.INVALID_CONTEXT,
          field,
          word,
          "at most " + Limits.CONTEXT_CHARS_MAX + " characters");
    }
    return word;
  }

  private static @Nullable PreviousView prev(JsonParser parser)
      throws IOException, RefusedException {
    if (!enters(parser, RejectionCode.INVALID_PREV, "prev")) {
      return null;
    }
    String pv = null;
    var seq = 0;
    var url = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "pv" -> pv = Scalars.exactText(parser, RejectionCode.INVALID_PREV, "prev.pv");
        case "seq" -> seq = Scalars.count(parser, RejectionCode.INVALID_PREV, "prev.seq");
        case "url" -> url = Scalars.textOrEmpty(parser, RejectionCode.INVALID_PREV, "prev.url");
        default -> parser.skipChildren();
      }
    }
    return pv == null || pv.isEmpty() ? null : new PreviousView(pv, seq, url);
  }

  private static @Nullable Element element(JsonParser parser) throws IOException, RefusedException {
    if (!enters(parser, RejectionCode.INVALID_ELEMENT, "element")) {
      return null;
    }
    var parts = new HashMap<String, String>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "tag", "id", "text", "href", "selector", "link" ->
            parts.put(
                field,
                Scalars.textOrEmpty(parser, RejectionCode.INVALID_ELEMENT, "element." + field));
        default -> parser.skipChildren();
      }
    }
    return new Element(
        parts.getOrDefault("tag", ""),
        parts.getOrDefault("id", ""),
        parts.getOrDefault("text", ""),
        parts.getOrDefault("href", ""),
        parts.getOrDefault("selector", ""),
        parts.getOrDefault("link", ""));
  }

  private static List<Map<String, String>> items(JsonParser parser)
      throws IOException, RefusedException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new RefusedException(
          RejectionCode.INVALID_ITEM, "items", Scalars.shown(parser), "a list of objects");
    }
    var items = new ArrayList<Map<String, String>>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      var owner = "items[" + items.size() + "]";
      if (items.size() == Limits.ITEMS_MAX) {
        throw new RefusedException(
            RejectionCode.TOO_MANY_ITEMS,
            "items",
            "more than " + Limits.ITEMS_MAX,
            "at most " + Limits.ITEMS_MAX);
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new RefusedException(
            RejectionCode.INVALID_ITEM, owner, Scalars.shown(parser), "an object");
      }
      items.add(
          scalars(
              parser,
              RejectionCode.INVALID_ITEM,
              owner,
              Limits.ITEM_FIELDS_MAX,
              RejectionCode.INVALID_ITEM));
    }
    return items;
  }

  private static Map<String, String> props(JsonParser parser) throws IOException, RefusedException {
    return enters(parser, RejectionCode.INVALID_PROPERTY, "props")
        ? scalars(
            parser,
            RejectionCode.INVALID_PROPERTY,
            "props",
            Limits.PROPERTIES_MAX,
            RejectionCode.TOO_MANY_PROPERTIES)
        : Map.of();
  }

  private static Map<String, String> scalars(
      JsonParser parser, RejectionCode code, String owner, int countMax, RejectionCode tooMany)
      throws IOException, RefusedException {
    var map = new HashMap<String, String>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      Scalars.into(map, name, parser, code, owner);
      if (map.size() > countMax) {
        throw new RefusedException(tooMany, owner, "more than " + countMax, "at most " + countMax);
      }
    }
    return map;
  }

  /** Whether an object begins here; false where null stands instead. */
  private static boolean enters(JsonParser parser, RejectionCode code, String field)
      throws IOException, RefusedException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> true;
      case VALUE_NULL -> false;
      default -> throw new RefusedException(code, field, Scalars.shown(parser), "an object");
    };
  }
}
