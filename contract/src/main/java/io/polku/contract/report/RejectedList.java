package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * What was refused, and why.
 *
 * @param reasons most frequent first
 * @param letters newest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RejectedList(List<Reason> reasons, List<Letter> letters) {
  /** Copies the lists. */
  public RejectedList {
    reasons = List.copyOf(reasons);
    letters = List.copyOf(letters);
  }

  /**
   * One reason.
   *
   * @param code stable word
   * @param events refused for it
   * @param firstReceivedAt since when
   * @param lastReceivedAt the last time
   */
  public record Reason(String code, long events, Instant firstReceivedAt, Instant lastReceivedAt) {}

  /**
   * One refused event.
   *
   * @param receivedAt when the intake got it
   * @param code stable word
   * @param message the value and what was expected, for people
   * @param original as sent, shortened to 8 kB
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Letter(Instant receivedAt, String code, String message, String original) {}
}
