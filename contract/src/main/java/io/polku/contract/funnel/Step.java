package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.polku.contract.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a funnel.
 *
 * @param name what people call it, 1 to 200 characters
 * @param match matchers of which one must hold; 1 to {@link #MATCHERS_MAX}
 * @param optional whether a chain may do without it; never the first or the last step
 */
public record Step(String name, List<Matcher> match, boolean optional) {
  /** Most matchers of one step. */
  public static final int MATCHERS_MAX = 20;

  private static final int NAME_CHARS_MAX = 200;

  /** Refuses impossible values; copies the matchers. */
  public Step {
    if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
      throw new IllegalArgumentException("name: '" + name + "' (expected: 1 to 200 characters)");
    }
    match = List.copyOf(match);
    if (match.isEmpty() || match.size() > MATCHERS_MAX) {
      throw new IllegalArgumentException("match: " + match.size() + " (expected: 1 to 20)");
    }
  }

  /** A required step. */
  public Step(String name, List<Matcher> match) {
    this(name, match, false);
  }

  /** A step of a stored definition; one that says nothing of it is required. */
  @JsonCreator
  static Step stored(
      @JsonProperty("name") String name,
      @JsonProperty("match") List<Matcher> match,
      @JsonProperty("optional") @Nullable Boolean optional) {
    return new Step(name, match, optional != null && optional);
  }

  /** Whether the event can serve as this step. */
  public boolean matches(Event event) {
    for (var matcher : match) {
      if (matcher.matches(event)) {
        return true;
      }
    }
    return false;
  }
}
