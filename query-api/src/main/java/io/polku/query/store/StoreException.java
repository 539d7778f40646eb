package io.polku.query.store;

/** ClickHouse did not answer a query. The message is for people and names no secret. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Why, so that a caller can be told what to do. */
  public enum Kind {
    /** Too many queries at once: try again soon. */
    BUSY,
    /** It cannot be reached: try again later. */
    AWAY,
    /** The query needs more time, memory or rows than one may have: ask for less. */
    TOO_EXPENSIVE,
    /** A mistake of ours. */
    BROKEN
  }

  StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
