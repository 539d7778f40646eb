package io.polku.ingest.collect;

import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.PreviousView;
import io.polku.ingest.enrich.Hints;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as its sender wrote it, of the right types but otherwise unchecked; null where the
 * sender said nothing. Whatever protocol an event comes by, this is what {@link EventRules} judges.
 *
 * @param timeMillis epoch milliseconds by the sender's clock
 * @param context words that win over those of the body; absent ones are ""
 * @param hints of the visitor's device; they win over those of the body
 * @param items within {@link Limits#ITEMS_MAX}, each field checked
 * @param props within {@link Limits#PROPERTIES_MAX}, each checked
 */
record SentEvent(
    @Nullable String id,
    @Nullable String name,
    @Nullable Long timeMillis,
    @Nullable String visitorId,
    @Nullable String userId,
    @Nullable String pv,
    int seq,
    @Nullable PreviousView prev,
    String url,
    String referrer,
    String title,
    @Nullable Context context,
    Hints hints,
    @Nullable Element element,
    List<Map<String, String>> items,
    @Nullable Double value,
    String currency,
    @Nullable String channel,
    Map<String, String> props) {}
