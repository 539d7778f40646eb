package io.polku.ingest.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.polku.contract.event.ScalarText;
import io.polku.ingest.enrich.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads single values. Each method leaves the parser on the value's last token, or throws. */
final class Scalars {
  private static final int LONG_DIGITS_SURE = 18;
  private static final double LONG_SURE = 1e18;

  private Scalars() {}

  /** A text or null. */
  static @Nullable String text(JsonParser parser, RejectionCode code, String field)
      throws IOException, RefusedException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> Text.wellFormed(parser.getText());
      case VALUE_NULL -> null;
      default -> throw new RefusedException(code, field, shown(parser), "a text");
    };
  }

  /** A text; "" instead of null. */
  static String textOrEmpty(JsonParser parser, RejectionCode code, String field)
      throws IOException, RefusedException {
    var text = text(parser, code, field);
    return text == null ? "" : text;
  }

  /**
   * A text that must reach the log as it is: half a surrogate cannot, and to repair it could make
   * two ids one.
   */
  static @Nullable String exactText(JsonParser parser, RejectionCode code, String field)
      throws IOException, RefusedException {
    if (parser.currentToken() == JsonToken.VALUE_STRING && !Text.isWellFormed(parser.getText())) {
      throw new RefusedException(
          code, field, Text.wellFormed(parser.getText()), "whole Unicode characters");
    }
    return text(parser, code, field);
  }

  /** Epoch milliseconds, or RFC 3339 text with an offset; null when nothing is said. */
  static @Nullable Long timeMillis(JsonParser parser, String field)
      throws IOException, RefusedException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> integer(parser.getText());
      case VALUE_NUMBER_FLOAT -> floor(parser.getText());
      case VALUE_STRING -> instantMillis(parser.getText(), field);
      case VALUE_NULL -> null;
      default -> throw noTime(field, shown(parser));
    };
  }

  /** A whole number from 0 to the largest int. */
  static int count(JsonParser parser, RejectionCode code, String field)
      throws IOException, RefusedException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return 0;
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      var number = integer(parser.getText());
      if (number >= 0 && number <= Integer.MAX_VALUE) {
        return (int) number;
      }
    }
    throw new RefusedException(
        code, field, shown(parser), "a whole number from 0 to " + Integer.MAX_VALUE);
  }

  /** A finite number, or a text that is one; null when nothing is said. */
  static @Nullable Double number(JsonParser parser, RejectionCode code, String field)
      throws IOException, RefusedException {
    switch (parser.currentToken()) {
      case VALUE_NULL -> {
        return null;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
        var text = parser.getText();
        var number =
            text.length() <= Limits.KEY_CHARS_MAX
                ? ScalarText.number(text).orElse(Double.NaN)
                : Double.NaN;
        if (Double.isFinite(number)) {
          return number;
        }
      }
      default -> {}
    }
    throw new RefusedException(code, field, shown(parser), "a number");
  }

  /**
   * Reads the named value on which the parser stands into a map of scalars as text. Null is
   * nothing.
   */
  static void into(
      Map<String, String> map, String name, JsonParser parser, RejectionCode code, String owner)
      throws IOException, RefusedException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (name.isEmpty() || Text.exceeds(name, Limits.KEY_CHARS_MAX)) {
      throw new RefusedException(
          code, owner + " name", name, "1 to " + Limits.KEY_CHARS_MAX + " characters");
    }
    var text = scalar(parser);
    if (text == null) {
      throw new RefusedException(
          code, owner + "." + name, shown(parser), "a text, a number, true or false");
    }
    if (Text.exceeds(text, Limits.VALUE_CHARS_MAX)) {
      throw new RefusedException(
          code,
          owner + "." + name,
          text.length() + " characters",
          "at most " + Limits.VALUE_CHARS_MAX);
    }
    map.put(Text.wellFormed(name), text);
  }

  /** What stands there, for a message. */
  static String shown(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      default -> Text.wellFormed(parser.getText());
    };
  }

  /** The one text form of a scalar, or null when it is none. */
  private static @Nullable String scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> Text.wellFormed(parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> parser.getText();
      case VALUE_NUMBER_INT -> {
        var text = parser.getText();
        yield text.length() <= LONG_DIGITS_SURE && !text.equals("-0") ? text : plain(text);
      }
      case VALUE_NUMBER_FLOAT -> plain(parser.getText());
      default -> null;
    };
  }

  private static String plain(String number) {
    if (number.length() > Limits.VALUE_CHARS_MAX) {
      return number;
    }
    try {
      return ScalarText.ofNumber(new BigDecimal(number));
    } catch (ArithmeticException | NumberFormatException e) {
      // An exponent beyond what BigDecimal holds: kept as it was written.
      return number;
    }
  }

  /** The number, or the end of the range where it is beyond. */
  private static long integer(String digits) {
    if (digits.length() <= LONG_DIGITS_SURE) {
      return Long.parseLong(digits);
    }
    return digits.charAt(0) == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static long floor(String number) {
    var value = Math.floor(Double.parseDouble(number));
    if (Math.abs(value) < LONG_SURE) {
      return (long) value;
    }
    return value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static long instantMillis(String text, String field) throws RefusedException {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw noTime(field, text);
    }
  }

  private static RefusedException noTime(String field, String value) {
    return new RefusedException(
        RejectionCode.INVALID_TIME,
        field,
        value,
        "epoch milliseconds, or RFC 3339 text such as 2026-11-21T09:30:00Z");
  }
}
