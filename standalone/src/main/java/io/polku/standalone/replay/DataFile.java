package io.polku.standalone.replay;

import com.github.luben.zstd.ZstdInputStream;
import io.polku.standalone.Refusal;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A text file, plain or compressed; which one is told by its first bytes, not by its name. UTF-8;
 * bytes that are none become the replacement character, and a byte order mark is left out.
 */
final class DataFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int ZSTD_MAGIC = 0x28b52ffd;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final long bytes;
  private final AtomicLong bytesRead = new AtomicLong();
  private final BufferedReader reader;

  /** Opens the file. */
  DataFile(Path file) {
    if (!Files.exists(file)) {
      throw new Refusal("file: " + file + " does not exist");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new Refusal("file: " + file + " cannot be read (expected: a readable file)");
    }
    try {
      bytes = Files.size(file);
      reader = open(file);
    } catch (IOException e) {
      throw new Refusal("file: " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The decompressed text. Belongs to this file and is closed with it. */
  BufferedReader reader() {
    return reader;
  }

  /** Size on disk. */
  long bytes() {
    return bytes;
  }

  /** How much of it was read from disk. */
  long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private BufferedReader open(Path file) throws IOException {
    var raw =
        new BufferedInputStream(new Counting(Files.newInputStream(file), bytesRead), BUFFER_BYTES);
    try {
      var text = new BufferedReader(reader(decompressed(raw)), BUFFER_BYTES);
      text.mark(1);
      if (text.read() != BYTE_ORDER_MARK) {
        text.reset();
      }
      return text;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream decompressed(BufferedInputStream raw) throws IOException {
    raw.mark(Integer.BYTES);
    var start = raw.readNBytes(Integer.BYTES);
    raw.reset();
    var magic = 0;
    for (var b : start) {
      magic = (magic << Byte.SIZE) | (b & 0xff);
    }
    if (start.length == Integer.BYTES && magic >>> Short.SIZE == GZIP_MAGIC) {
      return new GZIPInputStream(raw, BUFFER_BYTES);
    }
    return start.length == Integer.BYTES && magic == ZSTD_MAGIC
        ? new ZstdInputStream(raw).setContinuous(false)
        : raw;
  }

  private static Reader reader(InputStream in) {
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }

  private static final class Counting extends FilterInputStream {
    private final AtomicLong count;

    Counting(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      var read = super.read();
      if (read >= 0) {
        count.incrementAndGet();
      }
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = super.read(buffer, offset, length);
      if (read > 0) {
        count.addAndGet(read);
      }
      return read;
    }
  }
}
