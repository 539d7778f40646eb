package io.polku.testkit.oracle;

import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.session.Session;
import io.polku.contract.session.SessionRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Sessions by the words of {@link SessionRules}. */
public final class NaiveSessions {
  private NaiveSessions() {}

  /**
   * Cuts one visitor's events into sessions.
   *
   * @param events of one visitor, in any order, without repeats
   * @return sessions in order of time, each with its events in order, none empty
   */
  public static List<List<Event>> of(Collection<Event> events, SessionRules rules) {
    var sessions = new ArrayList<List<Event>>();
    for (var event : events.stream().sorted(Event.ORDER).toList()) {
      if (sessions.isEmpty() || startsAnew(sessions.getLast(), event, rules)) {
        sessions.add(new ArrayList<>());
      }
      sessions.getLast().add(event);
    }
    return sessions.stream().map(List::copyOf).toList();
  }

  /** Written out here rather than asked of the rules, which the engines use. */
  private static boolean startsAnew(List<Event> session, Event event, SessionRules rules) {
    var silenceMillis = event.timeMillis() - session.getLast().timeMillis();
    var lengthMillis = event.timeMillis() - session.getFirst().timeMillis();
    return silenceMillis > rules.gap().toMillis() || lengthMillis > 24L * 60 * 60 * 1000;
  }

  /**
   * What {@link Session} says of a session.
   *
   * @param session its events in order, at least one
   */
  public static Session describe(List<Event> session) {
    var purchases = session.stream().filter(e -> e.name().equals("purchase")).toList();
    var paths = session.stream().map(e -> e.page().path()).filter(p -> !p.isEmpty()).toList();
    return new Session(
        session.getFirst().visitorId(),
        session.getFirst().timeMillis(),
        session.getLast().timeMillis(),
        lastNonEmpty(session, Event::userId),
        session.size(),
        (int) session.stream().filter(e -> e.name().equals("page_view")).count(),
        purchases.size(),
        purchases.stream()
            .map(Event::value)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sum(),
        paths.isEmpty() ? "" : paths.getFirst(),
        paths.isEmpty() ? "" : paths.getLast(),
        entry(session.getFirst()));
  }

  /** Dimensions at an event; "" values are left out. */
  static Map<Dimension, String> entry(Event event) {
    var entry = new EnumMap<Dimension, String>(Dimension.class);
    for (var dimension : Dimension.values()) {
      var value = dimension.of(event);
      if (!value.isEmpty()) {
        entry.put(dimension, value);
      }
    }
    return entry;
  }

  private static String lastNonEmpty(List<Event> session, Function<Event, String> part) {
    return session.reversed().stream()
        .map(part)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }
}
