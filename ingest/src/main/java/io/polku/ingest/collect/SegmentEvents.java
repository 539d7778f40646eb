package io.polku.ingest.collect;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.ingest.collect.ForeignJson.Flat;
import io.polku.ingest.enrich.Address;
import io.polku.ingest.enrich.Hints;
import io.polku.ingest.enrich.Text;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events of Segment's tracking API by Polku's names.
 *
 * @see <a href="https://segment.com/docs/connections/spec/ecommerce/v2/">E-commerce events</a>
 */
final class SegmentEvents {
  private static final double MILLIS_MAX = 1e15;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("products searched", "search"),
          entry("product list viewed", "view_item_list"),
          entry("promotion viewed", "view_promotion"),
          entry("promotion clicked", "select_promotion"),
          entry("product clicked", "select_item"),
          entry("product viewed", "view_item"),
          entry("product added", "add_to_cart"),
          entry("product removed", "remove_from_cart"),
          entry("product added to wishlist", "add_to_wishlist"),
          entry("product shared", "share"),
          entry("cart viewed", "view_cart"),
          entry("checkout started", "begin_checkout"),
          entry("checkout step viewed", "checkout_step"),
          entry("payment info entered", "add_payment_info"),
          entry("order completed", "purchase"),
          entry("order refunded", "refund"),
          entry("signed up", "sign_up"),
          entry("account created", "sign_up"),
          entry("signed in", "login"),
          entry("logged in", "login"),
          entry("link clicked", "click"),
          entry("element clicked", "click"));

  /** Names of an item's fields by GA4's. */
  private static final Map<String, String> ITEM_FIELDS =
      Map.of(
          "product_id",
          "item_id",
          "name",
          "item_name",
          "brand",
          "item_brand",
          "category",
          "item_category",
          "variant",
          "item_variant",
          "position",
          "index");

  /** Fields of the one product that an event is about, beside those. */
  private static final List<String> ITEM_FIELDS_KEPT = List.of("sku", "price", "quantity");

  private static final Set<String> ONE_PRODUCT =
      Set.of(
          "select_item",
          "view_item",
          "add_to_cart",
          "remove_from_cart",
          "add_to_wishlist",
          "share");

  private final Consumer<String> shortened;

  SegmentEvents(Consumer<String> shortened) {
    this.shortened = shortened;
  }

  /** Whose an event is, or "". */
  static String visitor(JsonNode json) {
    var anonymous = ForeignJson.firstText(json, "anonymousId", "anonymous_id");
    return anonymous.isEmpty() ? ForeignJson.firstText(json, "userId", "user_id") : anonymous;
  }

  /**
   * Reads one event.
   *
   * @param typeOfPath what the path says it is; "" when it says nothing
   * @param place in the batch; orders events of one millisecond
   */
  SentEvent read(
      JsonNode json,
      String typeOfPath,
      int place,
      @Nullable Long sentAtMillis,
      long receivedAtMillis)
      throws RefusedException {
    var said = ForeignJson.text(json, "type");
    var type = said.isEmpty() ? typeOfPath : said;
    var given = ForeignJson.text(json, "event");
    var name = name(type, given);
    var context = json.path("context");
    var properties = json.path(json.has("properties") ? "properties" : "traits");
    var userId = ForeignJson.firstText(json, "userId", "user_id");
    var visitor = visitor(json);
    if (visitor.isEmpty()) {
      throw new RefusedException(
          RejectionCode.MISSING_FIELD, "anonymousId", "missing", "it, or a userId");
    }
    var timestamp = ForeignJson.firstText(json, "timestamp", "originalTimestamp");
    var timeMillis =
        timestamp.isEmpty()
            ? otherwise(sentAtMillis, receivedAtMillis)
            : millis(timestamp, "timestamp");
    var props = new Flat("props", Limits.PROPERTIES_MAX, shortened);
    props.putAll(properties);
    if (type.equals("group") || type.equals("alias")) {
      props.put(
          type.equals("group") ? "group_id" : "previous_id",
          ForeignJson.firstText(json, "groupId", "previousId"));
    }
    var page = page(type, context.path("page"), properties);
    if (type.equals("page")) {
      props.remove("url", "path", "referrer", "search", "title");
    }
    props.putIfAbsent(
        "name", type.equals("page") || type.equals("screen") ? ForeignJson.text(json, "name") : "");
    var element = element(name, properties, props);
    var items = items(name, properties, props);
    var value = ForeignJson.firstNumber(properties, "revenue", "total", "value");
    var currency = currency(ForeignJson.text(properties, "currency"), props);
    props.putIfAbsent(
        "transaction_id",
        name.equals("purchase") || name.equals("refund") ? props.get("order_id") : "");
    if (name.equals("search")) {
      props.rename("query", "search_term");
    }
    var id =
        ForeignIds.of(
            ForeignJson.firstText(json, "messageId", "message_id"),
            visitor,
            type,
            given,
            timestamp.isEmpty() ? Long.toString(receivedAtMillis) + '/' + place : timestamp,
            properties.toString());
    return new SentEvent(
        id,
        name,
        timeMillis,
        ForeignIds.of(visitor, visitor),
        userId.isEmpty() ? null : ForeignIds.of(userId, userId),
        null,
        place,
        null,
        page.url(),
        page.referrer(),
        page.title(),
        context(context),
        hints(context),
        element,
        items,
        value,
        currency,
        channel(context),
        props.map());
  }

  /**
   * Epoch milliseconds of an ISO 8601 text with an offset, or of a number.
   *
   * @throws RefusedException when it is neither
   */
  static long millis(String text, String field) throws RefusedException {
    var number = ForeignJson.number(text);
    if (number != null && Math.abs(number) < MILLIS_MAX) {
      return number.longValue();
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new RefusedException(
          RejectionCode.INVALID_TIME,
          field,
          text,
          "ISO 8601 text such as 2026-11-21T09:30:00.000Z");
    }
  }

  private static long otherwise(@Nullable Long sentAtMillis, long receivedAtMillis) {
    return sentAtMillis == null ? receivedAtMillis : sentAtMillis;
  }

  private static String name(String type, String given) throws RefusedException {
    return switch (type) {
      case "page" -> "page_view";
      case "screen" -> "screen_view";
      case "identify", "group", "alias" -> type;
      case "track" -> NAMES.getOrDefault(given.toLowerCase(Locale.ROOT), given);
      default ->
          throw new RefusedException(
              RejectionCode.INVALID_EVENT,
              "type",
              type.isEmpty() ? "missing" : type,
              "track, page, screen, identify, group or alias");
    };
  }

  private record Where(String url, String referrer, String title) {}

  private Where page(String type, JsonNode page, JsonNode properties) {
    var own = type.equals("page") || type.equals("screen");
    var url = own ? ForeignJson.text(properties, "url") : "";
    var referrer = own ? ForeignJson.text(properties, "referrer") : "";
    var title = own ? ForeignJson.text(properties, "title") : "";
    var address = url.isEmpty() ? ForeignJson.text(page, "url") : url;
    if (!address.isEmpty() && Address.parse(address).isEmpty()) {
      shortened.accept("url");
      address = "";
    }
    return new Where(
        address,
        referrer.isEmpty() ? ForeignJson.text(page, "referrer") : referrer,
        title.isEmpty() ? ForeignJson.text(page, "title") : title);
  }

  private static @Nullable Element element(String name, JsonNode properties, Flat props) {
    if (!name.equals("click") && !name.toLowerCase(Locale.ROOT).contains("click")) {
      return null;
    }
    var href = ForeignJson.firstText(properties, "href", "url");
    var id = ForeignJson.firstText(properties, "link_id", "id");
    var text = ForeignJson.firstText(properties, "text", "label");
    if (href.isEmpty() && id.isEmpty() && text.isEmpty()) {
      return null;
    }
    props.remove("href", "url", "link_id", "id", "text");
    return new Element(href.isEmpty() ? "" : "a", id, text, href, "", "");
  }

  private List<Map<String, String>> items(String name, JsonNode properties, Flat props) {
    var products = properties.path("products");
    var items = new ArrayList<Map<String, String>>();
    if (products.isArray()) {
      props.remove("products");
      for (var product : products) {
        if (items.size() == Limits.ITEMS_MAX) {
          shortened.accept("items");
          break;
        }
        if (product.isObject()) {
          items.add(item(product));
        }
      }
    } else if (ONE_PRODUCT.contains(name)
        && (properties.has("product_id") || properties.has("sku"))) {
      var item = new Flat("items", Limits.ITEM_FIELDS_MAX, shortened);
      for (var field : ITEM_FIELDS.keySet()) {
        item.put(field, properties.path(field));
        props.remove(field);
      }
      for (var field : ITEM_FIELDS_KEPT) {
        item.put(field, properties.path(field));
        props.remove(field);
      }
      items.add(named(item));
    }
    return items;
  }

  private Map<String, String> item(JsonNode product) {
    var item = new Flat("items", Limits.ITEM_FIELDS_MAX, shortened);
    item.putAll(product);
    return named(item);
  }

  private static Map<String, String> named(Flat item) {
    ITEM_FIELDS.forEach(item::rename);
    item.rename("productId", "item_id");
    item.putIfAbsent("item_id", item.get("id").isEmpty() ? item.get("sku") : item.get("id"));
    return item.map();
  }

  /** What is no currency stays a property, and the event. */
  private static String currency(String currency, Flat props) {
    if (!currency.matches("[A-Za-z]{3}")) {
      return "";
    }
    props.remove("currency");
    return currency;
  }

  private static @Nullable String channel(JsonNode context) {
    return context.path("device").path("type").isTextual() ? "app" : null;
  }

  private static Context context(JsonNode context) {
    var campaign = context.path("campaign");
    var country = ForeignJson.text(context.path("location"), "country");
    return new Context(
        "",
        "",
        word(ForeignJson.text(context.path("os"), "name")),
        country.length() == 2 ? country.toUpperCase(Locale.ROOT) : "",
        word(ForeignJson.text(context, "locale")),
        "",
        word(ForeignJson.text(campaign, "source")),
        word(ForeignJson.text(campaign, "medium")),
        word(ForeignJson.text(campaign, "name")),
        word(ForeignJson.text(campaign, "term")),
        word(ForeignJson.text(campaign, "content")),
        "",
        "",
        word(ForeignJson.text(context, "timezone")),
        tracker(context.path("library")),
        "",
        "");
  }

  private static String tracker(JsonNode library) {
    var version = ForeignJson.text(library, "version");
    var name = ForeignJson.text(library, "name");
    return word(version.isEmpty() ? name : name + '/' + version);
  }

  private static Hints hints(JsonNode context) {
    var client = context.path("userAgentData");
    var mobile = client.path("mobile");
    return new Hints(
        ForeignJson.text(context, "userAgent"),
        client.path("brands").isArray() ? client.path("brands").toString() : "",
        mobile.isBoolean() ? (mobile.booleanValue() ? "?1" : "?0") : "",
        ForeignJson.text(client, "platform"),
        "",
        "",
        ForeignJson.text(context, "ip"),
        false,
        false);
  }

  private static String word(String text) {
    return Text.cut(text, Limits.CONTEXT_CHARS_MAX);
  }
}
