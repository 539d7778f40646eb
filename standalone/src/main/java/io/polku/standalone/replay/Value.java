package io.polku.standalone.replay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one value of an event is made from a row, in this order.
 *
 * @param template the text
 * @param empty texts that mean "nothing", such as {@code -}
 * @param extract the first group of this expression, or nothing where it is not found; or null
 * @param map text to text; others stay as they are unless {@code otherwise} is given
 * @param otherwise what stands for texts that are not in the map; "" for nothing; or null
 * @param hash whether to keep only 32 hexadecimal digits of SHA-256, for ids that would be too long
 *     or tell too much
 * @param type how it is written in JSON
 */
record Value(
    Template template,
    Set<String> empty,
    @Nullable Pattern extract,
    Map<String, String> map,
    @Nullable String otherwise,
    boolean hash,
    Type type) {
  private static final int HASH_BYTES = 16;

  /** How a value is written in JSON. */
  enum Type {
    TEXT,
    NUMBER,
    BOOLEAN
  }

  Value {
    empty = Set.copyOf(empty);
    map = Map.copyOf(map);
  }

  static Value of(Template template) {
    return of(template, Type.TEXT);
  }

  static Value of(Template template, Type type) {
    return new Value(template, Set.of(), null, Map.of(), null, false, type);
  }

  /** The value's text, or null where the row has none. */
  @Nullable String of(Row row) {
    var text = template.render(row);
    if (text == null || empty.contains(text)) {
      return null;
    }
    if (extract != null) {
      var matcher = extract.matcher(text);
      text = matcher.find() ? matcher.group(1) : null;
    }
    if (text == null) {
      return null;
    }
    if (map.containsKey(text)) {
      text = map.get(text);
    } else if (otherwise != null) {
      text = otherwise;
    }
    if (text == null || text.isEmpty()) {
      return null;
    }
    return hash ? hash(text) : text;
  }

  /** The value's text, which must be there. */
  String required(String what, Row row) throws BadRowException {
    var text = of(row);
    if (text == null) {
      throw new BadRowException(what + ": empty (expected: a value)");
    }
    return text;
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
