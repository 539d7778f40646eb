package io.polku.standalone.replay;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lines of a text, none longer than {@link #CHARS_MAX}; the rest of a longer one is dropped. */
final class TextLines {
  /** Longest line, in characters. */
  static final int CHARS_MAX = 1 << 20;

  private final BufferedReader reader;
  private long line;
  private boolean cut;

  TextLines(BufferedReader reader) {
    this.reader = reader;
  }

  /** The next line without its end, or null at the end of the text. */
  @Nullable String next() throws IOException {
    var text = new StringBuilder();
    cut = false;
    int c;
    while ((c = reader.read()) >= 0 && c != '\n') {
      if (text.length() < CHARS_MAX) {
        text.append((char) c);
      } else {
        cut = true;
      }
    }
    if (c < 0 && text.isEmpty()) {
      return null;
    }
    line++;
    if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
      text.setLength(text.length() - 1);
    }
    return text.toString();
  }

  /** Number of the line that {@link #next} gave last, from 1. */
  long line() {
    return line;
  }

  /** Whether that line was too long. */
  boolean cut() {
    return cut;
  }
}
