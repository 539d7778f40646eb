package io.polku.ingest.collect;

/**
 * The circumstances under which a body came.
 *
 * @param body what came
 * @param trusted whether the sender holds the site's server key
 * @param receivedAtMillis when, by the intake's clock
 */
record Sending(SentBody body, boolean trusted, long receivedAtMillis) {
  /** What to add to the sender's times, see {@link TimeRules#correctionMillis}. */
  long correctionMillis() {
    var sentAt = body.sentAtMillis();
    return sentAt == null ? 0 : TimeRules.correctionMillis(sentAt, receivedAtMillis);
  }
}
