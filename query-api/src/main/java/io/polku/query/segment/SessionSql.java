package io.polku.query.segment;

import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.session.SessionRules;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * What is known of stored sessions beyond their own columns, as SQL. Properties and item fields of
 * a session are those of all its events together.
 */
public final class SessionSql {
  private static final String FROM_SESSIONS = "of_sessions.sql";

  private SessionSql() {}

  /**
   * A query with a row a session: {@code visitor_id}, {@code start_ms}, {@code end_ms}, and a
   * column ({@link #column}) for each attribute, a text or, where it is {@link #isMany}, an array
   * of texts of which none is "".
   *
   * @param attributes no named dimensions
   * @param fromMillis sessions that hold a time from then on
   * @param toMillis to then, exclusive
   */
  public static Sql rows(
      List<? extends Attribute> attributes, String site, long fromMillis, long toMillis) {
    var fillings = new HashMap<String, Object>();
    fillings.put("site", site);
    fillings.put("from_ms", fromMillis - SessionRules.LENGTH_MAX.toMillis());
    fillings.put("to_ms", toMillis);
    fillings.put("events_to_ms", toMillis + SessionRules.LENGTH_MAX.toMillis());
    var columns = new ArrayList<Sql>();
    var read = new ArrayList<Sql>();
    var sums = new ArrayList<Sql>();
    var wanted = new ArrayList<Sql>();
    var first = false;
    for (var i = 0; i < attributes.size(); i++) {
      var attribute = attributes.get(i);
      if (attribute == Attribute.OfSession.LANDING_PAGE) {
        columns.add(Sql.of(",\n  stored.entry_path AS " + column(i)));
      } else if (attribute == Attribute.OfSession.VISITOR_TYPE) {
        first = true;
        columns.add(
            Sql.of(
                ",\n  if(stored.start_ms = firsts.first_ms, 'new', 'returning') AS " + column(i)));
      } else {
        var event = event(attribute);
        read.add(
            Sql.join("", List.of(Sql.of(",\n        "), event.read(), Sql.of(" AS told_" + i))));
        sums.add(Sql.of(",\n    " + event.sum().formatted("told_" + i) + " AS " + column(i)));
        wanted.add(event.wanted());
        columns.add(
            Sql.of(",\n  " + event.told().formatted("happened." + column(i)) + " AS " + column(i)));
      }
    }
    fillings.put("columns", Sql.join("", columns));
    fillings.put("read", Sql.join("", read));
    fillings.put("sums", Sql.join("", sums));
    fillings.put("wanted", Sql.join(" OR ", wanted));
    fillings.put("firsts", first ? file("firsts.sql", fillings) : Sql.of(""));
    fillings.put("happened", read.isEmpty() ? Sql.of("") : file("happened.sql", fillings));
    return file(FROM_SESSIONS, fillings);
  }

  /** Name of the column of the attribute at that place. */
  public static String column(int place) {
    return "of_" + place;
  }

  /** Whether a session has several values of it. */
  public static boolean isMany(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Prop _, Attribute.ItemField _ -> true;
      case Attribute.Named _, Attribute.OfSession _ -> false;
    };
  }

  /** The texts of an item field, each once, none "". */
  static Sql ofItems(String field) {
    return Sql.of(
        "arrayDistinct(arrayFilter(text -> text != '', arrayMap(item -> toString(item[?]),"
            + " items)))",
        field);
  }

  /** The text of a property; "" where there is none. */
  static Sql ofProp(String name) {
    return Sql.of("toString(props[?])", name);
  }

  /**
   * What one event says, whether it says anything, what comes of all of them, and how that is told.
   */
  private record OfEvent(Sql read, Sql wanted, String sum, String told) {}

  private static OfEvent event(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Named named -> throw new IllegalArgumentException(named.text());
      case Attribute.Prop prop -> {
        var text = ofProp(prop.name());
        yield new OfEvent(
            text, wrap("%s != ''", text), "groupUniqArrayIf(1000)(%1$s, %1$s != '')", "%s");
      }
      case Attribute.ItemField field -> {
        var texts = ofItems(field.name());
        yield new OfEvent(
            texts, wrap("notEmpty(%s)", texts), "groupUniqArrayArray(1000)(%s)", "%s");
      }
      case Attribute.OfSession known ->
          switch (known) {
            case LANDING_PAGE, VISITOR_TYPE -> throw new IllegalArgumentException(known.text());
            case FORM_ERROR ->
                new OfEvent(
                    Sql.of("name = ?", WayOut.FORM_ERROR),
                    Sql.of("name = ?", WayOut.FORM_ERROR),
                    "max(%s)",
                    "if(%s = 1, 'yes', 'no')");
            case SEARCH_RESULT ->
                new OfEvent(
                    Sql.of(
                        "if(name = ?, 1 + (match(props[?], ?) AND"
                            + " toFloat64OrZero(toString(props[?])) = 0), 0)",
                        WayOut.SEARCH_RESULTS,
                        WayOut.RESULTS,
                        ScalarText.NUMBER,
                        WayOut.RESULTS),
                    Sql.of("name = ?", WayOut.SEARCH_RESULTS),
                    "max(%s)",
                    "transform(%s, [1, 2], ['found', 'none'], 'no_search')");
            case WEB_VITAL ->
                new OfEvent(
                    vital(),
                    Sql.of("name = ?", WayOut.WEB_VITAL),
                    "max(%s)",
                    "transform(%s, [1, 2, 3], ['good', 'fair', 'poor'], 'not_measured')");
          };
    };
  }

  /** 1 is good, 2 fair, 3 poor, 0 nothing that is judged. */
  private static Sql vital() {
    var number = Sql.of("toFloat64OrZero(toString(props[?]))", WayOut.METRIC_VALUE);
    return Sql.join(
        "",
        List.of(
            Sql.of(
                "multiIf(name != ? OR NOT match(props[?], ?), 0, ",
                WayOut.WEB_VITAL,
                WayOut.METRIC_VALUE,
                ScalarText.NUMBER),
            Sql.of("props[?] = 'LCP', ", WayOut.METRIC),
            judged(number, WayOut.LCP_GOOD_MAX, WayOut.LCP_POOR_ABOVE),
            Sql.of(", props[?] = 'INP', ", WayOut.METRIC),
            judged(number, WayOut.INP_GOOD_MAX, WayOut.INP_POOR_ABOVE),
            Sql.of(", props[?] = 'CLS', ", WayOut.METRIC),
            judged(number, WayOut.CLS_GOOD_MAX, WayOut.CLS_POOR_ABOVE),
            Sql.of(", 0)")));
  }

  private static Sql judged(Sql number, double goodMax, double poorAbove) {
    return Sql.join(
        "",
        List.of(
            Sql.of("1 + ("),
            number,
            Sql.of(" > ?) + (", goodMax),
            number,
            Sql.of(" > ?)", poorAbove)));
  }

  private static Sql file(String name, java.util.Map<String, Object> fillings) {
    return Sql.file(SessionSql.class, name, fillings);
  }

  private static Sql wrap(String text, Sql inner) {
    return new Sql(text.replace("%s", inner.text()), inner.values());
  }
}
