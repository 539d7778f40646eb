package io.polku.query.subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.util.Base64;

/**
 * Where a page of subjects ends.
 *
 * @param enteredMillis when the last one entered
 * @param visitorId its visitor
 * @param sessionStartMillis its session, or 0
 * @param held the value it holds, or ""
 */
public record Cursor(long enteredMillis, String visitorId, long sessionStartMillis, String held) {
  /** Unpadded URL-safe Base64. */
  String text() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Json.mapper().writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a cursor cannot fail to be written", e);
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException where it did not
   */
  public static Cursor of(String text) {
    try {
      var cursor = Json.mapper().readValue(Base64.getUrlDecoder().decode(text), Cursor.class);
      if (cursor == null || cursor.visitorId == null) {
        throw new IllegalArgumentException("no visitor");
      }
      return cursor.held == null
          ? new Cursor(cursor.enteredMillis, cursor.visitorId, cursor.sessionStartMillis, "")
          : cursor;
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "after: " + text + " (expected: the next_after of an answer)", e);
    }
  }
}
