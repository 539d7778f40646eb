package io.polku.testkit.random;

import io.polku.contract.event.Event;
import java.util.List;

/**
 * A generated visitor.
 *
 * @param visitorId who
 * @param events what happened, in order, each once, as its first delivered copy says
 * @param delivery what arrives, in order of arrival: {@code events} reordered, some repeated
 */
public record RandomVisitor(String visitorId, List<Event> events, List<Event> delivery) {
  /** Copies the lists. */
  public RandomVisitor {
    events = List.copyOf(events);
    delivery = List.copyOf(delivery);
  }
}
