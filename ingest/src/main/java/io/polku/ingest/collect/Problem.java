package io.polku.ingest.collect;

import java.util.Locale;

/** Why a whole request was not taken. Stable: senders and counters know these words. */
public enum Problem {
  MALFORMED_JSON(400, "The body is not JSON"),
  INVALID_BODY(400, "The body is not what is expected"),
  INVALID_GZIP(400, "The body cannot be unpacked"),
  INVALID_PARAMETER(400, "A parameter is not what is expected"),
  UNKNOWN_SITE(401, "There is no such site"),
  WRONG_KEY(401, "The server key does not fit the site"),
  WRONG_SIGNATURE(401, "The signed address is not good, or no longer"),
  ORIGIN_NOT_ALLOWED(403, "The site does not take events from this origin"),
  NOT_FOUND(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "This can only be asked in another way"),
  BODY_TIMEOUT(408, "The body took too long"),
  BODY_TOO_LARGE(413, "The body is too large"),
  TOO_MANY_EVENTS(413, "The body holds too many events"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's type is not taken"),
  TOO_MANY_REQUESTS(429, "Too much at once"),
  INTERNAL_ERROR(500, "The intake has a bug"),
  STARTING(503, "The intake has just started"),
  OVERLOADED(503, "The intake is busy"),
  KAFKA_UNAVAILABLE(503, "Events cannot be stored now"),
  QUERY_UNAVAILABLE(503, "Figures cannot be had now");

  private final int status;
  private final String title;
  private final String word = name().toLowerCase(Locale.ROOT);

  Problem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** What is wrong, in general. */
  public String title() {
    return title;
  }

  /** The stable code: the name in lower case. */
  public String word() {
    return word;
  }
}
