package io.polku.ingest.enrich;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What kind of place visitors come from, by its host or by the name a campaign gives it. */
final class Sources {
  /** Kinds of sources, for GA4's channel groups. */
  enum Kind {
    SEARCH,
    SOCIAL,
    VIDEO,
    SHOPPING,
    AI,
    MAIL,
    /** Where visitors go in the middle of a visit, and come back from. */
    PAYMENT,
    OTHER
  }

  /** Names that are words first: a campaign may use them for anything. */
  private static final Set<String> WORDS =
      Set.of(
          "ask", "ideal", "line", "mail", "medium", "nets", "ok", "pi", "shop", "so", "target",
          "ted", "webmail", "ya", "you");

  private static final Map<String, Kind> BY_DOMAIN = new HashMap<>();
  private static final Map<String, Kind> BY_NAME = new HashMap<>();

  static {
    read();
  }

  private Sources() {}

  /** The kind of a host in lower case; its longest known domain counts. */
  static Kind ofHost(String host) {
    for (var at = 0; at >= 0; at = next(host, at)) {
      var domain = host.substring(at);
      var kind = BY_DOMAIN.get(domain);
      if (kind == null) {
        kind = ofEveryCountry(domain);
      }
      if (kind != null) {
        return kind;
      }
    }
    return Kind.OTHER;
  }

  /** The kind of a campaign's source: a host, or a plain name such as {@code google}. */
  static Kind ofName(String source) {
    var name = source.toLowerCase(Locale.ROOT);
    return name.indexOf('.') >= 0 ? ofHost(name) : BY_NAME.getOrDefault(name, Kind.OTHER);
  }

  /** {@code google.co.uk} by {@code google.}: at most two more labels, each short. */
  private static @Nullable Kind ofEveryCountry(String domain) {
    Kind known = null;
    for (var dot = domain.indexOf('.'); dot > 0; dot = domain.indexOf('.', dot + 1)) {
      var kind = BY_DOMAIN.get(domain.substring(0, dot + 1));
      if (kind != null && isCountry(domain.substring(dot + 1))) {
        known = kind;
      }
    }
    return known;
  }

  private static boolean isCountry(String rest) {
    var labels = rest.split("\\.", -1);
    return labels.length <= 2
        && labels[labels.length - 1].length() <= 3
        && (labels.length == 1 || labels[0].length() <= 3);
  }

  private static int next(String host, int from) {
    var dot = host.indexOf('.', from);
    return dot < 0 ? -1 : dot + 1;
  }

  private static void read() {
    try (var in = Sources.class.getResourceAsStream("sources.txt")) {
      if (in == null) {
        throw new IllegalStateException("resource missing: sources.txt");
      }
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\R", -1)) {
        var blank = line.indexOf(' ');
        if (blank > 0 && !line.startsWith("#")) {
          var kind = Kind.valueOf(line.substring(0, blank).toUpperCase(Locale.ROOT));
          var domain = line.substring(blank + 1).strip();
          BY_DOMAIN.put(domain, kind);
          if (domain.indexOf('.') == domain.lastIndexOf('.')) {
            BY_NAME.putIfAbsent(domain.substring(0, domain.indexOf('.')), kind);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BY_NAME.keySet().removeIf(name -> name.length() < 2 || WORDS.contains(name));
  }
}
