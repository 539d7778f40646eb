package io.polku.testkit.oracle;

import io.polku.contract.event.Event;
import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.session.SessionRules;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The values of attributes, by the words of {@link Attribute}.
 *
 * @param sessions of one visitor, in order of time
 */
public record NaiveAttributes(List<List<Event>> sessions) {
  private static final Map<String, List<Double>> VITALS =
      Map.of(
          "LCP", List.of(2500.0, 4000.0), "INP", List.of(200.0, 500.0), "CLS", List.of(0.1, 0.25));
  private static final List<String> JUDGED = List.of("not_measured", "good", "fair", "poor");

  /** Copies the sessions. */
  public NaiveAttributes {
    sessions = sessions.stream().map(List::copyOf).toList();
  }

  /** Of a visitor with these events. */
  public static NaiveAttributes of(Collection<Event> events, SessionRules rules) {
    return new NaiveAttributes(NaiveSessions.of(events, rules));
  }

  /** Of an event, and of the session it is in; none is "". */
  public List<String> at(Event event, Attribute attribute) {
    return switch (attribute) {
      case Attribute.Named named -> known(Stream.of(named.dimension().of(event)));
      case Attribute.Prop prop -> known(Stream.of(event.props().getOrDefault(prop.name(), "")));
      case Attribute.ItemField field ->
          known(event.items().stream().map(item -> item.get(field.name())));
      case Attribute.OfSession known -> List.of(ofSession(session(event), known));
    };
  }

  /** Of a session: dimensions at its first event; properties and item fields of any. */
  public List<String> in(List<Event> session, Attribute attribute) {
    return switch (attribute) {
      case Attribute.Named _ -> at(session.getFirst(), attribute);
      case Attribute.Prop _, Attribute.ItemField _ ->
          known(session.stream().flatMap(event -> at(event, attribute).stream()));
      case Attribute.OfSession known -> List.of(ofSession(session, known));
    };
  }

  /** The session that an event is in. */
  public List<Event> session(Event event) {
    return sessions.stream().filter(session -> session.contains(event)).findFirst().orElseThrow();
  }

  private static List<String> known(Stream<String> values) {
    return values.filter(Objects::nonNull).filter(value -> !value.isEmpty()).distinct().toList();
  }

  private String ofSession(List<Event> session, Attribute.OfSession attribute) {
    return switch (attribute) {
      case LANDING_PAGE -> NaiveSessions.describe(session).entryPath();
      case VISITOR_TYPE -> session.equals(sessions.getFirst()) ? "new" : "returning";
      case FORM_ERROR ->
          session.stream().anyMatch(event -> event.name().equals("form_error")) ? "yes" : "no";
      case SEARCH_RESULT -> {
        var searches =
            session.stream().filter(event -> event.name().equals("view_search_results")).toList();
        if (searches.isEmpty()) {
          yield "no_search";
        }
        yield searches.stream().anyMatch(search -> number(search, "results") == 0)
            ? "none"
            : "found";
      }
      case WEB_VITAL ->
          JUDGED.get(session.stream().mapToInt(NaiveAttributes::judged).max().orElse(0));
    };
  }

  private static int judged(Event event) {
    var bounds = VITALS.get(event.props().getOrDefault("metric", ""));
    var number = number(event, "value");
    if (!event.name().equals("web_vital") || bounds == null || Double.isNaN(number)) {
      return 0;
    }
    return 1 + (int) bounds.stream().filter(bound -> number > bound).count();
  }

  private static double number(Event event, String prop) {
    return ScalarText.number(event.props().getOrDefault(prop, "")).orElse(Double.NaN);
  }
}
