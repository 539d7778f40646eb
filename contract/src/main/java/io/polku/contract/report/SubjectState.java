package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** Which of the figures of a {@link ReportStep} subjects are behind. */
public enum SubjectState {
  ENTERED,
  CONVERTED,
  DROPPED,
  OPEN,
  EXCLUDED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word used in JSON and in the API: the name in lower case. */
  @JsonValue
  public String word() {
    return word;
  }

  /**
   * The state of that word.
   *
   * @throws IllegalArgumentException naming the word and what was expected
   */
  @JsonCreator
  public static SubjectState ofWord(String word) {
    return Arrays.stream(values())
        .filter(state -> state.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "state: "
                        + word
                        + " (expected one of: "
                        + String.join(
                            ", ", Arrays.stream(values()).map(SubjectState::word).toList())
                        + ")"));
  }

  /** That figure of a step. */
  public long of(ReportStep step) {
    return switch (this) {
      case ENTERED -> step.entered();
      case CONVERTED -> step.converted();
      case DROPPED -> step.dropped();
      case OPEN -> step.open();
      case EXCLUDED -> step.excluded();
    };
  }
}
