package io.polku.contract.link;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.funnel.PathGlob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people are meant to click on some pages.
 *
 * @param name for people
 * @param pages where, 1 to {@link #GLOBS_MAX} paths
 * @param link the element
 * @param goals paths that it should lead to, at most {@link #GLOBS_MAX}; none where its address
 *     says so, or nobody asks
 * @param expected share of the page views on which it is in view that should click it, above 0 and
 *     at most 1; null where nothing is expected
 */
public record IntendedLink(
    String name,
    List<PathGlob> pages,
    LinkMatch link,
    List<PathGlob> goals,
    @Nullable Double expected) {
  /** Most pages, and most goals. */
  public static final int GLOBS_MAX = 20;

  /** Refuses impossible values; copies the lists. */
  public IntendedLink {
    pages = List.copyOf(pages);
    goals = List.copyOf(goals);
    if (pages.isEmpty() || pages.size() > GLOBS_MAX || goals.size() > GLOBS_MAX) {
      throw new IllegalArgumentException(
          "pages: " + pages.size() + ", goals: " + goals.size() + " (expected: 1 to 20, 0 to 20)");
    }
    if (expected != null && !(expected > 0 && expected <= 1)) {
      throw new IllegalArgumentException(
          "expected: " + expected + " (expected: above 0, at most 1)");
    }
  }

  /** Paths that it should lead to: its goals, or else the path of its address; may be none. */
  public List<PathGlob> destinations() {
    var href = link.href();
    return goals.isEmpty() && href != null && link.isOfPath() ? List.of(href) : goals;
  }

  /** As people write it; see {@link LinkJson}. */
  @JsonValue
  JsonNode json() {
    return LinkJson.write(this);
  }

  /** Of a stored definition. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static IntendedLink stored(JsonNode json) {
    return switch (LinkJson.read(json)) {
      case LinkJson.Result.Read(var link) -> link;
      case LinkJson.Result.Refused(var problems) ->
          throw new IllegalArgumentException("link: " + problems);
    };
  }
}
