package io.polku.query.path;

import io.polku.contract.Names;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.WayOut;
import java.util.List;

/** Where a way begins or ends. */
public sealed interface PathPoint {
  /** As it was asked for. */
  String text();

  /**
   * A page view or an event.
   *
   * @param text as it was asked for
   * @param matcher what fits
   */
  record Seen(String text, Matcher matcher) implements PathPoint {}

  /**
   * That a stored funnel's subject reached a step, in the reported chain.
   *
   * @param text as it was asked for
   * @param funnel its id
   * @param step its number, from 1
   */
  record Step(String text, String funnel, int step) implements PathPoint {}

  /**
   * Reads {@code page:PATH}, {@code event:NAME} or {@code step:FUNNEL/K}.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  static PathPoint of(String text) {
    var colon = text.indexOf(':');
    var rest = text.substring(colon + 1);
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "page" -> new Seen(text, new Matcher(WayOut.PAGE_VIEW, new PathGlob(rest), List.of()));
      case "event" -> {
        if (!Names.isEventName(rest)) {
          throw unknown(text);
        }
        yield new Seen(text, new Matcher(rest, null, List.of()));
      }
      case "step" -> step(text, rest);
      default -> throw unknown(text);
    };
  }

  private static Step step(String text, String rest) {
    var slash = rest.lastIndexOf('/');
    if (slash < 1 || !rest.substring(slash + 1).matches("[1-9][0-9]?")) {
      throw unknown(text);
    }
    var step = Integer.parseInt(rest.substring(slash + 1));
    if (step > FunnelDefinition.STEPS_MAX) {
      throw unknown(text);
    }
    return new Step(text, rest.substring(0, slash), step);
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        text + " (expected: page:PATH, event:NAME or step:FUNNEL/K)");
  }
}
