package io.polku.streams.visitor;

import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change.FactKey;
import io.polku.streams.event.SlimEvent;
import java.util.List;

/**
 * All that is stored of a visitor, as it was read at some moment after it was asked for.
 *
 * @param visitor whose it is
 * @param number of the request that it answers; 0 in a back-fill
 * @param epoch of the back-fill; 0 in an answer
 * @param tooLong whether there is more than can be gone through; then no events are given
 * @param events each once, in any order, reduced under the rules that it is rebuilt with
 * @param sessions starts of the stored sessions
 * @param facts keys of the stored facts
 */
public record VisitorHistory(
    VisitorKey visitor,
    long number,
    long epoch,
    boolean tooLong,
    List<SlimEvent> events,
    List<Long> sessions,
    List<FactKey> facts) {
  /** Copies. */
  public VisitorHistory {
    events = List.copyOf(events);
    sessions = List.copyOf(sessions);
    facts = List.copyOf(facts);
  }

  /** Whether it was read for this visitor because the visitor's state asked for it. */
  boolean isAnswer() {
    return number > 0;
  }
}
