package io.polku.contract.funnel;

import io.polku.contract.Names;
import io.polku.contract.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on one event, all of which must hold. At least one part is given.
 *
 * @param event exact, case-sensitive name of the event, or null for any
 * @param path glob on the raw path, or null for any
 * @param where conditions on properties, items and dimensions; at most {@link #WHERE_MAX}
 */
public record Matcher(@Nullable String event, @Nullable PathGlob path, List<Predicate> where) {
  /** Most conditions of one matcher. */
  public static final int WHERE_MAX = 20;

  /** Refuses impossible values; copies the conditions. */
  public Matcher {
    where = List.copyOf(where);
    if (event == null && path == null && where.isEmpty()) {
      throw new IllegalArgumentException("matcher: {} (expected: event, path or where)");
    }
    if (event != null && !Names.isEventName(event)) {
      throw new IllegalArgumentException("event: '" + event + "' (expected: 1 to 100 characters)");
    }
    if (where.size() > WHERE_MAX) {
      throw new IllegalArgumentException("where: " + where.size() + " (expected: at most 20)");
    }
  }

  /** Whether all parts hold for the event. */
  public boolean matches(Event candidate) {
    if (event != null && !event.equals(candidate.name())) {
      return false;
    }
    if (path != null && !path.matches(candidate.page().path())) {
      return false;
    }
    for (var predicate : where) {
      if (!predicate.matches(candidate)) {
        return false;
      }
    }
    return true;
  }
}
