package io.polku.ingest.collect;

import java.time.ZoneId;

/**
 * The circumstances under which a body came.
 *
 * @param body what came
 * @param trusted whether the sender holds the site's server key
 * @param receivedAtMillis when, by the intake's clock
 * @param zone in which the site counts its days
 * @param client what tells clients apart, see {@link Intake.Sender}
 */
record Sending(SentBody body, boolean trusted, long receivedAtMillis, ZoneId zone, String client) {
  /** What to add to the sender's times, see {@link TimeRules#correctionMillis}. */
  long correctionMillis() {
    var sentAt = body.sentAtMillis();
    return sentAt == null ? 0 : TimeRules.correctionMillis(sentAt, receivedAtMillis);
  }
}
