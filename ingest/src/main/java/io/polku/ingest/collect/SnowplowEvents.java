package io.polku.ingest.collect;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.ingest.collect.ForeignJson.Flat;
import io.polku.ingest.enrich.Address;
import io.polku.ingest.enrich.Hints;
import io.polku.ingest.enrich.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events of Snowplow's tracker protocol by Polku's names. Schemas are told by vendor and name, not
 * by version.
 *
 * @see <a href="https://docs.snowplow.io/docs/events/going-deeper/http-calls/">The tracker
 *     protocol</a>
 */
final class SnowplowEvents {
  private static final String CORE = "com.snowplowanalytics.snowplow/";
  private static final String SHOP = "com.snowplowanalytics.snowplow.ecommerce/";

  private static final Map<String, String> ACTIONS =
      Map.of(
          "list_view", "view_item_list",
          "list_click", "select_item",
          "product_view", "view_item",
          "promo_view", "view_promotion",
          "promo_click", "select_promotion",
          "transaction", "purchase",
          "transaction_error", "purchase_error");

  private static final Map<String, String> SCHEMAS =
      Map.of(
          CORE + "link_click", "click",
          CORE + "button_click", "click",
          CORE + "site_search", "search",
          CORE + "submit_form", "form_submit",
          CORE + "focus_form", "form_start",
          CORE + "application_error", "js_error",
          CORE + "web_vitals", "web_vital",
          CORE + "screen_view", "screen_view");

  private static final Map<String, String> ITEM_FIELDS =
      Map.of(
          "id", "item_id",
          "name", "item_name",
          "brand", "item_brand",
          "category", "item_category",
          "variant", "item_variant",
          "position", "index");

  private static final Map<String, String> OLD_ITEM_FIELDS =
      Map.of(
          "ti_sk", "item_id",
          "ti_nm", "item_name",
          "ti_ca", "item_category",
          "ti_pr", "price",
          "ti_qu", "quantity");

  private final Consumer<String> shortened;

  SnowplowEvents(Consumer<String> shortened) {
    this.shortened = shortened;
  }

  /** Whose an event is, as far as its own fields say it, or "". */
  static String visitor(Map<String, String> flat) {
    return Stream.of("duid", "nuid", "tnuid", "sid")
        .map(name -> flat.getOrDefault(name, ""))
        .filter(id -> !id.isEmpty())
        .findFirst()
        .orElse("");
  }

  /**
   * Reads one event.
   *
   * @param flat its fields by Snowplow's short names
   * @param anonymous whether the sender asks that no address be used
   */
  SentEvent read(Map<String, String> flat, boolean anonymous, long receivedAtMillis)
      throws RefusedException {
    return new Reading(flat, anonymous, receivedAtMillis).event();
  }

  /** The fields of an event as JSON; texts, numbers and booleans alone can be some. */
  static Map<String, String> flat(JsonNode json) {
    var flat = new HashMap<String, String>();
    json.properties()
        .forEach(
            field -> {
              if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                flat.put(field.getKey(), Text.wellFormed(field.getValue().asText()));
              }
            });
    return flat;
  }

  /** Gathers the parts of one event. */
  private final class Reading {
    private final Map<String, String> flat;
    private final boolean anonymous;
    private final long receivedAtMillis;
    private final Flat props = new Flat("props", Limits.PROPERTIES_MAX, shortened);
    private final List<Map<String, String>> items = new ArrayList<>();
    private String name = "";
    private @Nullable Double value;
    private String currency = "";
    private @Nullable Element element;
    private String sessionUser = "";
    private int eventIndex;
    private boolean automated;

    Reading(Map<String, String> flat, boolean anonymous, long receivedAtMillis) {
      this.flat = flat;
      this.anonymous = anonymous;
      this.receivedAtMillis = receivedAtMillis;
    }

    SentEvent event() throws RefusedException {
      kind();
      contexts();
      if (name.equals("checkout_step")
          && !props.get("step").matches("([2-9]|[1-9][0-9]+)(\\.0+)?")) {
        name = "begin_checkout";
      }
      var visitor = visitor();
      var user = get("uid");
      var created = get("ttm").isEmpty() ? get("dtm") : get("ttm");
      return new SentEvent(
          ForeignIds.of(
              get("eid"),
              visitor,
              get("e"),
              name,
              created.isEmpty() ? Long.toString(receivedAtMillis) : created,
              get("url"),
              props.map().toString()),
          name,
          created.isEmpty() ? receivedAtMillis : millis(created),
          ForeignIds.of(visitor, visitor),
          user.isEmpty() ? null : ForeignIds.of(user, user),
          null,
          eventIndex,
          null,
          url(),
          get("refr"),
          get("page"),
          context(),
          hints(),
          element,
          items,
          value,
          currency.matches("[A-Za-z]{3}") ? currency : "",
          channel(),
          props.map());
    }

    private String get(String field) {
      return flat.getOrDefault(field, "");
    }

    private void kind() throws RefusedException {
      switch (get("e")) {
        case "pv" -> name = "page_view";
        case "pp" -> {
          name = "page_ping";
          copy("pp_mix", "pp_max", "pp_miy", "pp_may");
        }
        case "se" -> {
          name = get("se_ac");
          copy("se_ca", "se_la", "se_pr");
          value = ForeignJson.number(get("se_va"));
        }
        case "tr" -> {
          name = "purchase";
          props.put("transaction_id", get("tr_id"));
          props.put("affiliation", get("tr_af"));
          props.put("tax", get("tr_tx"));
          props.put("shipping", get("tr_sh"));
          value = ForeignJson.number(get("tr_tt"));
          currency = get("tr_cu");
        }
        case "ti" -> {
          name = "transaction_item";
          props.put("transaction_id", get("ti_id"));
          var item = new Flat("items", Limits.ITEM_FIELDS_MAX, shortened);
          OLD_ITEM_FIELDS.forEach((theirs, ours) -> item.put(ours, get(theirs)));
          items.add(item.map());
          currency = get("ti_cu");
        }
        case "ue" -> selfDescribing();
        default ->
            throw new RefusedException(
                RejectionCode.INVALID_EVENT,
                "e",
                get("e").isEmpty() ? "missing" : get("e"),
                "pv, pp, se, ue, tr or ti");
      }
    }

    private void copy(String... fields) {
      for (var field : fields) {
        props.put(field, get(field));
      }
    }

    private void selfDescribing() throws RefusedException {
      var outer = nested("ue_pr", "ue_px").path("data");
      var schema = schema(outer);
      var data = outer.path("data");
      if (schema.isEmpty()) {
        throw new RefusedException(
            RejectionCode.INVALID_EVENT, "ue_pr", outer.toString(), "a schema and its data");
      }
      if (schema.equals(SHOP + "snowplow_ecommerce_action")) {
        var type = ForeignJson.text(data, "type");
        name = ACTIONS.getOrDefault(type, type);
        props.put("list_name", ForeignJson.text(data, "name"));
        return;
      }
      name = SCHEMAS.getOrDefault(schema, schema.substring(schema.indexOf('/') + 1));
      if (schema.equals(CORE + "link_click")) {
        element =
            element(
                "a",
                ForeignJson.text(data, "elementId"),
                data.path("elementClasses"),
                ForeignJson.text(data, "elementContent"),
                ForeignJson.text(data, "targetUrl"));
        props.put("target", ForeignJson.text(data, "elementTarget"));
        return;
      }
      if (schema.equals(CORE + "button_click")) {
        element =
            element(
                "button",
                ForeignJson.text(data, "id"),
                data.path("classes"),
                ForeignJson.text(data, "label"),
                "");
        props.put("name", ForeignJson.text(data, "name"));
        return;
      }
      if (schema.equals(CORE + "site_search")) {
        var terms = new ArrayList<String>();
        data.path("terms").forEach(term -> terms.add(term.asText()));
        props.put("search_term", String.join(" ", terms));
        props.put("results", data.path("totalResults"));
        return;
      }
      props.putAll(data);
    }

    private void contexts() throws RefusedException {
      if (get("co").isEmpty() && get("cx").isEmpty()) {
        return;
      }
      for (var context : nested("co", "cx").path("data")) {
        var schema = schema(context);
        var data = context.path("data");
        switch (schema) {
          case "" -> shortened.accept("contexts");
          case CORE + "web_page" -> props.put("page_view_id", ForeignJson.text(data, "id"));
          case CORE + "client_session" -> session(data);
          case CORE + "browser_context" -> automated = data.path("webdriver").asBoolean(false);
          case SHOP + "product" -> product(data);
          case SHOP + "transaction" -> money(data, "revenue");
          case SHOP + "refund" -> money(data, "refund_amount");
          case SHOP + "cart" -> {
            props.put("cart_id", ForeignJson.text(data, "cart_id"));
            props.put("cart_value", data.path("total_value"));
            currencyIfNone(ForeignJson.text(data, "currency"));
          }
          case SHOP + "checkout_step" -> props.putAll(data);
          case SHOP + "page" -> props.put("page_type", ForeignJson.text(data, "type"));
          default -> unknown(schema.substring(schema.indexOf('/') + 1), data);
        }
      }
    }

    private void session(JsonNode data) {
      sessionUser = ForeignJson.text(data, "userId");
      eventIndex = Math.max(0, data.path("eventIndex").asInt(0));
    }

    private void product(JsonNode data) {
      if (items.size() == Limits.ITEMS_MAX) {
        shortened.accept("items");
        return;
      }
      var item = new Flat("items", Limits.ITEM_FIELDS_MAX, shortened);
      item.putAll(data);
      ITEM_FIELDS.forEach(item::rename);
      items.add(item.map());
      currencyIfNone(ForeignJson.text(data, "currency"));
    }

    private void money(JsonNode data, String amount) {
      value = ForeignJson.firstNumber(data, amount);
      currency = ForeignJson.text(data, "currency");
      data.properties()
          .forEach(
              field -> {
                if (!field.getKey().equals(amount) && !field.getKey().equals("currency")) {
                  props.put(field.getKey(), field.getValue());
                }
              });
    }

    private void currencyIfNone(String other) {
      if (currency.isEmpty()) {
        currency = other;
      }
    }

    private void unknown(String schemaName, JsonNode data) {
      var text = data.toString();
      if (text.length() > Limits.VALUE_CHARS_MAX) {
        shortened.accept("contexts");
      } else {
        props.putIfAbsent(schemaName, text);
      }
    }

    private String visitor() throws RefusedException {
      for (var id : List.of(get("duid"), get("nuid"), get("tnuid"), sessionUser, get("sid"))) {
        if (!id.isEmpty()) {
          return id;
        }
      }
      throw new RefusedException(
          RejectionCode.MISSING_FIELD, "duid", "missing", "it, or nuid, or sid");
    }

    private String url() {
      var url = get("url");
      if (!url.isEmpty() && Address.parse(url).isEmpty()) {
        shortened.accept("url");
        return "";
      }
      return url;
    }

    private String channel() {
      return switch (get("p")) {
        case "mob", "app", "pc", "tv", "cnsl", "iot" -> "app";
        default -> "web";
      };
    }

    private Context context() {
      return new Context(
          "",
          "",
          "",
          "",
          word(get("lang")),
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          word(get("tz")),
          get("tv").isEmpty() ? "snowplow" : word("snowplow/" + get("tv")),
          "",
          "");
    }

    private Hints hints() {
      return new Hints(get("ua"), "", "", "", "", "", anonymous ? "" : get("ip"), false, automated);
    }

    private JsonNode nested(String plain, String packed) throws RefusedException {
      var json = get(plain);
      if (json.isEmpty() && !get(packed).isEmpty()) {
        json = unpacked(packed);
      }
      if (json.length() > 2 * Limits.EVENT_BYTES_MAX) {
        throw new RefusedException(
            RejectionCode.EVENT_TOO_LARGE,
            plain,
            json.length() + " characters",
            "at most " + Limits.EVENT_BYTES_MAX);
      }
      return ForeignJson.nested(json, plain);
    }

    /** Base64 in either alphabet, with or without padding. */
    private String unpacked(String field) throws RefusedException {
      var text = get(field).replace('+', '-').replace(' ', '-').replace('/', '_');
      try {
        return Text.wellFormed(
            new String(
                Base64.getUrlDecoder().decode(text.replaceAll("=+$", "")), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new RefusedException(RejectionCode.INVALID_CONTEXT, field, get(field), "base64");
      }
    }
  }

  private static Element element(
      String tag, String id, JsonNode classes, String text, String href) {
    var selector = new StringBuilder(tag);
    if (!id.isEmpty()) {
      selector.append('#').append(id);
    }
    for (var one : classes) {
      if (selector.length() < Limits.ELEMENT_CHARS_MAX) {
        selector.append('.').append(one.asText());
      }
    }
    return new Element(tag, id, text, href, Text.wellFormed(selector.toString()), "");
  }

  private static long millis(String text) throws RefusedException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new RefusedException(RejectionCode.INVALID_TIME, "dtm", text, "epoch milliseconds");
    }
  }

  /** Vendor and name of {@code iglu:vendor/name/jsonschema/1-0-0}; "" where there are none. */
  private static String schema(JsonNode selfDescribing) {
    var schema = ForeignJson.text(selfDescribing, "schema");
    var start = schema.startsWith("iglu:") ? "iglu:".length() : 0;
    var slash = schema.indexOf('/', start);
    var end = slash < 0 ? -1 : schema.indexOf('/', slash + 1);
    return end < 0 || end == slash + 1 ? "" : schema.substring(start, end);
  }

  private static String word(String text) {
    return Text.cut(text, Limits.CONTEXT_CHARS_MAX);
  }
}
