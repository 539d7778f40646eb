package io.polku.ingest.collect;

import io.polku.ingest.enrich.Text;

/**
 * Why one event is not taken.
 *
 * @param code stable word
 * @param message the value and what was expected
 */
record Refusal(RejectionCode code, String message) {
  private static final int VALUE_CHARS_MAX = 80;

  /** A refusal that reads {@code field: value (expected: …)}; long values are shortened. */
  static Refusal of(RejectionCode code, String field, String value, String expected) {
    return new Refusal(code, field + ": " + shown(value) + " (expected: " + expected + ")");
  }

  /** A value as it may stand in a message. */
  static String shown(String value) {
    return Text.exceeds(value, VALUE_CHARS_MAX) ? Text.cut(value, VALUE_CHARS_MAX) + "…" : value;
  }
}
