package io.polku.streams.sink;

import io.polku.contract.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where the sink stands in one Kafka partition that it was given. Not thread-safe. */
final class Share {
  private static final List<SinkTable> CHANGE_TABLES =
      List.of(SinkTable.EVENTS, SinkTable.DUPLICATES);

  private final TopicPartition partition;
  private long from;
  private long next;
  private Batch batch;

  /** The span whose insert was begun, by us or by who had the partition before us. */
  private @Nullable Span open;

  /** Whether nobody has looked yet what there is of that span. */
  private boolean unknown;

  /** Whether the batch completes a span whose insert was begun before. */
  private boolean completing;

  /** How many tokens ClickHouse has taken for that span without having its rows. */
  private int tokensSpent;

  /** When the last batch was stored, or 0. */
  private long storedNanos;

  Share(TopicPartition partition, long from, @Nullable Span open) {
    this.partition = partition;
    this.from = from;
    this.next = from;
    this.open = open;
    this.unknown = open != null;
    this.batch = new Batch(partition.partition(), Map.of());
  }

  TopicPartition partition() {
    return partition;
  }

  /** Tables that records of this partition's topic become rows of that are counted. */
  List<SinkTable> tables() {
    return partition.topic().equals(Topics.REJECTED) ? List.of(SinkTable.REJECTED) : CHANGE_TABLES;
  }

  Batch batch() {
    return batch;
  }

  @Nullable Span open() {
    return open;
  }

  boolean unknown() {
    return unknown;
  }

  /** Whether the record is for a later batch: the one in hand must be exactly what was begun. */
  boolean isBeyond(long offset) {
    return open != null && offset >= open.to();
  }

  /** Everything before this offset is in the batch. */
  void readUpTo(long offset) {
    next = open == null ? offset : Math.min(offset, open.to());
  }

  /** Whether there is a batch that can be inserted now. */
  boolean hasBatch() {
    return !unknown && batch.records() > 0 && (open == null || isComplete());
  }

  /** Whether the batch is all of what was begun before and is to be completed. */
  boolean isComplete() {
    return open != null && !unknown && next >= open.to();
  }

  /** Whether everything read so far is stored and no offset says so yet. */
  boolean isQuietlyAhead() {
    return open == null && batch.records() == 0 && next > from;
  }

  /** What an insert of the batch covers. */
  Span span() {
    return open == null ? new Span(partition, from, next) : open;
  }

  /** By what ClickHouse knows a second insert of the same rows. */
  String token() {
    return span().token() + (tokensSpent == 0 ? "" : "-" + tokensSpent);
  }

  /** The token was taken for a repeat of rows that are not there. */
  void spendToken() {
    tokensSpent++;
  }

  boolean isCompleting() {
    return completing;
  }

  /** When the last batch was stored, in nanoseconds of no particular origin, or 0. */
  long storedNanos() {
    return storedNanos;
  }

  /** The span is noted at the committed offset. */
  void begun(Span span) {
    open = span;
  }

  /** All rows of everything read so far are stored. */
  void done() {
    from = next;
    open = null;
    unknown = false;
    completing = false;
    tokensSpent = 0;
    storedNanos = System.nanoTime();
    batch = new Batch(partition.partition(), Map.of());
  }

  /** It is not known what became of the insert; its records have to be read again from here. */
  long startAgain() {
    unknown = true;
    completing = false;
    next = from;
    batch = new Batch(partition.partition(), Map.of());
    return from;
  }

  /** What there is of the span that was begun; it is left out when its records are read again. */
  void found(Map<SinkTable, Set<Long>> stored) {
    unknown = false;
    completing = true;
    batch = new Batch(partition.partition(), stored);
  }

  long next() {
    return next;
  }
}
