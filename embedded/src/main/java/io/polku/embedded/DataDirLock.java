package io.polku.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One process at a time on a data directory. The system frees it when its holder ends. */
final class DataDirLock implements AutoCloseable {
  private static final String FILE = "lock";

  /** A holder whose starter is gone is about to end. */
  private static final Duration WAIT_FOR_ORPHAN = Duration.ofSeconds(40);

  /** Long enough to see that a starter that was just killed is gone. */
  private static final Duration WAIT_FOR_OTHER = Duration.ofSeconds(2);

  private final Path dataDir;
  private final FileChannel channel;
  private final FileLock lock;

  private record Holder(long pid, long starterPid) {}

  private DataDirLock(Path dataDir, FileChannel channel, FileLock lock) {
    this.dataDir = dataDir;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock, waiting for a former holder that is ending.
   *
   * @throws EmbeddedException if another process uses the directory
   */
  static DataDirLock take(Path dataDir, long starterPid) throws IOException, InterruptedException {
    Files.createDirectories(dataDir);
    Path file = dataDir.resolve(FILE);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long started = System.nanoTime();
    @Nullable FileLock lock = channel.tryLock();
    while (lock == null) {
      @Nullable Holder holder = readHolder(file);
      boolean orphan = holder != null && ProcessHandle.of(holder.starterPid()).isEmpty();
      Duration wait = orphan ? WAIT_FOR_ORPHAN : WAIT_FOR_OTHER;
      if (System.nanoTime() - started > wait.toNanos()) {
        channel.close();
        throw new EmbeddedException(
            "data directory "
                + dataDir
                + " is in use"
                + (holder == null ? "" : " by process " + holder.pid()));
      }
      Thread.sleep(50);
      lock = channel.tryLock();
    }
    String holder = ProcessHandle.current().pid() + " " + starterPid + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
    return new DataDirLock(dataDir, channel, lock);
  }

  Path dataDir() {
    return dataDir;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }

  private static @Nullable Holder readHolder(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    int space = text.indexOf(' ');
    try {
      return new Holder(
          Long.parseLong(text, 0, Math.max(0, space), 10),
          Long.parseLong(text, space + 1, text.length(), 10));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
