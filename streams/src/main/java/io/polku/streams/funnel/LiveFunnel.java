package io.polku.streams.funnel;

import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Subject;

/**
 * A version of a funnel that is being computed.
 *
 * @param id the funnel
 * @param version its version
 * @param definition what it counts
 */
public record LiveFunnel(String id, int version, FunnelDefinition definition) {
  /** The funnel of a stored version. */
  public static LiveFunnel of(FunnelVersion version) {
    return new LiveFunnel(version.id(), version.version(), version.funnel());
  }

  /** Which steps an event can serve as: bit k−1 for step k. */
  public int mask(Event event) {
    var mask = 0;
    var steps = definition.steps();
    for (var i = 0; i < steps.size(); i++) {
      if (steps.get(i).matches(event)) {
        mask |= 1 << i;
      }
    }
    return mask;
  }

  /** How many steps it has. */
  public int steps() {
    return definition.steps().size();
  }

  /** Longest time from first to last step, inclusive. */
  public long windowMillis() {
    return definition.window().length().toMillis();
  }

  /** Whether each session is a subject of its own. */
  public boolean perSession() {
    return definition.subject() == Subject.SESSION;
  }
}
