package io.polku.ingest.collect;

import io.polku.contract.event.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body as it was sent; null where the sender said nothing.
 *
 * @param site a well-formed name
 * @param sentAtMillis epoch milliseconds by the sender's clock
 * @param cookieless nothing is stored in the browser: the intake names the visitor, for a day
 * @param context for all events
 * @param channel for all events
 * @param events in the order of the body
 */
record SentBody(
    String site,
    @Nullable Long sentAtMillis,
    @Nullable String visitorId,
    @Nullable String userId,
    boolean cookieless,
    Context context,
    @Nullable String channel,
    List<Entry> events) {

  /** One element of the events array, and where in the body's bytes it lies (end exclusive). */
  sealed interface Entry {
    int from();

    int to();
  }

  /** An event of the right types. */
  record Event(SentEvent event, int from, int to) implements Entry {}

  /** JSON, but no event. */
  record NoEvent(Refusal refusal, int from, int to) implements Entry {}
}
