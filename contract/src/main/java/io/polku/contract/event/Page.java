package io.polku.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * Where an event happened. Absent parts are "".
 *
 * @param url the whole address, its query string reduced to the allow-list
 * @param host the host of {@code url}, in lower case
 * @param path the raw path of {@code url}, still percent-encoded, without query; "" without a url
 * @param title the document's title
 * @param referrer the address the visitor came from
 * @param pathGroup {@code path} with its ids folded, such as {@code /p/*}, or ""
 */
public record Page(
    String url, String host, String path, String title, String referrer, String pathGroup) {
  /** No page at all. */
  public static final Page NONE = new Page("", "", "", "", "");

  /** Absent parts become "". */
  public Page {
    url = orEmpty(url);
    host = orEmpty(host);
    path = orEmpty(path);
    title = orEmpty(title);
    referrer = orEmpty(referrer);
    pathGroup = orEmpty(pathGroup);
  }

  /** A page of no known group. */
  public Page(String url, String host, String path, String title, String referrer) {
    this(url, host, path, title, referrer, "");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
