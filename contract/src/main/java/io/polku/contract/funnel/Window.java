package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * How long a chain may take; inclusive.
 *
 * @param length above 0
 * @param perStep whether it is the longest time from each required step to the next, and not from
 *     the first to the last
 */
public record Window(Duration length, boolean perStep) {
  /** Refuses a length that is not above 0. */
  public Window {
    if (!length.isPositive()) {
      throw new IllegalArgumentException("window: " + length + " (expected: > PT0S)");
    }
  }

  /** A window from the first to the last step. */
  public static Window whole(Duration length) {
    return new Window(length, false);
  }

  /** A window from each required step to the next. */
  public static Window eachStep(Duration length) {
    return new Window(length, true);
  }

  /** The window of a stored definition; a plain duration is one from first to last step. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Window stored(String length) {
    return whole(Duration.parse(length));
  }

  /** The window of a stored definition. */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  static Window stored(
      @JsonProperty("length") Duration length, @JsonProperty("per_step") boolean perStep) {
    return new Window(length, perStep);
  }
}
