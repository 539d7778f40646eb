package io.polku.contract.change;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter: one record of {@code polku.rejected.v1}.
 *
 * @param site the site it was sent to (known by name, whether or not the key fitted)
 * @param code stable word for the reason, such as {@code time_out_of_range}
 * @param message the value and what was expected, for people
 * @param receivedAtMillis when the intake got it
 * @param original the event as sent, shortened to 8 kB
 */
public record Rejected(
    String site, String code, String message, long receivedAtMillis, String original) {
  /** Absent text becomes "". */
  public Rejected {
    site = orEmpty(site);
    message = orEmpty(message);
    original = orEmpty(original);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
