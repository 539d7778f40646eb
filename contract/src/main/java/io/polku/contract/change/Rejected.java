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
 * @param visitorId who sent it, as far as that is known, or "": by it dead letters are erased
 */
public record Rejected(
    String site,
    String code,
    String message,
    long receivedAtMillis,
    String original,
    String visitorId) {
  /**
   * Code of an event that the intake had taken and the streams did not, for its visitor had been
   * erased meanwhile.
   */
  public static final String ERASED_MEANWHILE = "erased_meanwhile";

  /** Absent text becomes "". */
  public Rejected {
    site = orEmpty(site);
    message = orEmpty(message);
    original = orEmpty(original);
    visitorId = orEmpty(visitorId);
  }

  /** A letter of nobody in particular. */
  public Rejected(
      String site, String code, String message, long receivedAtMillis, String original) {
    this(site, code, message, receivedAtMillis, original, "");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
