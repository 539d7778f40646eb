package io.polku.contract.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error, as RFC 9457 says.
 *
 * @param type {@code urn:polku:problem:CODE}, the same for intake and query API
 * @param title the kind, in words
 * @param status HTTP status
 * @param code stable word for programs
 * @param detail the value and what was expected; null when the title says it all
 * @param problems each single fault of a body or a query; left out when empty
 */
public record Problem(
    String type,
    String title,
    int status,
    String code,
    @Nullable String detail,
    List<Fault> problems) {
  /** Copies the faults. */
  public Problem {
    problems = List.copyOf(problems);
  }

  /**
   * One fault.
   *
   * @param pointer JSON pointer into the body, or the name of a query parameter
   * @param message the value and what was expected
   */
  @com.fasterxml.jackson.annotation.JsonInclude(
      com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS)
  public record Fault(String pointer, String message) {}
}
