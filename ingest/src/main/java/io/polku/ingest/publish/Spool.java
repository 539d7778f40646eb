package io.polku.ingest.publish;

import io.polku.ingest.publish.SpoolStore.Kept;
import io.polku.service.logging.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on local disk that Kafka has not taken yet. One thread writes: whatever has come while it
 * wrote is written next, with one fsync for all of it. Bounded by bytes and by the age of the
 * oldest record; a record that was kept is never thrown away. Thread-safe.
 *
 * <p>A disk that fails or is full makes it refuse records until it can be written again; it tries
 * that once a second. Damage is put aside, see {@link SpoolStore}.
 */
final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int GROUP_MAX = 10_000;
  private static final long GROUP_BYTES_MAX = 8L << 20;
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
  private static final long BYTES_MIB = 1L << 20;

  private final SpoolSettings settings;
  private final LongSupplier wallMillis;
  private final LinkedBlockingQueue<Addition> waiting = new LinkedBlockingQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong keptRecords = new AtomicLong();
  private final AtomicLong refusedRecords = new AtomicLong();
  private final AtomicLong removedRecords = new AtomicLong();
  private final AtomicLong damagedRecords = new AtomicLong();
  private final Thread writer;

  /** Guarded by this, as is all that is done with it. */
  private @Nullable SpoolStore store;

  /** Guarded by this. */
  private long reopenAtMillis;

  private volatile String failure = "";
  private volatile State state = new State(0, 0, 0);
  private volatile boolean closed;

  /**
   * What lies there.
   *
   * @param records how many
   * @param bytes what they count for together
   * @param oldestMillis when the oldest was kept; 0 when there is none
   */
  record State(long records, long bytes, long oldestMillis) {}

  private record Addition(List<Outgoing> records, long bytes, Consumer<String> done) {}

  private Spool(SpoolSettings settings, LongSupplier wallMillis) {
    this.settings = settings;
    this.wallMillis = wallMillis;
    this.writer = Thread.ofPlatform().name("polku-spool").unstarted(this::writeAll);
  }

  /**
   * Opens the spool of a directory, or makes one.
   *
   * @param wallMillis epoch milliseconds
   * @throws IllegalStateException when the directory cannot be used; the message names it
   */
  static Spool open(SpoolSettings settings, LongSupplier wallMillis) {
    var spool = new Spool(settings, wallMillis);
    try {
      makePrivate(settings.dir());
      synchronized (spool) {
        spool.reopen();
      }
    } catch (IOException | RocksDBException e) {
      throw new IllegalStateException(
          "spool "
              + settings.dir()
              + ": "
              + e.getMessage()
              + " (expected: a directory on a local disk that no other intake uses)",
          e);
    }
    var found = spool.state();
    if (found.records() > 0) {
      LOG.info("spool {}: {} records wait for Kafka", settings.dir(), found.records());
    }
    spool.writer.start();
    return spool;
  }

  /**
   * Keeps records.
   *
   * @param done called once, on any thread: with "" when the disk has them all, else with why none
   *     is kept
   */
  void add(List<Outgoing> records, Consumer<String> done) {
    var bytes = 0L;
    for (var record : records) {
      bytes += SpoolStore.bytesOf(record);
    }
    var before = state;
    var all = before.bytes() + waitingBytes.addAndGet(bytes);
    var problem =
        closed
            ? "the spool is closed"
            : all > settings.bytesMax() ? full(before) : limit(before, wallMillis.getAsLong());
    if (!problem.isEmpty()) {
      waitingBytes.addAndGet(-bytes);
      refusedRecords.addAndGet(records.size());
      done.accept(problem);
      return;
    }
    waiting.add(new Addition(List.copyOf(records), bytes, done));
  }

  /**
   * The first records, in the order in which they were kept; none when it is empty or the disk does
   * not let it.
   */
  synchronized List<Kept> first(int recordsMax, long bytesMax) {
    try {
      var usable = usable();
      return usable == null || usable.records() == 0
          ? List.of()
          : usable.first(recordsMax, bytesMax);
    } catch (RocksDBException | IOException e) {
      failed(store, e);
      return List.of();
    }
  }

  /** Removes records that {@link #first} has just answered: Kafka has them. */
  synchronized void remove(List<Kept> records) {
    if (store == null || records.isEmpty()) {
      return;
    }
    try {
      store.removeThrough(records.getLast());
      removedRecords.addAndGet(records.size());
    } catch (RocksDBException e) {
      // They will be published once more, and be removed as repeats.
      failed(store, e);
    }
    tellState();
  }

  /** What lies there. */
  State state() {
    return state;
  }

  /** "" while it would keep a record, else why not. */
  String problem() {
    var now = state;
    if (now.bytes() >= settings.bytesMax()) {
      return full(now);
    }
    return failure.isEmpty() ? limit(now, wallMillis.getAsLong()) : failure;
  }

  /** What it takes at most. */
  long bytesMax() {
    return settings.bytesMax();
  }

  /** Records kept since the start. */
  AtomicLong keptRecords() {
    return keptRecords;
  }

  /** Records not kept since the start, for want of room or of a disk. */
  AtomicLong refusedRecords() {
    return refusedRecords;
  }

  /** Records removed since the start because Kafka has them. */
  AtomicLong removedRecords() {
    return removedRecords;
  }

  /** Records known to be lost because the disk has damaged them, since the start. */
  AtomicLong damagedRecords() {
    return damagedRecords;
  }

  /** Writes what was added before, then closes. */
  @Override
  public void close() {
    closed = true;
    waiting.add(new Addition(List.of(), 0, _ -> {}));
    try {
      writer.join(CLOSE_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (store != null) {
        store.close();
        store = null;
      }
    }
  }

  private String full(State now) {
    return "the spool is full: "
        + now.bytes() / BYTES_MIB
        + " of "
        + settings.bytesMax() / BYTES_MIB
        + " MiB wait for Kafka";
  }

  private String limit(State now, long nowMillis) {
    var tooOld =
        now.oldestMillis() > 0 && nowMillis - now.oldestMillis() > settings.ageMax().toMillis();
    return tooOld
        ? "Kafka has been away for more than " + settings.ageMax() + ", and the spool takes no more"
        : "";
  }

  private void writeAll() {
    var group = new ArrayList<Addition>();
    while (true) {
      try {
        group.add(waiting.take());
      } catch (InterruptedException e) {
        LOG.debug("interrupted", e);
        continue;
      }
      var bytes = group.getFirst().bytes();
      while (group.size() < GROUP_MAX && bytes < GROUP_BYTES_MAX) {
        var more = waiting.poll();
        if (more == null) {
          break;
        }
        group.add(more);
        bytes += more.bytes();
      }
      write(group, bytes);
      group.clear();
      if (closed && waiting.isEmpty()) {
        return;
      }
    }
  }

  private void write(List<Addition> group, long bytes) {
    var records = new ArrayList<Outgoing>();
    group.forEach(addition -> records.addAll(addition.records()));
    var problem = records.isEmpty() ? "" : written(records);
    waitingBytes.addAndGet(-bytes);
    (problem.isEmpty() ? keptRecords : refusedRecords).addAndGet(records.size());
    for (var addition : group) {
      try {
        addition.done().accept(problem);
      } catch (RuntimeException e) {
        LOG.error("an answer could not be given", Traces.of(e));
      }
    }
  }

  private synchronized String written(List<Outgoing> records) {
    try {
      var usable = usable();
      if (usable == null) {
        return failure;
      }
      usable.append(records, wallMillis.getAsLong());
      tellState();
      return "";
    } catch (RocksDBException | IOException e) {
      failed(store, e);
      return failure;
    }
  }

  /** To be called with the lock: the store, opened again where that may work by now. */
  private @Nullable SpoolStore usable() throws RocksDBException, IOException {
    if (store == null && !closed && wallMillis.getAsLong() >= reopenAtMillis) {
      reopen();
    }
    return store;
  }

  /** To be called with the lock. */
  private void reopen() throws RocksDBException, IOException {
    var opened = SpoolStore.open(settings.dir(), wallMillis.getAsLong());
    store = opened.store();
    if (!failure.isEmpty()) {
      LOG.info("spool {}: can be written again", settings.dir());
      failure = "";
    }
    damaged(opened);
    tellState();
  }

  /** To be called with the lock: closes the store, so that the next use opens it again. */
  private void failed(@Nullable SpoolStore failed, Exception e) {
    LOG.error("spool {}: {}", settings.dir(), e.getMessage());
    failure = "the spool cannot be used: " + e.getMessage();
    reopenAtMillis = wallMillis.getAsLong() + REOPEN_AFTER.toMillis();
    if (failed != null) {
      failed.close();
    }
    store = null;
    if (e instanceof RocksDBException damage && SpoolStore.isDamage(damage)) {
      try {
        var opened =
            SpoolStore.putAside(
                settings.dir(), String.valueOf(e.getMessage()), wallMillis.getAsLong());
        store = opened.store();
        failure = "";
        damaged(opened);
        tellState();
      } catch (RocksDBException | IOException again) {
        LOG.error("spool {}: {}", settings.dir(), again.getMessage());
      }
    }
  }

  private void damaged(SpoolStore.Opened opened) {
    if (!opened.damage().isEmpty()) {
      damagedRecords.addAndGet(opened.damagedRecords());
      LOG.error("spool {} was damaged: {}", settings.dir(), opened.damage());
    }
  }

  /** To be called with the lock. */
  private void tellState() {
    if (store == null) {
      return;
    }
    state = new State(store.records(), store.bytes(), store.oldestMillis());
  }

  private static void makePrivate(Path dir) throws IOException {
    Files.createDirectories(dir);
    if (Files.getFileStore(dir).supportsFileAttributeView("posix")) {
      // What lies there are people's events.
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
