package io.polku.contract.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * A visitor is to be rebuilt from all that is stored of them when this is read: one record of
 * {@code polku.rebuilds.v1}. Everything before it has left the streams, and is in ClickHouse once
 * the sink has stored the changes that lie in the same partition at that moment. Or the visitor is
 * to be erased from the tables, which waits for the same.
 *
 * @param site the site
 * @param visitorId the visitor; "" where a funnel version of the site is to be back-filled
 * @param number counts the visitor's requests, from 1; 0 for a back-fill; of an erasure the
 *     visitor's number there
 * @param receivedAtMillis when the event that made it necessary was received
 * @param erasure the erasure, or null where the visitor is to be rebuilt
 */
public record RebuildRequest(
    String site, String visitorId, long number, long receivedAtMillis, @Nullable Erasing erasure) {
  /**
   * The visitor is to be erased, and the state of the streams is without already.
   *
   * @param id of the erasure
   * @param stateEntries how many entries of the state were deleted
   */
  public record Erasing(String id, long stateEntries) {}

  /** An absent visitor becomes "". */
  public RebuildRequest {
    visitorId = visitorId == null ? "" : visitorId;
  }

  /** A request for history. */
  public RebuildRequest(String site, String visitorId, long number, long receivedAtMillis) {
    this(site, visitorId, number, receivedAtMillis, null);
  }

  /** Whether it asks for a back-fill. */
  @JsonIgnore
  public boolean isBackfill() {
    return visitorId.isEmpty();
  }
}
