package io.polku.query.segment;

import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Filter;
import io.polku.query.range.TimeRange;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A filter as a condition over rows, to be put behind {@code AND}; always true where there is no
 * filter. Every text is a bound value. The rows' table goes by its plain column names.
 */
public final class FilterSql {
  private static final Sql ALWAYS = Sql.of("1");

  private FilterSql() {}

  /**
   * Over a row of {@code sessions}: dimensions at its first event; properties and item fields of
   * any of its events; what is known of it.
   *
   * @param range sessions that begin in it
   */
  public static Sql onSessions(Filter filter, String site, TimeRange range) {
    return onSessions(filter, site, range.fromMillis(), range.toMillis());
  }

  private static Sql onSessions(Filter filter, String site, long fromMillis, long toMillis) {
    var tests = new ArrayList<Sql>();
    var others = new ArrayList<Condition>();
    for (var condition : filter.conditions()) {
      if (condition.by() instanceof Attribute.Named named) {
        tests.add(Comparison.holds(condition, Sql.of(named.dimension().word())));
      } else if (condition.by() == Attribute.OfSession.LANDING_PAGE) {
        tests.add(Comparison.holds(condition, Sql.of("entry_path")));
      } else {
        others.add(condition);
      }
    }
    if (!others.isEmpty()) {
      var places = places(others);
      tests.add(
          Sql.join(
              "",
              List.of(
                  Sql.of(
                      "(visitor_id, toUnixTimestamp64Milli(session_start)) IN (SELECT visitor_id,"
                          + " start_ms FROM ("),
                  SessionSql.rows(List.copyOf(places.keySet()), site, fromMillis, toMillis),
                  Sql.of(") WHERE "),
                  ofRows(others, places),
                  Sql.of(")"))));
    }
    return all(tests);
  }

  /**
   * Over a row of {@code events}: the event's own dimensions, properties and items; of what is
   * known of sessions, that of the session it is in.
   *
   * @param range events that lie in it
   */
  public static Sql onEvents(Filter filter, String site, TimeRange range) {
    var tests = new ArrayList<Sql>();
    var others = new ArrayList<Condition>();
    for (var condition : filter.conditions()) {
      if (condition.by() instanceof Attribute.OfSession) {
        others.add(condition);
      } else {
        tests.add(onEvent(condition));
      }
    }
    if (!others.isEmpty()) {
      tests.add(inSessions(new Filter(others), site, range));
    }
    return all(tests);
  }

  /**
   * Over a row of {@code events}: whether it is in a session that fits, as {@link #onSessions}
   * says, whatever the event itself carries. So figures of sessions and of their events tell of the
   * same.
   *
   * @param range events that lie in it
   */
  public static Sql inSessions(Filter filter, String site, TimeRange range) {
    if (filter.isNone()) {
      return ALWAYS;
    }
    var dayMillis = io.polku.contract.session.SessionRules.LENGTH_MAX.toMillis();
    return Sql.file(
        FilterSql.class,
        "in_sessions.sql",
        Map.of(
            "site",
            site,
            "from_ms",
            range.fromMillis(),
            "to_ms",
            range.toMillis(),
            "sessions_from_ms",
            range.fromMillis() - dayMillis,
            "fits",
            onSessions(filter, site, range.fromMillis() - dayMillis, range.toMillis())));
  }

  /** Over a row of {@code events}; not of what is known of sessions. */
  public static Sql onEvent(Condition condition) {
    return SessionSql.isMany(condition.by()) && !(condition.by() instanceof Attribute.Prop)
        ? Comparison.holdsForAny(condition, ofEvent(condition.by()))
        : Comparison.holds(condition, ofEvent(condition.by()));
  }

  /**
   * What an event carries: a text, of item fields an array of texts, each once and none "".
   *
   * @throws IllegalArgumentException for what is known of sessions
   */
  public static Sql ofEvent(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Named named -> Sql.of(named.dimension().word());
      case Attribute.Prop prop -> SessionSql.ofProp(prop.name());
      case Attribute.ItemField field -> SessionSql.ofItems(field.name());
      case Attribute.OfSession known -> throw new IllegalArgumentException(known.text());
    };
  }

  /** All of them; always true where there are none. */
  public static Sql all(List<Sql> tests) {
    return tests.isEmpty()
        ? ALWAYS
        : Sql.join("", List.of(Sql.of("("), Sql.join(" AND ", tests), Sql.of(")")));
  }

  private static Map<Attribute, Integer> places(List<Condition> conditions) {
    var places = new LinkedHashMap<Attribute, Integer>();
    conditions.forEach(condition -> places.putIfAbsent(condition.by(), places.size()));
    return places;
  }

  private static Sql ofRows(List<Condition> conditions, Map<Attribute, Integer> places) {
    return all(
        conditions.stream()
            .map(
                condition -> {
                  var column = Sql.of(SessionSql.column(places.getOrDefault(condition.by(), 0)));
                  return SessionSql.isMany(condition.by())
                      ? Comparison.holdsForAny(condition, column)
                      : Comparison.holds(condition, column);
                })
            .toList());
  }
}
