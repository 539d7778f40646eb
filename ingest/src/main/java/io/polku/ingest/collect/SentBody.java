package io.polku.ingest.collect;

import io.polku.contract.event.Context;
import io.polku.ingest.enrich.Hints;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body as it was sent; null where the sender said nothing.
 *
 * @param site a well-formed name
 * @param sentAtMillis epoch milliseconds by the sender's clock
 * @param cookieless nothing is stored in the browser: the intake names the visitor, for a day
 * @param context for all events
 * @param hints for all events
 * @param channel for all events
 * @param events in the order of the body
 * @param foreign whether it came by another product's protocol: each event then names its own
 *     visitor and context, and a sender that is no browser needs no key
 * @param serverKey sent within a write key, or ""
 */
record SentBody(
    String site,
    @Nullable Long sentAtMillis,
    @Nullable String visitorId,
    @Nullable String userId,
    boolean cookieless,
    Context context,
    Hints hints,
    @Nullable String channel,
    List<Entry> events,
    boolean foreign,
    String serverKey) {

  /** One element of the events array, and where in the body's bytes it lies (end exclusive). */
  sealed interface Entry {
    int from();

    int to();
  }

  /** An event of the right types. */
  record Event(SentEvent event, int from, int to) implements Entry {}

  /**
   * JSON, but no event.
   *
   * @param visitorId whose it says to be; null where it does not say, or not in a way that can be
   *     read
   */
  record NoEvent(Refusal refusal, @Nullable String visitorId, int from, int to) implements Entry {}
}
