package io.polku.streams.event;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Tells apart two events of one id and different names, in four bytes. */
public final class NameHash {
  private NameHash() {}

  /** The hash of an event's name. */
  public static int of(String name) {
    var crc = new CRC32C();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  /** An id of its own for an event whose id another event of another name already has. */
  public static String distinctId(String id, int nameHash) {
    return id + "#" + HexFormat.of().toHexDigits(nameHash);
  }
}
