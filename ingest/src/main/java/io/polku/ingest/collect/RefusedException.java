package io.polku.ingest.collect;

import org.jspecify.annotations.Nullable;

/** Leaves the reading or checking of one event at the first thing that is wrong with it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;
  private final @Nullable String visitorId;

  RefusedException(Refusal refusal) {
    this(refusal, null);
  }

  private RefusedException(Refusal refusal, @Nullable String visitorId) {
    // Without a stack trace: bad input is no fault of ours, and may come at any rate.
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
    this.visitorId = visitorId;
  }

  RefusedException(RejectionCode code, String field, String value, String expected) {
    this(Refusal.of(code, field, value, expected));
  }

  /** The same, about an event of this visitor; null where it does not say whose it is. */
  RefusedException of(@Nullable String visitorId) {
    return new RefusedException(refusal, visitorId);
  }

  /** Whose the event says to be; null where that is not known. */
  @Nullable String visitorId() {
    return visitorId;
  }

  /** What is wrong. */
  Refusal refusal() {
    return refusal;
  }
}
