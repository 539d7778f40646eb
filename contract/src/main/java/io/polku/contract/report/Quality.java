package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether everything that was sent to a site was counted. {@code received = accepted + rejected};
 * {@code accepted + republished = stored + duplicates + in_flight}.
 *
 * @param from first moment of receipt, or null for the beginning
 * @param to end of the time of receipt, exclusive, or null for none
 * @param asOf how far the log has been processed
 * @param received accepted and rejected
 * @param accepted answered with 202, each sending counted
 * @param rejected refused
 * @param rejectedByCode why
 * @param republished published again from the local spool
 * @param duplicates repeats that were removed
 * @param stored can be queried
 * @param inFlight accepted, and not yet stored with all that follows from it
 * @param inFlightExact false where too much lies in the log to be counted, or the log is away
 * @param late stored, but later than the grace allows
 * @param idConflicts stored under another id, since another event had theirs
 * @param lost null until the tracker keeps a ledger
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Quality(
    @Nullable Instant from,
    @Nullable Instant to,
    Instant asOf,
    long received,
    long accepted,
    long rejected,
    Map<String, Long> rejectedByCode,
    long republished,
    long duplicates,
    long stored,
    long inFlight,
    boolean inFlightExact,
    long late,
    long idConflicts,
    @Nullable Long lost) {
  /** Copies the reasons, in order. */
  public Quality {
    rejectedByCode = new TreeMap<>(rejectedByCode);
  }
}
