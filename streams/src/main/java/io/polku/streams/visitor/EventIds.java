package io.polku.streams.visitor;

import org.jspecify.annotations.Nullable;

/** The ids of one visitor's events that are not in the visitor's state (any more). */
public interface EventIds {
  /** The name hash of the event with that id, or null if there is none. */
  @Nullable Integer nameHash(String id);

  /** Remembers an event. */
  void put(String id, int nameHash, long timeMillis);
}
