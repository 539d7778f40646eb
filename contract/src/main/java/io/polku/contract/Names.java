package io.polku.contract;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What names and ids may look like, in one place for ingest, definitions and queries. */
public final class Names {
  /** Longest event id, visitor id, user id or page-view id, in UTF-8 bytes. */
  public static final int ID_BYTES_MAX = 128;

  /** Longest event name, in characters (code points). */
  public static final int EVENT_NAME_CHARS_MAX = 100;

  /** Longest name of a site. */
  private static final int SITE_CHARS_MAX = 40;

  private static final Pattern FUNNEL = Pattern.compile("[a-z0-9_-]{1,60}");

  private Names() {}

  /** Whether the text names a site: 1 to 40 of {@code a-z 0-9 -}. */
  public static boolean isSite(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= SITE_CHARS_MAX;
  }

  /** Whether the text is the id of a funnel: 1 to 60 of {@code a-z 0-9 _ -}. */
  public static boolean isFunnelId(String text) {
    return FUNNEL.matcher(text).matches();
  }

  /** Whether the text names an event: 1 to 100 characters of any script, no control characters. */
  public static boolean isEventName(String text) {
    var chars = text.codePointCount(0, text.length());
    return chars >= 1 && chars <= EVENT_NAME_CHARS_MAX && !hasControl(text);
  }

  /** Whether the text can be an id: 1 to {@link #ID_BYTES_MAX} bytes, no control characters. */
  public static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= ID_BYTES_MAX
        && text.getBytes(StandardCharsets.UTF_8).length <= ID_BYTES_MAX
        && !hasControl(text);
  }

  private static boolean hasControl(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
