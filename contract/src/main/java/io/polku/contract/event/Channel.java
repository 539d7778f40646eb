package io.polku.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a visitor met the seller. A browser may only say {@link #WEB} or {@link #APP}. */
public enum Channel {
  WEB,
  APP,
  STORE,
  PHONE,
  CHAT,
  EMAIL;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word used in JSON, SQL and on screen: the name in lower case. */
  @JsonValue
  public String word() {
    return word;
  }

  /**
   * The channel of that word.
   *
   * @throws IllegalArgumentException naming the word and what was expected
   */
  @JsonCreator
  public static Channel ofWord(String word) {
    for (var channel : values()) {
      if (channel.word().equals(word)) {
        return channel;
      }
    }
    throw new IllegalArgumentException(
        "channel: "
            + word
            + Arrays.stream(values())
                .map(Channel::word)
                .collect(Collectors.joining(", ", " (expected one of: ", ")")));
  }
}
