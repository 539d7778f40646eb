package io.polku.query.funnel;

import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Condition;
import io.polku.query.range.TimeRange;
import io.polku.query.segment.Comparison;
import io.polku.query.segment.FilterSql;
import io.polku.query.segment.SessionSql;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the event that enters: the value of the breakdown, and whether the filter's
 * conditions hold for it. Both are worked out a row of events or facts, carried along as {@code
 * entry_value}, and told apart once the chain that counts is known. What only a session knows is
 * looked up after that.
 */
final class EntrySql {
  private final FunnelQuestion question;
  private final @Nullable Sql other;
  private final List<Condition> ofEvent;
  private final List<Condition> ofSession;
  private final Map<Attribute, Integer> sessionColumns = new HashMap<>();
  private final List<Attribute> sessionAttributes = new ArrayList<>();

  /**
   * @param other what is asked in place of the breakdown, or null
   */
  EntrySql(FunnelQuestion question, @Nullable Sql other) {
    this.question = question;
    this.other = other;
    this.ofEvent = conditions(question, false);
    this.ofSession = conditions(question, true);
    question.attributes().filter(Attribute.OfSession.class::isInstance).forEach(this::addColumn);
  }

  /** Over a row of events or facts; null where nothing is asked of it. */
  @Nullable Sql carried() {
    var value = value();
    if (ofEvent.isEmpty()) {
      return value;
    }
    var fits = FilterSql.all(ofEvent.stream().map(FilterSql::onEvent).toList());
    return Sql.join(
        "",
        List.of(
            Sql.of("("), value == null ? Sql.of("''") : value, Sql.of(", "), fits, Sql.of(")")));
  }

  /** What is carried by an event that does not enter. */
  Sql nothing() {
    var none = question.breakdown() instanceof Attribute.ItemField ? "[]" : "''";
    return Sql.of(ofEvent.isEmpty() ? none : "(" + none + ", 0)");
  }

  /** The breakdown's value of what was carried. */
  Sql value(String carried) {
    return Sql.of(ofEvent.isEmpty() ? carried : carried + ".1");
  }

  /** What follows {@code FROM}: only whoever fits, as far as the event tells. */
  Sql where(String carried) {
    return Sql.of(ofEvent.isEmpty() ? "" : "\n  WHERE " + carried + ".2");
  }

  /** Whether something is looked up in the session that the chain begins in. */
  boolean needsSession() {
    return !sessionAttributes.isEmpty();
  }

  /**
   * {@code reached} of {@code entered}, which knows of no sessions.
   *
   * @param capped columns beyond the usual
   */
  Sql reached(TimeRange range, Sql capped) {
    var columns = new ArrayList<Sql>();
    for (var i = 0; i < sessionAttributes.size(); i++) {
      var column = SessionSql.column(i);
      columns.add(
          Sql.of(
              ",\n      if(subjects_entered.entry_ms <= known.end_ms, known."
                  + column
                  + ", '') AS "
                  + column));
    }
    var tests =
        ofSession.stream()
            .map(condition -> Comparison.holds(condition, Sql.of(column(condition.by()))))
            .toList();
    var breakdown = question.breakdown();
    return Sql.file(
        EntrySql.class,
        "reached_in_session.sql",
        Map.of(
            "columns",
            Sql.join("", columns),
            "known",
            SessionSql.rows(
                sessionAttributes, question.site().site(), range.fromMillis(), range.toMillis()),
            "value",
            Sql.of(breakdown instanceof Attribute.OfSession ? column(breakdown) : "entry_value"),
            "capped",
            capped,
            "fits",
            FilterSql.all(tests)));
  }

  private @Nullable Sql value() {
    if (other != null) {
      return text(other);
    }
    return switch (question.breakdown()) {
      case null -> null;
      case Attribute.OfSession _ -> null;
      case Attribute.ItemField field -> FilterSql.ofEvent(field);
      case Attribute.Named named -> text(FilterSql.ofEvent(named));
      case Attribute.Prop prop -> FilterSql.ofEvent(prop);
    };
  }

  private String column(Attribute attribute) {
    return SessionSql.column(sessionColumns.getOrDefault(attribute, 0));
  }

  private void addColumn(Attribute attribute) {
    if (sessionColumns.putIfAbsent(attribute, sessionAttributes.size()) == null) {
      sessionAttributes.add(attribute);
    }
  }

  private static List<Condition> conditions(FunnelQuestion question, boolean ofSession) {
    return question.filter().conditions().stream()
        .filter(condition -> condition.by() instanceof Attribute.OfSession == ofSession)
        .toList();
  }

  private static Sql text(Sql value) {
    return new Sql("toString(" + value.text() + ")", value.values());
  }
}
