package io.polku.query.segment;

import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.query.store.Sql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How a text is compared, as SQL. Every text to compare with is a bound value. */
public final class Comparison {
  private Comparison() {}

  /**
   * Whether a condition holds for a text, as {@link Condition#holds} says.
   *
   * @param value expression that is a text, "" where it is not known
   */
  public static Sql holds(Condition condition, Sql value) {
    return Sql.join("", List.of(Sql.of("("), of(condition, value), Sql.of(")")));
  }

  /**
   * The same for several values, of which none is "".
   *
   * @param values expression that is an array of texts
   */
  public static Sql holdsForAny(Condition condition, Sql values) {
    return Sql.join(
        "",
        List.of(
            Sql.of((condition.rulesOut() ? "arrayAll" : "arrayExists") + "(one -> ("),
            of(condition, Sql.of("one")),
            Sql.of("), if(empty("),
            values,
            Sql.of("), [''], "),
            values,
            Sql.of("))")));
  }

  private static Sql of(Condition condition, Sql value) {
    return of(condition.op(), condition.values(), value);
  }

  /**
   * Whether a text is, or with {@code ne} and {@code not_in} is not, as said.
   *
   * @param values as many as the operator takes
   */
  public static Sql of(Op op, List<String> values, Sql value) {
    return switch (op) {
      case EXISTS -> wrap("%s != ''", value);
      case EQ -> wrap("%s = ?", value, values.getFirst());
      case NE -> wrap("%s != ?", value, values.getFirst());
      case IN -> wrap("%s IN (" + marks(values) + ")", value, values.toArray());
      case NOT_IN -> wrap("%s NOT IN (" + marks(values) + ")", value, values.toArray());
      case CONTAINS -> wrap("position(%s, ?) > 0", value, values.getFirst());
      case STARTS_WITH -> wrap("startsWith(%s, ?)", value, values.getFirst());
      case GT -> number(value, ">", values.getFirst());
      case GTE -> number(value, ">=", values.getFirst());
      case LT -> number(value, "<", values.getFirst());
      case LTE -> number(value, "<=", values.getFirst());
    };
  }

  private static Sql number(Sql value, String operator, String bound) {
    return Sql.join(
        " AND ",
        List.of(
            wrap("match(%s, ?)", value, ScalarText.NUMBER),
            wrap(
                "ifNull(toFloat64OrNull(toString(%s)) " + operator + " ?, 0)",
                value,
                ScalarText.number(bound).orElseThrow())));
  }

  private static String marks(List<String> values) {
    return String.join(", ", Collections.nCopies(values.size(), "?"));
  }

  private static Sql wrap(String text, Sql inner, Object... after) {
    var values = new ArrayList<>(inner.values());
    values.addAll(List.of(after));
    return new Sql(text.replace("%s", inner.text()), values);
  }
}
