package io.polku.query.funnel;

import io.polku.contract.event.Dimension;

/** What a report is broken down by. The value is taken at the event that enters the funnel. */
public sealed interface Breakdown {
  /** Prefix of a property's name in a request. */
  String PROP = "prop:";

  /** A named dimension. */
  record Named(Dimension dimension) implements Breakdown {}

  /** A property; "" where the event has none. */
  record Prop(String name) implements Breakdown {}

  /**
   * Reads what a request says.
   *
   * @throws IllegalArgumentException naming the text
   */
  static Breakdown of(String text) {
    if (text.startsWith(PROP) && text.length() > PROP.length()) {
      return new Prop(text.substring(PROP.length()));
    }
    return Dimension.find(text)
        .<Breakdown>map(Named::new)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "breakdown: "
                        + text
                        + " (expected: prop:NAME or one of "
                        + Dimension.words()
                        + ")"));
  }
}
