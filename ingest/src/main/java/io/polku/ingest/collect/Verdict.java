package io.polku.ingest.collect;

import io.polku.contract.event.Event;

/** What becomes of one event that was sent. */
sealed interface Verdict {
  /** It goes into the log. */
  record Accepted(Event event) implements Verdict {}

  /** It becomes a dead letter. */
  record Refused(Refusal refusal) implements Verdict {}
}
