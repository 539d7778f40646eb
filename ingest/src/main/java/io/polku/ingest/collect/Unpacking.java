package io.polku.ingest.collect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip, whether the header says so or only the first bytes do. */
final class Unpacking {
  private static final int BUFFER_BYTES = 8 << 10;

  private Unpacking() {}

  /** Whether the bytes begin as gzip does; no JSON does. */
  static boolean isGzip(byte[] body) {
    return body.length >= 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
  }

  /**
   * The unpacked bytes.
   *
   * @throws ProblemException when they are broken, or more than {@link Limits#UNPACKED_BYTES_MAX};
   *     no more than that is ever unpacked
   */
  static byte[] gunzip(byte[] packed) throws ProblemException {
    var unpacked = new ByteArrayOutputStream(Math.max(BUFFER_BYTES, packed.length * 2));
    var buffer = new byte[BUFFER_BYTES];
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed), BUFFER_BYTES)) {
      for (var read = gzip.read(buffer); read >= 0; read = gzip.read(buffer)) {
        unpacked.write(buffer, 0, read);
        if (unpacked.size() > Limits.UNPACKED_BYTES_MAX) {
          throw new ProblemException(
              Problem.BODY_TOO_LARGE,
              "body: more than "
                  + Limits.UNPACKED_BYTES_MAX
                  + " bytes after unpacking (expected: at most that)");
        }
      }
    } catch (IOException e) {
      throw new ProblemException(
          Problem.INVALID_GZIP, "gzip: " + e.getMessage() + " (expected: whole gzip data)");
    }
    return unpacked.toByteArray();
  }
}
