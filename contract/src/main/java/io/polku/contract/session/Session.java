package io.polku.contract.session;

import io.polku.contract.event.Dimension;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is known now; replaced by key (site, visitor, start) whenever it changes.
 *
 * @param visitorId whose
 * @param startMillis time of its first event, epoch milliseconds
 * @param endMillis time of its last event
 * @param userId the last user id seen in it, or ""
 * @param events how many events
 * @param pageViews how many of them are {@code page_view}
 * @param purchases how many of them are {@code purchase}
 * @param revenue sum of {@code value} over purchases, whatever the currency
 * @param entryPath path of the first event that has one, or ""
 * @param exitPath path of the last event that has one, or ""
 * @param entry dimensions at the first event; "" values are left out
 */
public record Session(
    String visitorId,
    long startMillis,
    long endMillis,
    String userId,
    int events,
    int pageViews,
    int purchases,
    double revenue,
    String entryPath,
    String exitPath,
    Map<Dimension, String> entry) {
  /** Refuses impossible values; absent text becomes ""; copies the map. */
  public Session {
    userId = orEmpty(userId);
    entryPath = orEmpty(entryPath);
    exitPath = orEmpty(exitPath);
    entry = Map.copyOf(entry);
    if (endMillis < startMillis) {
      throw new IllegalArgumentException(
          "end: " + endMillis + " (expected: at or after start " + startMillis + ")");
    }
    if (events < 1) {
      throw new IllegalArgumentException("events: " + events + " (expected: >= 1)");
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
