package io.polku.ingest.collect;

/** Leaves the reading or checking of one event at the first thing that is wrong with it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    // Without a stack trace: bad input is no fault of ours, and may come at any rate.
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  RefusedException(RejectionCode code, String field, String value, String expected) {
    this(Refusal.of(code, field, value, expected));
  }

  /** What is wrong. */
  Refusal refusal() {
    return refusal;
  }
}
