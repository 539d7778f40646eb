package io.polku.ingest.publish;

import io.polku.contract.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Records on disk, numbered in the order in which they were kept, in a RocksDB of their own: its
 * log is written and fsynced before {@link #append} returns, and every block and record of the log
 * has a checksum. Not thread-safe.
 *
 * <p>A record at the end of the log that was not written whole is cut off; it was never answered
 * for. What is damaged elsewhere costs only itself: everything that can be read is copied to a new
 * store, and the damaged files are put aside for a person to look at, see {@link #open}.
 */
final class SpoolStore implements AutoCloseable {
  private static final byte VERSION = 1;
  private static final List<String> TOPICS = List.of(Topics.EVENTS, Topics.REJECTED);
  private static final int HEADER_BYTES = 2 + 2 * Long.BYTES + Integer.BYTES;
  private static final long BUFFER_BYTES = 16L << 20;
  private static final long COMPACT_BYTES = 64L << 20;
  private static final int LOG_FILES = 2;
  private static final int OPEN_FILES_MAX = 64;
  private static final int SALVAGED_AT_ONCE = 500;

  private final Options options;
  private final RocksDB db;
  private long first;
  private long next;
  private long startPosition;
  private long endPosition;
  private long removedBytes;
  private long oldestMillis;

  /**
   * A record as it lies in the store.
   *
   * @param number one more than that of the record before it
   * @param endPosition bytes of all records ever kept, up to and with this one
   * @param keptAtMillis when it was kept, epoch milliseconds
   */
  record Kept(long number, long endPosition, long keptAtMillis, Outgoing record) {
    int bytes() {
      return bytesOf(record);
    }
  }

  /**
   * A store that was opened.
   *
   * @param damage "" or what was found damaged, in words
   * @param damagedRecords how many are known to be lost by it
   */
  record Opened(SpoolStore store, String damage, long damagedRecords) {}

  static {
    RocksDB.loadLibrary();
  }

  private SpoolStore(Options options, RocksDB db) {
    this.options = options;
    this.db = db;
  }

  /**
   * Opens the store of a directory, or makes one. A damaged one is copied as far as it can be read;
   * its files are then in a directory beside it, named {@code NAME.damaged-MILLIS}.
   *
   * @throws RocksDBException when the disk does not let it, or another process uses it
   */
  static Opened open(Path dir, long nowMillis) throws RocksDBException, IOException {
    var copy = dir.resolveSibling(dir.getFileName() + ".copy");
    if (Files.exists(copy) && !Files.exists(dir)) {
      // It ended between the last two steps of putting a damaged one aside.
      Files.move(copy, dir);
    }
    delete(copy);
    Files.createDirectories(dir);
    try {
      return new Opened(open(dir), "", 0);
    } catch (RocksDBException e) {
      if (!isDamage(e)) {
        throw e;
      }
      return putAside(dir, String.valueOf(e.getMessage()), nowMillis);
    }
  }

  /**
   * Puts a damaged store, which is closed, aside and goes on with a copy of all that can be read.
   */
  static Opened putAside(Path dir, String why, long nowMillis)
      throws RocksDBException, IOException {
    var copy = dir.resolveSibling(dir.getFileName() + ".copy");
    delete(copy);
    Files.createDirectories(copy);
    var saved = new long[2];
    String unreadable = "";
    try (var store = open(copy)) {
      unreadable = salvage(dir, store, saved);
    }
    var aside = dir.resolveSibling(dir.getFileName() + ".damaged-" + nowMillis);
    Files.move(dir, aside);
    Files.move(copy, dir);
    var damage =
        why
            + "; "
            + saved[0]
            + " records could be read and are kept, "
            + (unreadable.isEmpty() ? saved[1] + " could not" : "nothing more: " + unreadable)
            + "; the damaged files are in "
            + aside;
    return new Opened(open(dir), damage, saved[1]);
  }

  /** Whether what went wrong is the content of files, not the disk they lie on. */
  static boolean isDamage(RocksDBException e) {
    var status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  /** What a record counts for. */
  static int bytesOf(Outgoing record) {
    return HEADER_BYTES + record.key().length + record.value().length;
  }

  /** Keeps records, in order, and returns once the disk has them. */
  void append(List<Outgoing> records, long nowMillis) throws RocksDBException {
    try (var batch = new WriteBatch();
        var write = new WriteOptions().setSync(true)) {
      var number = next;
      var position = endPosition;
      for (var record : records) {
        position += bytesOf(record);
        batch.put(key(number++), value(new Kept(0, position, nowMillis, record)));
      }
      db.write(write, batch);
      oldestMillis = records() == 0 ? nowMillis : oldestMillis;
      next = number;
      endPosition = position;
    }
  }

  /**
   * The first records.
   *
   * @param recordsMax at most so many
   * @param bytesMax no more once there are so many bytes
   * @throws RocksDBException also when a record that should be there is not, or is damaged
   */
  List<Kept> first(int recordsMax, long bytesMax) throws RocksDBException {
    var kept = new ArrayList<Kept>();
    var bytes = 0L;
    try (var iterator = db.newIterator()) {
      iterator.seek(key(first));
      while (iterator.isValid() && kept.size() < recordsMax && bytes < bytesMax) {
        var one = read(iterator.key(), iterator.value());
        if (one == null || one.number() != first + kept.size()) {
          break;
        }
        kept.add(one);
        bytes += one.bytes();
        iterator.next();
      }
      iterator.status();
    }
    if (kept.isEmpty() && records() > 0) {
      throw new RocksDBException(
          "record " + first + " is not there",
          new Status(Status.Code.Corruption, Status.SubCode.None, ""));
    }
    return kept;
  }

  /** Removes the records up to this one, which must be one of the first. */
  void removeThrough(Kept last) throws RocksDBException {
    db.deleteRange(key(0), key(last.number() + 1));
    removedBytes += last.endPosition() - startPosition;
    first = last.number() + 1;
    startPosition = last.endPosition();
    var head = records() == 0 ? null : readable(db, first);
    oldestMillis = head == null ? last.keptAtMillis() : head.keptAtMillis();
    if (records() == 0 || removedBytes > COMPACT_BYTES) {
      // Gives the disk back what was removed.
      db.compactRange(key(0), key(first));
      removedBytes = 0;
    }
  }

  /** How many records there are. */
  long records() {
    return next - first;
  }

  /** What they count for together. */
  long bytes() {
    return endPosition - startPosition;
  }

  /** When the oldest was kept, epoch milliseconds; 0 when there is none. */
  long oldestMillis() {
    return records() == 0 ? 0 : oldestMillis;
  }

  @Override
  public void close() {
    db.close();
    options.close();
  }

  private static SpoolStore open(Path dir) throws RocksDBException {
    // Only a write that was cut short may be left out; anything else is to be told of.
    var options = options(WALRecoveryMode.TolerateCorruptedTailRecords).setCreateIfMissing(true);
    RocksDB db;
    try {
      db = RocksDB.open(options, dir.toString());
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
    var store = new SpoolStore(options, db);
    try {
      store.findEnds();
      return store;
    } catch (RocksDBException e) {
      store.close();
      throw e;
    }
  }

  private static Options options(WALRecoveryMode recovery) {
    return new Options()
        .setWalRecoveryMode(recovery)
        .setWriteBufferSize(BUFFER_BYTES)
        .setMaxTotalWalSize(2 * BUFFER_BYTES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        // Records are written and removed in order: nothing to gain until they are removed.
        .setDisableAutoCompactions(true)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setStatsDumpPeriodSec(0)
        .setKeepLogFileNum(LOG_FILES)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
  }

  private void findEnds() throws RocksDBException {
    try (var iterator = db.newIterator()) {
      iterator.seekToFirst();
      iterator.status();
      if (!iterator.isValid()) {
        return;
      }
      var head = readable(iterator.key(), iterator.value());
      iterator.seekToLast();
      iterator.status();
      var tail = readable(iterator.key(), iterator.value());
      first = head.number();
      next = tail.number() + 1;
      startPosition = head.endPosition() - head.bytes();
      endPosition = tail.endPosition();
      oldestMillis = head.keptAtMillis();
    }
  }

  /**
   * Copies what can be read.
   *
   * @param counts set to how many were copied and how many are missing among them
   * @return "" or why nothing more can be read
   */
  private static String salvage(Path damaged, SpoolStore to, long[] counts)
      throws RocksDBException {
    try (var options = options(WALRecoveryMode.SkipAnyCorruptedRecords).setParanoidChecks(false);
        var from = openDamaged(options, damaged)) {
      long first;
      long last;
      try (var iterator = from.newIterator()) {
        iterator.seekToFirst();
        if (!iterator.isValid()) {
          iterator.status();
          return "";
        }
        first = number(iterator.key());
        iterator.seekToLast();
        if (!iterator.isValid()) {
          iterator.status();
          return "its end cannot be read";
        }
        last = number(iterator.key());
      }
      var group = new ArrayList<Outgoing>();
      var keptAtMillis = Long.MAX_VALUE;
      for (var number = first; number <= last; number++) {
        var kept = readable(from, number);
        if (kept == null) {
          counts[1]++;
        } else {
          group.add(kept.record());
          keptAtMillis = Math.min(keptAtMillis, kept.keptAtMillis());
        }
        if (group.size() == SALVAGED_AT_ONCE || (number == last && !group.isEmpty())) {
          to.append(group, keptAtMillis);
          counts[0] += group.size();
          group.clear();
          keptAtMillis = Long.MAX_VALUE;
        }
      }
      return "";
    } catch (RocksDBException e) {
      if (isDamage(e) || counts[0] == 0) {
        return String.valueOf(e.getMessage());
      }
      throw e;
    }
  }

  private static RocksDB openDamaged(Options options, Path damaged) throws RocksDBException {
    try {
      return RocksDB.openReadOnly(options, damaged.toString());
    } catch (RocksDBException e) {
      // This one can do without files that are missing, but leaves the log aside.
      return RocksDB.openReadOnly(options.setBestEffortsRecovery(true), damaged.toString());
    }
  }

  private static @Nullable Kept readable(RocksDB from, long number) {
    try {
      var value = from.get(key(number));
      return value == null ? null : read(key(number), value);
    } catch (RocksDBException e) {
      return null;
    }
  }

  private static Kept readable(byte[] key, byte[] value) throws RocksDBException {
    var kept = read(key, value);
    if (kept == null) {
      throw new RocksDBException(
          "a record is none", new Status(Status.Code.Corruption, Status.SubCode.None, ""));
    }
    return kept;
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long number(byte[] key) {
    return key.length == Long.BYTES ? ByteBuffer.wrap(key).getLong() : 0;
  }

  private static byte[] value(Kept kept) {
    var record = kept.record();
    return ByteBuffer.allocate(bytesOf(record))
        .put(VERSION)
        .put((byte) TOPICS.indexOf(record.topic()))
        .putLong(kept.endPosition())
        .putLong(kept.keptAtMillis())
        .putInt(record.key().length)
        .put(record.key())
        .put(record.value())
        .array();
  }

  /** The record, or null when the bytes are none of ours. */
  private static @Nullable Kept read(byte[] key, byte[] value) {
    if (key.length != Long.BYTES || value.length < HEADER_BYTES || value[0] != VERSION) {
      return null;
    }
    var buffer = ByteBuffer.wrap(value).position(1);
    var topic = buffer.get();
    var endPosition = buffer.getLong();
    var keptAtMillis = buffer.getLong();
    var keyBytes = buffer.getInt();
    if (topic < 0 || topic >= TOPICS.size() || keyBytes < 0 || keyBytes > buffer.remaining()) {
      return null;
    }
    var recordKey = new byte[keyBytes];
    buffer.get(recordKey);
    var recordValue = new byte[buffer.remaining()];
    buffer.get(recordValue);
    return new Kept(
        number(key),
        endPosition,
        keptAtMillis,
        new Outgoing(TOPICS.get(topic), recordKey, recordValue));
  }

  private static void delete(Path dir) throws IOException {
    if (!Files.exists(dir)) {
      return;
    }
    try (var files = Files.walk(dir)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
