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
 * @param republished repeats that the intakes themselves made: published from the spool though the
 *     log had them already
 * @param duplicates repeats that were removed
 * @param stored can be queried
 * @param inFlight accepted, and not yet stored with all that follows from it
 * @param inFlightExact false where too much lies in the log to be counted, or the log is away
 * @param late stored, but later than the grace allows
 * @param idConflicts stored under another id, since another event had theirs
 * @param lastReceivedAt when the newest stored event came, or null
 * @param bots stored, and sent by programs, as they say themselves or as is suspected
 * @param botsSuspected of those, the ones that do not say so
 * @param botsByReason of those, by signal; an event may have several
 * @param lost sent by a tracker, as its numbers show, and never received; null where it could not
 *     be measured in time
 * @param loss where it was lost, and how sure that is; null with {@code lost}
 * @param log the check of the whole log; null for a range, where the log is away, and while a
 *     visitor is being erased
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
    @Nullable Instant lastReceivedAt,
    long bots,
    long botsSuspected,
    Map<String, Long> botsByReason,
    @Nullable Long lost,
    @Nullable Loss loss,
    @Nullable LogCheck log) {
  /** Copies the reasons, in order. */
  public Quality {
    rejectedByCode = new TreeMap<>(rejectedByCode);
    botsByReason = new TreeMap<>(botsByReason);
  }

  /**
   * Whether everything that was ever appended to the topic of events is accounted for. Kafka's
   * offsets count what was appended, whoever wrote it and whatever became of it; the other side
   * counts rows. Of all sites together, since offsets know no sites.
   *
   * @param appended records that were ever appended, by the topic's end offsets
   * @param accounted of all sites: stored, duplicates, in flight and erased
   * @param erased of all sites: once taken, and gone with their visitors
   * @param missing {@code appended - accounted}; 0 unless something is wrong
   */
  public record LogCheck(long appended, long accounted, long erased, long missing) {}
}
