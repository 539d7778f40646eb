package io.polku.ingest.collect;

import io.polku.contract.definition.Definition.Site;
import io.polku.ingest.enrich.Hints;

/**
 * The circumstances under which a body came.
 *
 * @param site whose events these are
 * @param body what came
 * @param trusted whether the sender holds the site's server key
 * @param hints what the request shows of the visitor; none where another sent it
 * @param client what tells clients apart, see {@link Intake.Sender}
 * @param receivedAtMillis when, by the intake's clock
 */
record Sending(
    Site site, SentBody body, boolean trusted, Hints hints, String client, long receivedAtMillis) {
  /** Whether an event may name another visitor than its body, and a context of its own. */
  boolean perEvent() {
    return trusted || body.foreign();
  }

  /** What to add to the sender's times, see {@link TimeRules#correctionMillis}. */
  long correctionMillis() {
    var sentAt = body.sentAtMillis();
    return sentAt == null ? 0 : TimeRules.correctionMillis(sentAt, receivedAtMillis);
  }
}
