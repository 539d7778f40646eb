package io.polku.ingest.collect;

import io.polku.contract.Names;
import io.polku.ingest.enrich.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids where a client gave none that can be one. */
final class ForeignIds {
  /** What ids made here begin with: their events are counted at least once, not exactly once. */
  static final String MADE = "h-";

  private static final int BYTES = 16;

  private ForeignIds() {}

  /**
   * The id, where it can be one; else one made of the content, the same whenever that is sent
   * again.
   *
   * @param content everything by which two events differ
   */
  static String of(String id, String... content) {
    return Names.isId(id) && Text.isWellFormed(id) ? id : MADE + hash(content);
  }

  private static String hash(String... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
