package io.polku.testkit.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Signal;
import io.polku.contract.json.Json;
import io.polku.contract.session.Session;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Rows as the sink would store them, for those that do without the sink. */
public final class StoredRows {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private StoredRows() {}

  /** A row of {@code events}. */
  public static String event(Event event, boolean late) {
    var row = Json.mapper().createObjectNode();
    row.put("site", event.site());
    row.put("visitor_id", event.visitorId());
    row.put("event_time", time(event.timeMillis()));
    row.put("seq", event.seq());
    row.put("event_id", event.id());
    row.put("name", event.name());
    row.put("user_id", event.userId());
    row.put("pv", event.pv());
    row.put("sender_time", time(event.senderTimeMillis()));
    row.put("received_at", time(event.receivedAtMillis()));
    row.put("url", event.page().url());
    row.put("title", event.page().title());
    row.put("referrer", event.page().referrer());
    for (var dimension : Dimension.values()) {
      row.put(dimension.word(), dimension.of(event));
    }
    var element = event.element();
    if (element != null) {
      row.put("element_tag", element.tag());
      row.put("element_id", element.id());
      row.put("element_text", element.text());
      row.put("element_href", element.href());
      row.put("element_selector", element.selector());
      row.put("element_link", element.link());
    }
    var items = row.putArray("items");
    event.items().forEach(item -> items.add(Json.mapper().valueToTree(item)));
    row.put("value", event.value());
    row.put("currency", event.currency());
    row.set("props", Json.mapper().valueToTree(event.props()));
    row.put("late", late);
    row.put("republished", event.republished());
    return row.toString();
  }

  /** A row of {@code funnel_facts}. */
  public static String fact(String site, FunnelFact fact, long ver) {
    var row = Json.mapper().createObjectNode();
    row.put("site", site);
    row.put("funnel_id", fact.funnelId());
    row.put("version", fact.version());
    row.put("entry_day", fact.entryDay().toString());
    row.put("visitor_id", fact.visitorId());
    row.put("session_start", time(fact.sessionStartMillis()));
    row.put("value", fact.value());
    row.put("level", fact.level());
    var times = row.putArray("step_times");
    fact.stepTimesMillis().forEach(millis -> times.add(time(millis)));
    row.put("first_entry", time(fact.firstEntryMillis()));
    row.put("deadline", time(fact.deadlineMillis()));
    row.put("unexcluded_level", fact.unexcludedLevel());
    row.put("capped", fact.capped());
    putEntry(row, fact.entry());
    row.put("last_page", fact.wayOut().lastPage());
    row.put("last_click", fact.wayOut().lastClick());
    row.put("next", fact.wayOut().next());
    row.put("signals", Signal.bits(fact.wayOut().signals()));
    row.put("ver", ver);
    return row.toString();
  }

  /** A row of {@code sessions}. */
  public static String session(String site, Session session) {
    var row = Json.mapper().createObjectNode();
    row.put("site", site);
    row.put("visitor_id", session.visitorId());
    row.put("session_start", time(session.startMillis()));
    row.put("session_end", time(session.endMillis()));
    row.put("user_id", session.userId());
    row.put("events", session.events());
    row.put("page_views", session.pageViews());
    row.put("purchases", session.purchases());
    row.put("revenue", session.revenue());
    row.put("entry_path", session.entryPath());
    row.put("exit_path", session.exitPath());
    putEntry(row, session.entry());
    row.put("ver", 1);
    return row.toString();
  }

  /** A time as ClickHouse reads it. */
  public static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  private static void putEntry(ObjectNode row, Map<Dimension, String> entry) {
    for (var dimension : Dimension.values()) {
      row.put(dimension.word(), entry.getOrDefault(dimension, ""));
    }
  }
}
