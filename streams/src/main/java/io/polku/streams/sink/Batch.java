package io.polku.streams.sink;

import com.fasterxml.jackson.databind.ObjectReader;
import io.polku.contract.Topics;
import io.polku.contract.change.Change;
import io.polku.contract.change.ChangeCodec;
import io.polku.contract.change.Rejected;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.json.Json;
import io.polku.contract.session.Session;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of consecutive records of one Kafka partition, on their way to becoming one block for each
 * table. Of rows that replace each other only the last is among them: under load a visitor's
 * session is told of with each event, and once is enough. Not thread-safe.
 */
final class Batch {
  private static final ObjectReader REJECTED = Json.mapper().readerFor(Rejected.class);

  private final int partition;
  private final Map<SinkTable, Set<Long>> stored;
  private final EventRows events = new EventRows();
  private final DuplicateRows duplicates = new DuplicateRows();
  private final RejectedRows rejected = new RejectedRows();
  private final Map<SessionKey, Latest<Session>> sessions = new LinkedHashMap<>();
  private final Map<FactKey, Latest<FunnelFact>> facts = new LinkedHashMap<>();
  private final HeldRows held = new HeldRows();
  private final LeftOutRows leftOut = new LeftOutRows();
  private final ProgressRows progress = new ProgressRows();
  private final Map<String, Long> lastOffsets = new TreeMap<>();
  private final Moments received = new Moments();
  private int records;
  private long recordBytes;

  /** Rows of one key replace each other, so that the last one of a batch is all it takes. */
  private record SessionKey(String site, String visitorId, long startMillis) {}

  private record FactKey(String site, String visitorId, Change.FactKey fact) {}

  /**
   * The row of a key.
   *
   * @param of whose it is, without anything else
   * @param row the row, or null where it is no more
   */
  private record Latest<T>(Change of, @Nullable T row, RowId id) {}

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
      received.add(kept.event().receivedAtMillis());
    }
    var repeat = change.duplicate();
    if (repeat != null && isNew(SinkTable.DUPLICATES, offset)) {
      duplicates.add(change, repeat, partition, offset);
    }
    var heldBack = change.held();
    if (heldBack != null) {
      held.add(change, heldBack, partition, offset);
    }
    var reason = change.leftOut();
    if (reason != null) {
      leftOut.add(change, reason, partition, offset);
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
    var of = withoutRows(change);
    var index = 0;
    for (var session : change.sessions()) {
      put(of, session.startMillis(), new Latest<>(of, session, new RowId(offset, index++)));
    }
    for (var gone : change.sessionsGone()) {
      put(of, gone, new Latest<>(of, null, new RowId(offset, index++)));
    }
  }

  private void put(Change of, long startMillis, Latest<Session> latest) {
    sessions.put(new SessionKey(of.site(), of.visitorId(), startMillis), latest);
  }

  private void addFacts(Change change, long offset) {
    var of = withoutRows(change);
    var index = 0;
    for (var fact : change.facts()) {
      put(of, keyOf(fact), new Latest<>(of, fact, new RowId(offset, index++)));
    }
    for (var gone : change.factsGone()) {
      put(of, gone, new Latest<>(of, null, new RowId(offset, index++)));
    }
  }

  private void put(Change of, Change.FactKey key, Latest<FunnelFact> latest) {
    facts.put(new FactKey(of.site(), of.visitorId(), key), latest);
  }

  private static Change.FactKey keyOf(FunnelFact fact) {
    return new Change.FactKey(
        fact.funnelId(), fact.version(), fact.sessionStartMillis(), fact.entryDay(), fact.value());
  }

  /** So that events are not held until the batch is inserted. */
  private static Change withoutRows(Change change) {
    return new Change(
        change.site(),
        change.visitorId(),
        change.ver(),
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null);
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

  /** When the events of its rows were received. */
  Moments receivedAtMillis() {
    return received;
  }

  /** How much they were in Kafka, which is about what they take here. */
  long bytes() {
    return recordBytes;
  }

  /** Rows of the table that has the most. */
  int rowsMax() {
    var single =
        Math.max(held.block().rows(), Math.max(events.block().rows(), duplicates.block().rows()));
    var several = Math.max(sessions.size(), facts.size());
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
    blocks.put(SinkTable.HELD, held.block());
    blocks.put(SinkTable.SESSIONS, sessionRows().block());
    blocks.put(SinkTable.FUNNEL_FACTS, factRows().block());
    blocks.put(SinkTable.LEFT_OUT, leftOut.block());
    blocks.put(SinkTable.FUNNEL_PROGRESS, progress.block());
    blocks.put(SinkTable.DATA_VERSIONS, versions.block());
    blocks.values().removeIf(block -> block.rows() == 0);
    return blocks;
  }

  private SessionRows sessionRows() {
    var rows = new SessionRows();
    sessions.forEach(
        (key, latest) -> {
          var session = latest.row();
          if (session == null) {
            rows.addGone(latest.of(), key.startMillis(), partition, latest.id());
          } else {
            rows.add(latest.of(), session, partition, latest.id());
          }
        });
    return rows;
  }

  private FactRows factRows() {
    var rows = new FactRows();
    facts.forEach(
        (key, latest) -> {
          var fact = latest.row();
          if (fact == null) {
            rows.addGone(latest.of(), key.fact(), partition, latest.id());
          } else {
            rows.add(latest.of(), fact, partition, latest.id());
          }
        });
    return rows;
  }
}
