package io.polku.standalone.replay;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One row of the file.
 *
 * @param number from 1, counting every row of the file that could be read and every one that could
 *     not, but no header
 * @param line line on which it ends, from 1
 * @param values column to text; a column without a value may be missing or ""
 */
record Row(long number, long line, Map<String, String> values) implements Line {
  /** The column's text, or "" where the row has none. */
  String get(String column) {
    return values.getOrDefault(column, "");
  }

  /**
   * Eight hexadecimal digits over all values. With the row number in an event's id, rows of two
   * different files do not pass for repeats of each other.
   */
  String digest() {
    var crc = new CRC32C();
    values.values().forEach(value -> update(crc, value));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static void update(CRC32C crc, String value) {
    crc.update(value.getBytes(StandardCharsets.UTF_8));
    crc.update(0);
  }
}
