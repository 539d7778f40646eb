package io.polku.ingest.enrich;

import java.util.Locale;
import java.util.Optional;

/**
 * An absolute address taken apart as browsers do: leniently, because pages are really visited under
 * addresses that {@code java.net.URI} refuses (unescaped bars, brackets, blanks). Nothing is
 * decoded or encoded.
 *
 * @param scheme in lower case, such as {@code https}
 * @param host in lower case, without user name and port
 * @param port with its colon, or ""
 * @param path from its first slash; "/" where http has none
 * @param query without its question mark, or ""
 * @param fragment without its hash, or ""
 */
public record Address(
    String scheme, String host, String port, String path, String query, String fragment) {
  private static final String SCHEME_END = "://";

  /** Takes a text apart; empty when it is no absolute address with a host. */
  public static Optional<Address> parse(String text) {
    var schemeEnd = text.indexOf(SCHEME_END);
    if (schemeEnd < 1 || !isScheme(text, schemeEnd)) {
      return Optional.empty();
    }
    var authorityStart = schemeEnd + SCHEME_END.length();
    var authorityEnd = firstOf(text, "/\\?#", authorityStart);
    var authority = text.substring(authorityStart, authorityEnd);
    var server = authority.substring(authority.lastIndexOf('@') + 1);
    var portStart = portStart(server);
    var host = server.substring(0, portStart).toLowerCase(Locale.ROOT);
    if (host.isEmpty() || !isHost(host) || !isPort(server, portStart)) {
      return Optional.empty();
    }
    var fragmentStart = firstOf(text, "#", authorityEnd);
    var queryStart = Math.min(firstOf(text, "?", authorityEnd), fragmentStart);
    var scheme = text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
    return Optional.of(
        new Address(
            scheme,
            host,
            server.substring(portStart),
            path(scheme, text.substring(authorityEnd, queryStart)),
            afterMark(text.substring(queryStart, fragmentStart)),
            afterMark(text.substring(fragmentStart))));
  }

  /**
   * The address without what may be personal: no user name, only allowed parameters, and of the
   * fragment only a route ({@code #/cart}, {@code #!/cart}), for the sake of single-page apps.
   */
  public String scrubbed(QueryAllowList allowed) {
    var text = new StringBuilder(scheme).append(SCHEME_END).append(host).append(port).append(path);
    var kept = allowed.scrub(query);
    if (!kept.isEmpty()) {
      text.append('?').append(kept);
    }
    if (fragment.startsWith("/") || fragment.startsWith("!")) {
      text.append('#').append(fragment, 0, firstOf(fragment, "?", 0));
    }
    return text.toString();
  }

  private static String path(String scheme, String path) {
    return path.isEmpty() && scheme.startsWith("http") ? "/" : path;
  }

  private static String afterMark(String part) {
    return part.isEmpty() ? "" : part.substring(1);
  }

  private static int firstOf(String text, String marks, int from) {
    for (var i = from; i < text.length(); i++) {
      if (marks.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static int portStart(String server) {
    var colon = server.lastIndexOf(':');
    // An IPv6 address has colons of its own, within brackets.
    return colon > server.lastIndexOf(']') ? colon : server.length();
  }

  private static boolean isPort(String server, int start) {
    return server.substring(start).chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isScheme(String text, int end) {
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      var letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHost(String host) {
    for (var i = 0; i < host.length(); i++) {
      var c = host.charAt(i);
      if (c <= ' ' || c == 0x7f || "\"<>^`{|}%".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}
