package io.polku.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * The page view before this one in the same tab, as the tracker remembers it. Events of that page
 * view that were stored with a smaller highest {@code seq} show a lost tail.
 *
 * @param pv id of that page view
 * @param seq the last one given out in it; at least 0
 * @param url its address, or ""
 */
public record PreviousView(String pv, int seq, String url) {
  /** Absent texts become "". */
  public PreviousView {
    pv = orEmpty(pv);
    url = orEmpty(url);
    if (seq < 0) {
      throw new IllegalArgumentException("seq: " + seq + " (expected: >= 0)");
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
