package io.polku.streams.sink;

import com.fasterxml.jackson.databind.ObjectReader;
import io.polku.contract.Topics;
import io.polku.contract.change.Change;
import io.polku.contract.change.ChangeCodec;
import io.polku.contract.change.Rejected;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Rows of consecutive records of one Kafka partition, on their way to becoming one block for each
 * table. Not thread-safe.
 */
final class Batch {
  private static final ObjectReader REJECTED = Json.mapper().readerFor(Rejected.class);

  private final int partition;
  private final Map<SinkTable, Set<Long>> stored;
  private final EventRows events = new EventRows();
  private final DuplicateRows duplicates = new DuplicateRows();
  private final RejectedRows rejected = new RejectedRows();
  private final SessionRows sessions = new SessionRows();
  private final FactRows facts = new FactRows();
  private final ProgressRows progress = new ProgressRows();
  private final Map<String, Long> lastOffsets = new TreeMap<>();
  private int records;
  private long recordBytes;

  /**
   * @param partition number of the Kafka partition
   * @param stored offsets whose rows are in a table already and are left out of it
   */
  Batch(int partition, Map<SinkTable, Set<Long>> stored) {
    this.partition = partition;
    this.stored = stored;
  }

  /**
   * Adds the rows of a record.
   *
   * @throws IllegalStateException when it cannot be read: our own bug, because only our own
   *     services write to these topics
   */
  void add(ConsumerRecord<byte[], byte[]> read) {
    try {
      if (read.topic().equals(Topics.REJECTED)) {
        Rejected letter = REJECTED.readValue(read.value());
        if (isNew(SinkTable.REJECTED, read.offset())) {
          rejected.add(letter, partition, read.offset());
        }
      } else {
        addChange(ChangeCodec.read(read.value()), read.offset());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          read.topic() + "-" + partition + " offset " + read.offset() + " cannot be read", e);
    }
    records++;
    recordBytes += read.serializedValueSize();
  }

  private void addChange(Change change, long offset) {
    var kept = change.stored();
    if (kept != null && isNew(SinkTable.EVENTS, offset)) {
      events.add(kept, partition, offset);
    }
    var repeat = change.duplicate();
    if (repeat != null && isNew(SinkTable.DUPLICATES, offset)) {
      duplicates.add(change, repeat, partition, offset);
    }
    var applied = change.applied();
    if (applied != null) {
      progress.add(change, applied, partition, offset);
    }
    addSessions(change, offset);
    addFacts(change, offset);
    lastOffsets.put(change.site(), offset);
  }

  private void addSessions(Change change, long offset) {
    var index = 0;
    for (var session : change.sessions()) {
      sessions.add(change, session, partition, new RowId(offset, index++));
    }
    for (var gone : change.sessionsGone()) {
      sessions.addGone(change, gone, partition, new RowId(offset, index++));
    }
  }

  private void addFacts(Change change, long offset) {
    var index = 0;
    for (var fact : change.facts()) {
      facts.add(change, fact, partition, new RowId(offset, index++));
    }
    for (var gone : change.factsGone()) {
      facts.addGone(change, gone, partition, new RowId(offset, index++));
    }
  }

  private boolean isNew(SinkTable table, long offset) {
    return !stored.getOrDefault(table, Set.of()).contains(offset);
  }

  /** How many rows of the table there will be of these records, those of before included. */
  int rowsAfter(SinkTable table) {
    var block = blocks().get(table);
    return stored.getOrDefault(table, Set.of()).size() + (block == null ? 0 : block.rows());
  }

  /** How many records are in it. */
  int records() {
    return records;
  }

  /** How much they were in Kafka, which is about what they take here. */
  long bytes() {
    return recordBytes;
  }

  /** Rows of the table that has the most. */
  int rowsMax() {
    var single = Math.max(events.block().rows(), duplicates.block().rows());
    var several = Math.max(sessions.block().rows(), facts.block().rows());
    return Math.max(rejected.block().rows(), Math.max(single, several));
  }

  /** Blocks that have rows, in the order in which they are to be inserted. */
  Map<SinkTable, NativeBlock> blocks() {
    var versions = new VersionRows();
    lastOffsets.forEach((site, offset) -> versions.add(site, partition, offset));
    var blocks = new EnumMap<SinkTable, NativeBlock>(SinkTable.class);
    blocks.put(SinkTable.EVENTS, events.block());
    blocks.put(SinkTable.DUPLICATES, duplicates.block());
    blocks.put(SinkTable.REJECTED, rejected.block());
    blocks.put(SinkTable.SESSIONS, sessions.block());
    blocks.put(SinkTable.FUNNEL_FACTS, facts.block());
    blocks.put(SinkTable.FUNNEL_PROGRESS, progress.block());
    blocks.put(SinkTable.DATA_VERSIONS, versions.block());
    blocks.values().removeIf(block -> block.rows() == 0);
    return blocks;
  }
}
