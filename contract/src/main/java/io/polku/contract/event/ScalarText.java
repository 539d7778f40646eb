package io.polku.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The one text form of JSON scalars, so that {@code 1}, {@code 1.0} and {@code 1e0} are the same
 * property value in Kafka, in state and in ClickHouse; and the one reading of such a text as a
 * number. SQL uses {@link #NUMBER} too.
 */
public final class ScalarText {
  /** What counts as a number in a property's text; the same in RE2. */
  public static final String NUMBER = "^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$";

  private static final Pattern NUMBER_PATTERN = Pattern.compile(NUMBER);
  private static final int PLAIN_DIGITS_MAX = 40;

  private ScalarText() {}

  /**
   * Text of a string, number or boolean.
   *
   * @throws IllegalArgumentException when the node is null, an array or an object
   */
  public static String of(JsonNode node) {
    if (node.isTextual() || node.isBoolean()) {
      return node.asText();
    }
    if (node.isNumber()) {
      return ofNumber(node.decimalValue());
    }
    throw new IllegalArgumentException(
        node.getNodeType() + " (expected: a string, a number or a boolean)");
  }

  /** Plain digits without trailing zeros; scientific beyond 40 digits. */
  public static String ofNumber(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    var stripped = number.stripTrailingZeros();
    return Math.abs((long) stripped.scale()) + stripped.precision() > PLAIN_DIGITS_MAX
        ? stripped.toString()
        : stripped.toPlainString();
  }

  /** The number a text stands for, or empty when it is none. */
  public static OptionalDouble number(String text) {
    return NUMBER_PATTERN.matcher(text).matches()
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
