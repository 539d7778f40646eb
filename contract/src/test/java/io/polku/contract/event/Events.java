package io.polku.contract.event;

import java.util.List;
import java.util.Map;

/** Events for tests, with only what a test cares about. */
public final class Events {
  private Events() {}

  /** An event of visitor v on site shop. */
  public static Event named(String name) {
    return at(name, 0, 0, "id");
  }

  /** An event at a time, with what breaks ties. */
  public static Event at(String name, long timeMillis, int seq, String id) {
    return event(name, timeMillis, seq, id, Page.NONE, Context.NONE, List.of(), Map.of());
  }

  /** An event with properties, items, page and context. */
  public static Event event(
      String name,
      long timeMillis,
      int seq,
      String id,
      Page page,
      Context context,
      List<Map<String, String>> items,
      Map<String, String> props) {
    return new Event(
        id,
        "shop",
        "v",
        "",
        timeMillis,
        timeMillis,
        timeMillis,
        seq,
        name,
        "",
        null,
        page,
        context,
        null,
        items,
        null,
        "",
        Channel.WEB,
        props,
        List.of(),
        false);
  }
}
