package io.polku.contract.funnel;

import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.event.ScalarText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one value of an event.
 *
 * <p>{@code property} names an event property; {@code item.FIELD} a GA4 item field, and then the
 * condition holds if it holds for at least one item; {@code dimension.WORD} a {@link Dimension}.
 * Values compare as text (see {@link ScalarText}); {@code gt gte lt lte} compare as numbers and
 * fail where either side is none. An absent value fails every operator but {@code ne} and {@code
 * not_in}, which hold for it; a dimension that is "" counts as absent. For items {@code ne} and
 * {@code not_in} hold if no item has the value.
 *
 * @param property what is looked at, as above
 * @param op how
 * @param values texts to compare with: none for {@code exists}, one or more for {@code in} and
 *     {@code not_in}, one for every other operator; at most {@link #VALUES_MAX}
 */
public record Predicate(String property, Op op, List<String> values) {
  /** Most values of one condition. */
  public static final int VALUES_MAX = 100;

  private static final String ITEM = "item.";
  private static final String DIMENSION = "dimension.";
  private static final int CHARS_MAX = 1_000;

  /** How a value is compared. */
  public enum Op {
    EQ,
    NE,
    IN,
    NOT_IN,
    CONTAINS,
    STARTS_WITH,
    GT,
    GTE,
    LT,
    LTE,
    EXISTS
  }

  /** What kind of value {@code property} names. */
  public sealed interface Target {
    /** An event property. */
    record Prop(String name) implements Target {}

    /** A field of at least one item. */
    record ItemField(String name) implements Target {}

    /** A named dimension. */
    record Dim(Dimension dimension) implements Target {}
  }

  /** Refuses impossible values; copies the texts. */
  public Predicate {
    values = List.copyOf(values);
    if (property.isEmpty() || property.length() > CHARS_MAX) {
      throw new IllegalArgumentException("property: '" + property + "' (expected: a name)");
    }
    if (property.startsWith(DIMENSION)) {
      Dimension.ofWord(property.substring(DIMENSION.length()));
    }
    var fits =
        switch (op) {
          case EXISTS -> values.isEmpty();
          case IN, NOT_IN -> !values.isEmpty() && values.size() <= VALUES_MAX;
          case EQ, NE, CONTAINS, STARTS_WITH, GT, GTE, LT, LTE -> values.size() == 1;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "values: " + values.size() + " (expected: as many as the operator takes)");
    }
    switch (op) {
      case GT, GTE, LT, LTE -> {
        if (ScalarText.number(values.getFirst()).isEmpty()) {
          throw new IllegalArgumentException(
              "value: '" + values.getFirst() + "' (expected: a number)");
        }
      }
      case EQ, NE, IN, NOT_IN, CONTAINS, STARTS_WITH, EXISTS -> {}
    }
  }

  /** What {@code property} names. */
  public Target target() {
    if (property.startsWith(ITEM)) {
      return new Target.ItemField(property.substring(ITEM.length()));
    }
    if (property.startsWith(DIMENSION)) {
      return new Target.Dim(Dimension.ofWord(property.substring(DIMENSION.length())));
    }
    return new Target.Prop(property);
  }

  /** Whether the condition holds for the event. */
  public boolean matches(Event event) {
    return switch (target()) {
      case Target.Prop prop -> holds(event.props().get(prop.name()));
      case Target.Dim dim -> holds(emptyIsAbsent(dim.dimension().of(event)));
      case Target.ItemField field ->
          switch (op) {
            case NE, NOT_IN ->
                event.items().stream().allMatch(item -> holds(item.get(field.name())));
            case EQ, IN, CONTAINS, STARTS_WITH, GT, GTE, LT, LTE, EXISTS ->
                event.items().stream().anyMatch(item -> holds(item.get(field.name())));
          };
    };
  }

  private static @Nullable String emptyIsAbsent(String value) {
    return value.isEmpty() ? null : value;
  }

  /** Whether the condition holds for a value; null where there is none. */
  public boolean holds(@Nullable String value) {
    if (value == null) {
      return op == Op.NE || op == Op.NOT_IN;
    }
    return switch (op) {
      case EQ -> value.equals(values.getFirst());
      case NE -> !value.equals(values.getFirst());
      case IN -> values.contains(value);
      case NOT_IN -> !values.contains(value);
      case CONTAINS -> value.contains(values.getFirst());
      case STARTS_WITH -> value.startsWith(values.getFirst());
      case GT -> compare(value) > 0;
      case GTE -> compare(value) >= 0;
      case LT -> compare(value) < 0;
      case LTE -> compare(value) <= 0;
      case EXISTS -> true;
    };
  }

  /** Comparison of two numbers, or NaN when the value is none, so that every comparison fails. */
  private double compare(String value) {
    var left = ScalarText.number(value);
    return left.isEmpty()
        ? Double.NaN
        : Double.compare(left.getAsDouble(), ScalarText.number(values.getFirst()).orElseThrow());
  }
}
