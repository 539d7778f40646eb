package io.polku.query.funnel;

import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Predicate;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.contract.funnel.Predicate.Target;
import io.polku.query.segment.Comparison;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions of steps and exclusions as SQL over the columns of {@code events}: the same answer
 * as {@link Matcher#matches} gives. Every text of a definition is a bound value.
 */
public final class Conditions {
  private static final String ABSENT_HOLDS = "NOT (%s)";

  private Conditions() {}

  /**
   * A number with a bit for each list of matchers of which one holds for the event.
   *
   * @param lowest where the bit of the first is; the others follow upwards
   */
  public static Sql bits(List<List<Matcher>> alternatives, int lowest) {
    var bits = new ArrayList<Sql>();
    for (var k = 0; k < alternatives.size(); k++) {
      bits.add(wrap("(%s) * " + (1L << (lowest + k)), anyOf(alternatives.get(k))));
    }
    return wrap("toUInt32(%s)", Sql.join(" + ", bits));
  }

  private static Sql anyOf(List<Matcher> matchers) {
    return Sql.join(" OR ", matchers.stream().map(Conditions::matcher).toList());
  }

  private static Sql matcher(Matcher matcher) {
    var parts = new ArrayList<Sql>();
    var event = matcher.event();
    if (event != null) {
      parts.add(Sql.of("name = ?", event));
    }
    var path = matcher.path();
    if (path != null) {
      parts.add(
          path.isLiteral()
              ? Sql.of("path = ?", path.toString())
              : Sql.of("match(path, ?)", path.regex()));
    }
    matcher.where().forEach(predicate -> parts.add(predicate(predicate)));
    return wrap("(%s)", Sql.join(" AND ", parts));
  }

  private static Sql predicate(Predicate predicate) {
    return switch (predicate.target()) {
      case Target.Prop prop ->
          holds(
              predicate,
              Sql.of("mapContains(props, ?)", prop.name()),
              Sql.of("props[?]", prop.name()));
      case Target.Dim dim -> {
        var column = dim.dimension().word();
        yield holds(predicate, Sql.of(column + " != ''"), Sql.of(column));
      }
      case Target.ItemField field -> ofItems(predicate, field.name());
    };
  }

  /** Of items, one must hold; but none may have a value that is ruled out. */
  private static Sql ofItems(Predicate predicate, String field) {
    var present = Sql.of("mapContains(item, ?)", field);
    var value = Sql.of("item[?]", field);
    return ruledOut(predicate.op())
        ? wrap("NOT arrayExists(item -> (%s), items)", present(predicate, present, value))
        : wrap("arrayExists(item -> (%s), items)", present(predicate, present, value));
  }

  private static Sql holds(Predicate predicate, Sql present, Sql value) {
    var found = present(predicate, present, value);
    return ruledOut(predicate.op()) ? wrap(ABSENT_HOLDS, found) : found;
  }

  private static boolean ruledOut(Op op) {
    return switch (op) {
      case NE, NOT_IN -> true;
      case EQ, IN, CONTAINS, STARTS_WITH, GT, GTE, LT, LTE, EXISTS -> false;
    };
  }

  /** The value is there, and is (for {@code ne} and {@code not_in}: is ruled out) as said. */
  private static Sql present(Predicate predicate, Sql present, Sql value) {
    return switch (predicate.op()) {
      case EXISTS -> present;
      case EQ, NE -> and(present, Comparison.of(Op.EQ, predicate.values(), value));
      case IN, NOT_IN -> and(present, Comparison.of(Op.IN, predicate.values(), value));
      case CONTAINS, STARTS_WITH ->
          and(present, Comparison.of(predicate.op(), predicate.values(), value));
      case GT, GTE, LT, LTE -> Comparison.of(predicate.op(), predicate.values(), value);
    };
  }

  private static Sql and(Sql one, Sql other) {
    return Sql.join(" AND ", List.of(one, other));
  }

  private static Sql wrap(String text, Sql inner, Object... after) {
    var values = new ArrayList<>(inner.values());
    values.addAll(List.of(after));
    return new Sql(text.replace("%s", inner.text()), values);
  }
}
