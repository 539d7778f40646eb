package io.polku.contract.link;

import io.polku.contract.funnel.PathGlob;
import org.jspecify.annotations.Nullable;

/**
 * Which element of a page is meant. All parts that are given must hold; so two links with one
 * address are told apart by where they stand or what they say.
 *
 * @param name its {@code data-polku-link}, or null
 * @param href its address as a glob: of the path where it begins with {@code /}, else of the whole
 *     address; or null
 * @param selector as events tell it ({@link io.polku.contract.event.Element#selector}), or null
 * @param text its visible text, or null
 */
public record LinkMatch(
    @Nullable String name,
    @Nullable PathGlob href,
    @Nullable String selector,
    @Nullable String text) {
  /** Refuses to mean everything. */
  public LinkMatch {
    if (name == null && href == null && selector == null && text == null) {
      throw new IllegalArgumentException(
          "link: nothing (expected: at least one of href, name, selector, text)");
    }
  }

  /** Whether {@link #href} is asked of the path alone. */
  public boolean isOfPath() {
    return href != null && href.toString().startsWith("/");
  }
}
