package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that began in a range.
 *
 * @param from start of the range, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param total how many there are, on all pages
 * @param sessions newest first
 * @param nextAfter where this page ends, to ask for the next; null where it is the last
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SessionList(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    long total,
    List<SessionRow> sessions,
    @Nullable String nextAfter) {
  /** Copies the sessions. */
  public SessionList {
    sessions = List.copyOf(sessions);
  }
}
