package io.polku.contract.definition;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do on a site. Each role may do all that the ones before it may. */
public enum Role {
  /** Read every figure. */
  VIEWER,
  /** Change what is counted: funnels and segments. */
  EDITOR,
  /** Change the site itself and who may do what on it. */
  ADMIN;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word used in JSON: the name in lower case. */
  @JsonValue
  public String word() {
    return word;
  }

  /** Whether this role may do what that one may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** The role of that word, if there is one. */
  public static Optional<Role> find(String word) {
    return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
  }

  /**
   * The role of that word.
   *
   * @throws IllegalArgumentException naming the word
   */
  @JsonCreator
  public static Role ofWord(String word) {
    return find(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "role: " + word + " (expected: viewer, editor or admin)"));
  }
}
