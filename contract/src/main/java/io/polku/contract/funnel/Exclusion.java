package io.polku.contract.funnel;

import io.polku.contract.event.Event;
import java.util.List;

/**
 * Events that must not happen between two steps.
 *
 * @param match matchers of which one must hold; 1 to {@link Step#MATCHERS_MAX}
 * @param from number of the required step after which they must not happen, from 1
 * @param to number of the required step before which they must not happen, above {@code from}
 */
public record Exclusion(List<Matcher> match, int from, int to) {
  /** Refuses impossible values; copies the matchers. */
  public Exclusion {
    match = List.copyOf(match);
    if (match.isEmpty() || match.size() > Step.MATCHERS_MAX) {
      throw new IllegalArgumentException("match: " + match.size() + " (expected: 1 to 20)");
    }
    if (from < 1 || from >= to) {
      throw new IllegalArgumentException(
          "from, to: " + from + ", " + to + " (expected: steps from 1, from before to)");
    }
  }

  /**
   * Whether a matcher holds. An event that matches any step of the funnel is no exclusion whatever
   * this says: ask {@link FunnelDefinition#excludes}.
   */
  public boolean matches(Event event) {
    for (var matcher : match) {
      if (matcher.matches(event)) {
        return true;
      }
    }
    return false;
  }
}
