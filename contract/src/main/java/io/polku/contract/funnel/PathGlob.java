package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A pattern on a raw, still percent-encoded path: {@code *} stands for anything within a segment
 * (nothing included), {@code **} for anything across segments; every other character for itself.
 * Case-sensitive, and the whole path must match.
 */
public final class PathGlob {
  private static final int CHARS_MAX = 1_000;
  private static final String ANY_WITHIN = "[^/]*";
  private static final String ANY_ACROSS = "[\\s\\S]*";

  private final String glob;
  private final Pattern pattern;

  /**
   * @param glob 1 to 1,000 characters
   * @throws IllegalArgumentException when empty or longer
   */
  @JsonCreator
  public PathGlob(String glob) {
    if (glob.isEmpty() || glob.length() > CHARS_MAX) {
      throw new IllegalArgumentException("path: '" + glob + "' (expected: 1 to 1000 characters)");
    }
    this.glob = glob;
    this.pattern = Pattern.compile(toRegex(glob));
  }

  /** Whether the whole path fits. */
  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  /** An anchored regular expression that Java and RE2 (ClickHouse) read alike. */
  public String regex() {
    return pattern.pattern();
  }

  /** Whether the glob has no star, so that it fits one path only: itself. */
  public boolean isLiteral() {
    return glob.indexOf('*') < 0;
  }

  @JsonValue
  @Override
  public String toString() {
    return glob;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathGlob that && that.glob.equals(glob);
  }

  @Override
  public int hashCode() {
    return glob.hashCode();
  }

  private static String toRegex(String glob) {
    var regex = new StringBuilder("^");
    for (var i = 0; i < glob.length(); i++) {
      var c = glob.charAt(i);
      if (c != '*') {
        if (".+?()[]{}|^$\\".indexOf(c) >= 0) {
          regex.append('\\');
        }
        regex.append(c);
      } else if (i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
        regex.append(ANY_ACROSS);
        i++;
      } else {
        regex.append(ANY_WITHIN);
      }
    }
    return regex.append('$').toString();
  }
}
