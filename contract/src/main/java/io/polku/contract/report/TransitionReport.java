package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * Every change from one page, host or event to another, one right after the other within a session.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param by what changes
 * @param group whether paths are folded
 * @param total all, also those without a row
 * @param rows most frequent first
 */
public record TransitionReport(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    PathReport.By by,
    PathReport.Group group,
    long total,
    List<Row> rows) {
  /** Copies the rows. */
  public TransitionReport {
    rows = List.copyOf(rows);
  }

  /**
   * One change.
   *
   * @param from what was left
   * @param to what came after
   * @param count how often
   * @param sessions in how many sessions
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Row(String from, String to, long count, long sessions) {}
}
