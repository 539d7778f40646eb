package io.polku.contract.history;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A visitor is to be rebuilt from all that is stored of them when this is read: one record of
 * {@code polku.rebuilds.v1}. Everything before it has left the streams, and is in ClickHouse once
 * the sink has stored the changes that lie in the same partition at that moment.
 *
 * @param site the site
 * @param visitorId the visitor; "" where a funnel version of the site is to be back-filled
 * @param number counts the visitor's requests, from 1; 0 for a back-fill
 * @param receivedAtMillis when the event that made it necessary was received
 */
public record RebuildRequest(String site, String visitorId, long number, long receivedAtMillis) {
  /** An absent visitor becomes "". */
  public RebuildRequest {
    visitorId = visitorId == null ? "" : visitorId;
  }

  /** Whether it asks for a back-fill. */
  @JsonIgnore
  public boolean isBackfill() {
    return visitorId.isEmpty();
  }
}
