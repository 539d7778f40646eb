package io.polku.testkit.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.testkit.event.EventBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a visit into what the tracker would send of it, and into the events that should come of
 * that, for oracles. Event ids are the visit's id and a number, so that a visit sent twice counts
 * once. The JSON is the same, byte for byte, whenever it is made.
 */
public final class VisitEvents {
  private final String site;

  /**
   * For a site.
   *
   * @param site its name
   */
  public VisitEvents(String site) {
    this.site = site;
  }

  /** One action as an event of the collect protocol. */
  private record Sent(
      String id,
      long timeMillis,
      String pv,
      int seq,
      Action.PageView page,
      boolean loggedIn,
      Action action) {

    String name() {
      return switch (action) {
        case Action.PageView _ -> "page_view";
        case Action.Click _ -> "click";
        case Action.Custom custom -> custom.name();
      };
    }

    @Nullable Element element() {
      return switch (action) {
        case Action.PageView _ -> null;
        case Action.Click click -> click.element();
        case Action.Custom custom -> custom.element();
      };
    }

    List<Map<String, String>> items() {
      return action instanceof Action.Custom custom ? custom.items() : List.of();
    }

    @Nullable Double value() {
      return action instanceof Action.Custom custom && custom.valueCents() != null
          ? Double.valueOf(custom.valueCents() / 100.0)
          : null;
    }

    Map<String, String> props() {
      return action instanceof Action.Custom custom ? custom.props() : Map.of();
    }
  }

  /** The events that should be stored, one an action, in order, received when they happened. */
  public List<Event> events(SimulatedVisit visit) {
    return sent(visit).stream().map(sent -> event(visit.shopper(), sent)).toList();
  }

  /**
   * A whole body of the collect protocol for some of a visit's actions. It has no {@code sent_at},
   * so that no clock is corrected.
   *
   * @param fromAction first action, from 0
   * @param toAction the action after the last
   */
  public String body(SimulatedVisit visit, int fromAction, int toAction) {
    var body = Json.mapper().createObjectNode();
    body.put("site", site);
    body.put("visitor_id", visit.shopper().visitorId());
    body.set("context", context(visit.shopper()));
    var events = body.putArray("events");
    sent(visit).subList(fromAction, toAction).forEach(sent -> events.add(json(visit, sent)));
    return body.toString();
  }

  /**
   * The events of a visit as JSON objects of the collect protocol, one an action, in order. Each
   * names its visitor and context, so that a sender with the server key may put those of several
   * visits into one body.
   */
  public List<String> eventsJson(SimulatedVisit visit) {
    return sent(visit).stream()
        .map(
            sent -> {
              var event = json(visit, sent);
              event.put("visitor_id", visit.shopper().visitorId());
              event.set("context", context(visit.shopper()));
              return event.toString();
            })
        .toList();
  }

  private static List<Sent> sent(SimulatedVisit visit) {
    var events = new ArrayList<Sent>();
    var page = (Action.PageView) visit.actions().getFirst();
    var pages = 0;
    var seq = 0;
    var loggedIn = visit.loggedIn();
    for (var action : visit.actions()) {
      if (action instanceof Action.PageView view) {
        page = view;
        pages++;
        seq = 0;
      }
      seq++;
      loggedIn |= action instanceof Action.Custom custom && custom.name().equals("login");
      events.add(
          new Sent(
              visit.id() + "-" + events.size(),
              visit.startMillis() + action.offsetMillis(),
              visit.id() + "-p" + pages,
              seq,
              page,
              loggedIn,
              action));
    }
    return events;
  }

  private Event event(Shopper shopper, Sent sent) {
    var event =
        EventBuilder.event(sent.name())
            .id(sent.id())
            .site(site)
            .visitor(shopper.visitorId())
            .user(sent.loggedIn() ? shopper.account() : "")
            .at(sent.timeMillis())
            .pv(sent.pv())
            .seq(sent.seq())
            .page(sent.page().url(), sent.page().title(), sent.page().referrer())
            .context(context(shopper, sent.page()))
            .element(sent.element());
    sent.items().forEach(event::item);
    sent.props().forEach(event::prop);
    var value = sent.value();
    return (value == null ? event : event.value(value, Shop.CURRENCY)).build();
  }

  /**
   * What ingest works out of the page's address and referrer, and what the shopper's device says.
   */
  private static Context context(Shopper shopper, Action.PageView page) {
    var url = URI.create(page.url());
    var query = url.getQuery() == null ? "" : url.getQuery();
    var cameFrom = page.referrer().isEmpty() ? null : URI.create(page.referrer()).getHost();
    return new Context(
        shopper.device(),
        shopper.browser(),
        shopper.os(),
        shopper.country(),
        shopper.language(),
        cameFrom == null || cameFrom.equals(url.getHost()) ? "" : cameFrom,
        parameter(query, "utm_source"),
        parameter(query, "utm_medium"),
        parameter(query, "utm_campaign"));
  }

  private static String parameter(String query, String name) {
    for (var part : query.split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return "";
  }

  private static ObjectNode context(Shopper shopper) {
    return Json.mapper()
        .createObjectNode()
        .put("device", shopper.device())
        .put("browser", shopper.browser())
        .put("os", shopper.os())
        .put("country", shopper.country())
        .put("language", shopper.language());
  }

  private static ObjectNode json(SimulatedVisit visit, Sent sent) {
    var event = Json.mapper().createObjectNode();
    event.put("id", sent.id());
    event.put("name", sent.name());
    event.put("time", sent.timeMillis());
    event.put("pv", sent.pv());
    event.put("seq", sent.seq());
    event.put("url", sent.page().url());
    event.put("referrer", sent.page().referrer());
    event.put("title", sent.page().title());
    if (sent.loggedIn()) {
      event.put("user_id", visit.shopper().account());
    }
    var element = sent.element();
    if (element != null) {
      event.set("element", Json.mapper().valueToTree(element));
    }
    if (!sent.items().isEmpty()) {
      event.set(
          "items",
          Json.mapper().<ArrayNode>valueToTree(sent.items().stream().map(TreeMap::new).toList()));
    }
    var value = sent.value();
    if (value != null) {
      event.put("value", value);
      event.put("currency", Shop.CURRENCY);
    }
    event.set("props", Json.mapper().<ObjectNode>valueToTree(new TreeMap<>(sent.props())));
    return event;
  }
}
