package io.polku.streams.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The name of an event. Names that most sites use have a number, so that a state need not spell
 * them. Immutable.
 */
public final class EventName {
  /** The number of a name that has none. */
  public static final int UNNUMBERED = -1;

  private static final List<EventName> NUMBERED = new ArrayList<>();
  private static final Map<String, EventName> BY_TEXT = new HashMap<>();

  static {
    // Numbers are stored: add new names at the end.
    List.of(
            "page_view",
            "click",
            "scroll",
            "link_view",
            "web_vital",
            "view_item",
            "view_item_list",
            "select_item",
            "add_to_cart",
            "remove_from_cart",
            "view_cart",
            "begin_checkout",
            "add_shipping_info",
            "add_payment_info",
            "purchase",
            "refund",
            "search",
            "view_search_results",
            "login",
            "sign_up",
            "form_start",
            "form_submit",
            "file_download",
            "rage_click",
            "dead_click",
            "form_error",
            "js_error",
            "feedback",
            "add_to_wishlist",
            "view_promotion",
            "select_promotion",
            "generate_lead",
            "session_start",
            "first_visit",
            "user_engagement",
            "form_abandon")
        .forEach(
            text -> {
              var name = new EventName(text, NUMBERED.size());
              NUMBERED.add(name);
              BY_TEXT.put(text, name);
            });
  }

  private final String text;
  private final int number;
  private final SlimEvent.Kind kind;

  private EventName(String text, int number) {
    this.text = text;
    this.number = number;
    this.kind = SlimEvent.Kind.of(text);
  }

  /** The name with that text. */
  public static EventName of(String text) {
    var known = BY_TEXT.get(text);
    return known == null ? new EventName(text, UNNUMBERED) : known;
  }

  /** The name with that number. */
  public static EventName of(int number) {
    return NUMBERED.get(number);
  }

  /** Its text. */
  public String text() {
    return text;
  }

  /** Its number, from 0, or {@link #UNNUMBERED}. */
  public int number() {
    return number;
  }

  /** What an event of that name counts as. */
  SlimEvent.Kind kind() {
    return kind;
  }
}
