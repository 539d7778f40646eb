package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A sign of trouble on the {@link WayOut}. A {@link #bit} is stored and never changes. */
public enum Signal {
  /** Somebody clicked again and again at one place. */
  RAGE_CLICK(1),
  /** A click that did nothing. */
  DEAD_CLICK(2),
  /** A form that did not accept what was entered. */
  FORM_ERROR(4),
  /** A script error. */
  JS_ERROR(8),
  /** A page with a poor web vital. */
  SLOW_PAGE(16),
  /** A search without results. */
  EMPTY_SEARCH(32);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final int bit;

  Signal(int bit) {
    this.bit = bit;
  }

  /** The word used in JSON, in the API and on screen: the name in lower case. */
  @JsonValue
  public String word() {
    return word;
  }

  /** Its bit in a stored set: 1, 2, 4 and so on. */
  public int bit() {
    return bit;
  }

  /**
   * The signal of that word.
   *
   * @throws IllegalArgumentException naming the word
   */
  @JsonCreator
  public static Signal ofWord(String word) {
    return Arrays.stream(values())
        .filter(signal -> signal.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "signal: "
                        + word
                        + " (expected one of: "
                        + String.join(", ", Arrays.stream(values()).map(Signal::word).toList())
                        + ")"));
  }

  /** The sum of their bits, as stored. */
  public static int bits(Collection<Signal> signals) {
    var bits = 0;
    for (var signal : signals) {
      bits |= signal.bit;
    }
    return bits;
  }

  /** The signals whose bits are set. */
  public static Set<Signal> ofBits(int bits) {
    var signals = EnumSet.noneOf(Signal.class);
    for (var signal : values()) {
      if ((bits & signal.bit) != 0) {
        signals.add(signal);
      }
    }
    return signals;
  }
}
