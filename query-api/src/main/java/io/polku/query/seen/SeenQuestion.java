package io.polku.query.seen;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Dimension;
import io.polku.contract.report.Seen.Kind;
import io.polku.query.range.TimeRange;

/**
 * What is asked of what occurs.
 *
 * @param site whose events
 * @param range events in it
 * @param kind of what
 * @param name of what values are asked for; else the name of an event to look at alone, or ""
 * @param q what must be contained, whatever the case; "" for nothing
 * @param limit most rows
 */
public record SeenQuestion(
    Site site, TimeRange range, Kind kind, String name, String q, int limit) {
  static final String PROP = "prop:";
  static final String ITEM = "item.";
  static final String URL = "url";

  /**
   * Refuses impossible questions.
   *
   * @throws IllegalArgumentException naming what cannot be
   */
  public SeenQuestion {
    if (kind == Kind.VALUE && !isSource(name)) {
      throw new IllegalArgumentException(
          "name: "
              + (name.isEmpty() ? "none" : name)
              + " (expected: url, prop:NAME, item.FIELD or one of "
              + Dimension.words()
              + ")");
    }
    if (kind == Kind.EVENT && !name.isEmpty()) {
      throw new IllegalArgumentException("name: " + name + " (expected: none with kind=event)");
    }
  }

  private static boolean isSource(String name) {
    return name.equals(URL)
        || (name.startsWith(PROP) && name.length() > PROP.length())
        || (name.startsWith(ITEM) && name.length() > ITEM.length())
        || Dimension.find(name).isPresent();
  }
}
