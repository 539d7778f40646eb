package io.polku.ingest.enrich;

import io.polku.contract.funnel.PathGlob;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Folds the ids in paths, so that {@code /p/42} and {@code /p/43} are one page to look at: by the
 * site's own patterns, of which the first that fits is the group, else by what looks like an id.
 * Funnels match on the path itself, never on this.
 */
final class PathGroups {
  private static final String FOLDED = "*";

  /** A number, a UUID, a long hexadecimal text, or a long one that mixes letters and digits. */
  private static final Pattern ID =
      Pattern.compile(
          "[0-9]+"
              + "|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
              + "|(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{12,}"
              + "|(?=[A-Za-z_]*[0-9])[0-9A-Za-z_]{20,}");

  private final List<PathGlob> patterns;

  PathGroups(List<PathGlob> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /** The group of a raw path; "" for "". */
  String of(String path) {
    for (var pattern : patterns) {
      if (pattern.matches(path)) {
        return pattern.toString();
      }
    }
    if (path.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return path;
    }
    var group = new StringBuilder();
    var from = 0;
    while (from <= path.length()) {
      var slash = path.indexOf('/', from);
      var to = slash < 0 ? path.length() : slash;
      var segment = path.substring(from, to);
      group.append(ID.matcher(segment).matches() ? FOLDED : segment);
      if (slash >= 0) {
        group.append('/');
      }
      from = to + 1;
    }
    return group.toString();
  }
}
