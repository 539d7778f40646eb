package io.polku.standalone.stack;

import io.polku.service.catalog.ServerKeys;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a stack, which one stack at a time may use. The system gives the lock back when
 * its holder ends, however it ends.
 */
public final class DataDir implements AutoCloseable {
  private static final String LOCK = "stack.lock";
  private static final String TOKEN = "admin-token";
  private static final String PASSWORD = "clickhouse-password";
  private static final String SECRET = "secret";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** Longest that the children of a stack that was killed may take to end. */
  private static final Duration ORPHANS_END_WITHIN = Duration.ofSeconds(45);

  private static final long POLL_MILLIS = 100;

  private final Path path;
  private final boolean temporary;
  private final FileChannel lock;

  private DataDir(Path path, boolean temporary, FileChannel lock) {
    this.path = path;
    this.temporary = temporary;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there, and takes its lock.
   *
   * @param path null for a temporary one
   * @throws Refusal when another stack uses it, or it cannot be made
   */
  public static DataDir open(@Nullable Path path) {
    if (path == null) {
      return temporary();
    }
    var absolute = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      return new DataDir(absolute, false, lock(absolute));
    } catch (IOException e) {
      throw new Refusal(
          "data: " + absolute + " cannot be used: " + e.getMessage() + " (expected: a directory)",
          e);
    }
  }

  /** A new directory that {@link #close} removes. */
  private static DataDir temporary() {
    try {
      var path = Files.createTempDirectory("polku-");
      return new DataDir(path, true, lock(path));
    } catch (IOException e) {
      throw new Refusal("data: no temporary directory: " + e.getMessage(), e);
    }
  }

  /** Where it is, absolute. */
  public Path path() {
    return path;
  }

  /** Whether it goes away with the stack. */
  public boolean isTemporary() {
    return temporary;
  }

  /** A directory within it. */
  Path folder(String name) {
    return path.resolve(name);
  }

  /** The admin token kept here, or null. */
  @Nullable String readToken() {
    return keptToken(path);
  }

  /**
   * The admin token kept in a data directory, or null.
   *
   * @throws Refusal when it cannot be read
   */
  public static @Nullable String keptToken(Path path) {
    return kept(path.resolve(TOKEN));
  }

  /**
   * The password of the embedded ClickHouse kept in a data directory, or null.
   *
   * @throws Refusal when it cannot be read
   */
  public static @Nullable String keptPassword(Path path) {
    return kept(path.resolve(PASSWORD));
  }

  /** Where the password of the embedded ClickHouse is kept. */
  public Path passwordFile() {
    return path.resolve(PASSWORD);
  }

  /** Keeps the admin token, readable by its owner only. */
  void writeToken(String token) {
    keep(path.resolve(TOKEN), token);
  }

  /** Keeps the password of the embedded ClickHouse, readable by its owner only. */
  void writePassword(String password) {
    keep(path.resolve(PASSWORD), password);
  }

  /**
   * The secret of this installation, made when it is asked for first. By it erased visitors are
   * recognised, so it is kept as long as the data.
   */
  String secret() {
    var kept = kept(path.resolve(SECRET));
    if (kept != null && !kept.isEmpty()) {
      return kept;
    }
    var made = ServerKeys.generate();
    keep(path.resolve(SECRET), made);
    return made;
  }

  private static @Nullable String kept(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : null;
    } catch (IOException e) {
      throw new Refusal("data: " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void keep(Path file, String secret) {
    try {
      Files.deleteIfExists(file);
      try (var channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
        channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
    } catch (IOException e) {
      throw new Refusal("data: " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until broker and store of a stack that was killed have ended: they notice that it is
   * gone, and shut down in order.
   */
  void awaitFormerChildren(String... folders) throws InterruptedException {
    var deadline = System.nanoTime() + ORPHANS_END_WITHIN.toNanos();
    for (var folder : folders) {
      var file = folder(folder).resolve("lock");
      while (Files.exists(file) && isLocked(file) && System.nanoTime() < deadline) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
      if (temporary) {
        delete(path);
      }
    } catch (IOException e) {
      throw new Refusal("data: " + path + " cannot be removed: " + e.getMessage(), e);
    }
  }

  private static boolean isLocked(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var held = channel.tryLock()) {
      return held == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    var file = path.resolve(LOCK);
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (!tryLock(channel)) {
      channel.close();
      var holder = Files.readString(file).strip();
      throw new Refusal(
          "data: "
              + path
              + " is in use by another stack"
              + (holder.isEmpty() ? "" : ", process " + holder)
              + " (stop that one, or choose another directory)");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
