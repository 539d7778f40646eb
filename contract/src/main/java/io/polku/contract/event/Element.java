package io.polku.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * What was clicked. Absent parts are "".
 *
 * @param tag name of the element, in lower case
 * @param id its id attribute
 * @param text its visible text, shortened; never the value of a form field
 * @param href where it leads
 * @param selector a short, stable CSS description
 * @param link its {@code data-polku-link} value
 */
public record Element(
    String tag, String id, String text, String href, String selector, String link) {
  /** Absent parts become "". */
  public Element {
    tag = orEmpty(tag);
    id = orEmpty(id);
    text = orEmpty(text);
    href = orEmpty(href);
    selector = orEmpty(selector);
    link = orEmpty(link);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
