package io.polku.ingest.collect;

import java.util.Locale;

/** Why an event was refused. Stable: senders, dead letters and counters know these words. */
public enum RejectionCode {
  /** Not a JSON object. */
  INVALID_EVENT,
  /** {@code id}, {@code name}, {@code time} or {@code visitor_id} is not there. */
  MISSING_FIELD,
  /** {@code id}, {@code visitor_id}, {@code user_id} or {@code pv} cannot be an id. */
  INVALID_ID,
  INVALID_NAME,
  /** Not a time at all. */
  INVALID_TIME,
  /** Too far ahead, before 2000, or too old without server key. */
  TIME_OUT_OF_RANGE,
  INVALID_SEQ,
  /** {@code prev} is not an object, or a part of it not what it should be. */
  INVALID_PREV,
  INVALID_URL,
  /** {@code title} or {@code referrer} is not a text. */
  INVALID_TEXT,
  INVALID_ELEMENT,
  INVALID_ITEM,
  TOO_MANY_ITEMS,
  INVALID_VALUE,
  INVALID_CURRENCY,
  INVALID_CHANNEL,
  INVALID_CONTEXT,
  INVALID_PROPERTY,
  TOO_MANY_PROPERTIES,
  /** Only a sender with the site's server key may say this. */
  SERVER_KEY_NEEDED,
  /** Larger than one record of the log may be. */
  EVENT_TOO_LARGE,
  /** The visitor was erased and is not taken again. */
  VISITOR_ERASED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word used in answers, dead letters and metrics: the name in lower case. */
  public String word() {
    return word;
  }
}
