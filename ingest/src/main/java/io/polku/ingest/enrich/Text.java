package io.polku.ingest.enrich;

/** Lengths of texts in characters, that is in Unicode code points. */
public final class Text {
  private static final char REPLACEMENT = '\uFFFD';

  private Text() {}

  /** Whether the text has more characters than that. */
  public static boolean exceeds(String text, int charsMax) {
    return text.length() > charsMax && text.codePointCount(0, text.length()) > charsMax;
  }

  /** The first characters of a text, at most that many. */
  public static String cut(String text, int charsMax) {
    return exceeds(text, charsMax) ? text.substring(0, text.offsetByCodePoints(0, charsMax)) : text;
  }

  /** Whether every surrogate has its other half, so that the text can be written as UTF-8. */
  public static boolean isWellFormed(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The text with each half surrogate, which no UTF-8 can hold, replaced by U+FFFD. */
  public static String wellFormed(String text) {
    if (isWellFormed(text)) {
      return text;
    }
    var repaired = new StringBuilder(text);
    for (var i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (isPair(text, i)) {
          i++;
        } else {
          repaired.setCharAt(i, REPLACEMENT);
        }
      }
    }
    return repaired.toString();
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }
}
