package io.polku.testkit.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * One visit of one shopper.
 *
 * @param id no other visit has it
 * @param shopper who
 * @param loggedIn whether they are logged in when it begins; {@code login} does it later
 * @param entrance how they came
 * @param startMillis when it begins, epoch milliseconds
 * @param actions in order of time, the first a page view at 0; none at the same time as another
 */
public record SimulatedVisit(
    String id,
    Shopper shopper,
    boolean loggedIn,
    Entrance entrance,
    long startMillis,
    List<Action> actions) {
  /** Copies the actions. */
  public SimulatedVisit {
    actions = List.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("actions: none (expected: at least a page view)");
    }
  }

  /** When the last action happens, epoch milliseconds. */
  public long endMillis() {
    return startMillis + actions.getLast().offsetMillis();
  }

  /** The same visit by somebody who is quicker, for those who watch. */
  public SimulatedVisit faster(int factor) {
    var quicker = new ArrayList<Action>();
    var previousMillis = -1L;
    for (var action : actions) {
      previousMillis = Math.max(previousMillis + 1, action.offsetMillis() / factor);
      quicker.add(action.at(previousMillis));
    }
    return new SimulatedVisit(id, shopper, loggedIn, entrance, startMillis, quicker);
  }
}
