package io.polku.streams.sink;

import io.polku.contract.Topics;
import io.polku.service.logging.Traces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads changes and dead letters and stores each row once, whatever is killed and whenever.
 *
 * <p>A batch is the rows of consecutive records of one Kafka partition. Its {@link Span} is noted
 * with the committed offset before the first insert, and the offset moves past it after the last.
 * Who finds a span noted, after a crash, a rebalance or an answer that never came, asks each table
 * which rows of it are there and inserts the others, under the same token, so that an insert that
 * is still on its way is not done twice either. The group is asked to take the note each time, so
 * that nobody inserts who has lost the partition; and a table refuses what comes later than {@link
 * #INSERT_WITHIN} after that, so that nobody's insert comes when its token is forgotten.
 *
 * <p>While ClickHouse is away the loop goes on polling without reading, so that it keeps its
 * partitions. Runs on one thread.
 */
final class SinkLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
  private static final Duration POLL_MAX = Duration.ofMillis(250);
  private static final Duration QUIET_COMMIT = Duration.ofSeconds(1);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(5);
  private static final long BYTES_MAX = 96L << 20;

  /**
   * From the clock of the server that is asked before the notes, to the start of the last insert of
   * a flush: long enough for a machine that is overloaded.
   */
  private static final Duration INSERT_WITHIN = Duration.ofSeconds(90);

  /** With more than this to be read, larger blocks are worth the wait. */
  private static final long BEHIND_RECORDS = 20_000;

  /** Rows of a block that is large enough. */
  private static final int BEHIND_ROWS = 50_000;

  private static final Duration BEHIND_INTERVAL = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final ClickHouse clickHouse;
  private final SinkSettings settings;
  private final SinkMetrics metrics;
  private final Map<TopicPartition, Share> shares = new HashMap<>();
  private Duration retry = RETRY_FIRST;
  private long blockedUntilNanos;
  private long flushedNanos;
  private long committedNanos;
  private boolean migrated;

  private volatile boolean stopping;
  private volatile boolean joined;
  private volatile String problem = "not connected yet";

  SinkLoop(
      Consumer<byte[], byte[]> consumer,
      ClickHouse clickHouse,
      SinkSettings settings,
      SinkMetrics metrics) {
    this.consumer = consumer;
    this.clickHouse = clickHouse;
    this.settings = settings;
    this.metrics = metrics;
    var now = System.nanoTime();
    blockedUntilNanos = now;
    flushedNanos = now;
    committedNanos = now;
  }

  /** Ends the loop soon; what has been read is stored first, if ClickHouse is there. */
  void stop() {
    stopping = true;
  }

  /** "" once it belongs to the group. */
  String kafkaProblem() {
    return joined ? "" : "no partitions assigned yet";
  }

  /** "" while ClickHouse does what it is asked. */
  String clickHouseProblem() {
    return problem;
  }

  @Override
  public void run() {
    try {
      consumer.subscribe(List.of(Topics.CHANGES, Topics.REJECTED), new Shares());
      while (!stopping) {
        try {
          step();
        } catch (RetriableException e) {
          LOG.warn("Kafka: {}", e.getMessage());
        }
      }
      if (!blocked()) {
        flush();
      }
    } finally {
      consumer.close();
    }
  }

  private void step() {
    adopt();
    pauseAndResume();
    var records = consumer.poll(pollTime());
    for (var partition : records.partitions()) {
      take(partition, records.records(partition));
    }
    for (var share : shares.values()) {
      settle(share);
    }
    if (blocked()) {
      return;
    }
    migrateOnce();
    look();
    if (isDue()) {
      flush();
    }
    commitQuietly();
  }

  /**
   * Takes up partitions that were assigned, where they were left. Records that came with the
   * assignment itself were not taken, and come again from there.
   */
  private void adopt() {
    var fresh = new HashSet<>(consumer.assignment());
    fresh.removeAll(shares.keySet());
    if (fresh.isEmpty()) {
      return;
    }
    var committed = consumer.committed(fresh);
    for (var partition : fresh) {
      var offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(Set.of(partition));
        shares.put(partition, new Share(partition, consumer.position(partition), null));
      } else {
        consumer.seek(partition, offset.offset());
        var begun = Span.noted(partition, offset.offset(), offset.metadata());
        shares.put(partition, new Share(partition, offset.offset(), begun.orElse(null)));
      }
    }
  }

  private void migrateOnce() {
    if (migrated || blocked()) {
      return;
    }
    try {
      Migrations.apply(clickHouse, settings.clickHouseDatabase(), settings.tableEngines());
      migrated = true;
      answered();
    } catch (PassingFailure e) {
      backOff(e);
    }
  }

  /** Nothing is read while it could not be stored, nor where it is not known what is stored. */
  private void pauseAndResume() {
    var paused = new HashSet<TopicPartition>();
    for (var share : shares.values()) {
      if (blocked() || !migrated || share.unknown() || share.isComplete()) {
        paused.add(share.partition());
      }
    }
    if (isBehind()) {
      pauseAllButOne(paused);
    }
    consumer.pause(paused);
    var others = new HashSet<>(shares.keySet());
    others.removeAll(paused);
    consumer.resume(others);
  }

  /** Far behind, one partition at a time is read: that makes large blocks of little memory. */
  private void pauseAllButOne(Set<TopicPartition> paused) {
    shares.values().stream()
        .filter(share -> !paused.contains(share.partition()))
        .filter(share -> lag(share) > 0)
        .max(
            Comparator.<Share>comparingInt(share -> share.batch().records())
                .thenComparing(Share::storedNanos, Comparator.reverseOrder()))
        .ifPresent(
            one -> {
              paused.addAll(shares.keySet());
              paused.remove(one.partition());
            });
  }

  private Duration pollTime() {
    var interval = isBehind() ? BEHIND_INTERVAL : settings.flushInterval();
    var untilFlush = flushedNanos + interval.toNanos() - System.nanoTime();
    var waiting = shares.values().stream().anyMatch(share -> share.batch().records() > 0);
    return waiting && untilFlush < POLL_MAX.toNanos()
        ? Duration.ofNanos(Math.max(0, untilFlush))
        : POLL_MAX;
  }

  private void take(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    var share = shares.get(partition);
    if (share == null) {
      return;
    }
    for (var next : records) {
      // After an insert that failed, these records come again.
      if (share.unknown() || share.isBeyond(next.offset())) {
        return;
      }
      if (share.batch().rowsMax() >= settings.batchRows()) {
        flush();
        if (share.unknown() || share.batch().records() > 0) {
          consumer.seek(partition, share.next());
          return;
        }
      }
      share.batch().add(next);
      share.readUpTo(next.offset() + 1);
    }
  }

  /** Takes the position as read, which is past the markers of transactions too. */
  private void settle(Share share) {
    if (share.unknown()) {
      return;
    }
    var position = consumer.position(share.partition());
    var open = share.open();
    if (open != null && position > open.to()) {
      consumer.seek(share.partition(), open.to());
    }
    share.readUpTo(position);
  }

  /** Finds out what there is of spans that were begun. */
  private void look() {
    for (var share : shares.values()) {
      var open = share.open();
      if (open == null || !share.unknown() || blocked() || !migrated) {
        continue;
      }
      try {
        var stored = new EnumMap<SinkTable, Set<Long>>(SinkTable.class);
        for (var table : share.tables()) {
          stored.put(table, clickHouse.stored(table, open));
        }
        LOG.info(
            "{}: completing offsets {} to {}, {} rows are there",
            open.partition(),
            open.from(),
            open.to(),
            stored.values().stream().mapToInt(Set::size).sum());
        share.found(stored);
        answered();
      } catch (PassingFailure e) {
        backOff(e);
      }
    }
  }

  private boolean isDue() {
    var waiting = shares.values().stream().filter(Share::hasBatch).toList();
    if (waiting.isEmpty() || !migrated) {
      return false;
    }
    if (waiting.stream().anyMatch(Share::isComplete)
        || waiting.stream().mapToLong(share -> share.batch().bytes()).sum() >= BYTES_MAX) {
      return true;
    }
    var waited = System.nanoTime() - flushedNanos;
    return isBehind()
        ? waited >= BEHIND_INTERVAL.toNanos()
            || waiting.stream().anyMatch(share -> share.batch().rowsMax() >= BEHIND_ROWS)
        : waited >= settings.flushInterval().toNanos();
  }

  private boolean isBehind() {
    return shares.values().stream().mapToLong(this::lag).sum() > BEHIND_RECORDS;
  }

  private long lag(Share share) {
    return consumer.currentLag(share.partition()).orElse(0);
  }

  private void flush() {
    var waiting = shares.values().stream().filter(Share::hasBatch).toList();
    if (waiting.isEmpty()) {
      return;
    }
    var startNanos = System.nanoTime();
    Instant until;
    try {
      until = clickHouse.now().plus(INSERT_WITHIN);
    } catch (PassingFailure e) {
      backOff(e);
      return;
    }
    if (!begin(waiting)) {
      return;
    }
    var stored = new ArrayList<Share>();
    for (var share : waiting) {
      // After a failure the others are not tried: they look first what is there, as it does.
      if (!blocked() && insert(share, until)) {
        stored.add(share);
      } else {
        startAgain(share);
      }
    }
    if (stored.isEmpty() || commit(stored, Share::next)) {
      stored.forEach(share -> metrics.stored(share.batch().records(), startNanos));
      stored.forEach(Share::done);
    } else {
      stored.forEach(this::startAgain);
    }
    flushedNanos = System.nanoTime();
    committedNanos = flushedNanos;
  }

  /** Notes what is about to be inserted, or again, so that the group says whose it is. */
  private boolean begin(List<Share> waiting) {
    var notes = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (var share : waiting) {
      var span = share.span();
      notes.put(share.partition(), new OffsetAndMetadata(span.from(), span.note()));
    }
    if (!commit(notes)) {
      return false;
    }
    waiting.forEach(share -> share.begun(share.span()));
    return true;
  }

  private boolean insert(Share share, Instant until) {
    try {
      for (var block : share.batch().blocks().entrySet()) {
        var table = block.getKey();
        var nanos = timed(share, table, block.getValue(), until);
        metrics.inserted(table, block.getValue(), nanos);
      }
      confirm(share);
      metrics.queryable(share.batch().receivedAtMillis());
      answered();
      return true;
    } catch (PassingFailure e) {
      backOff(e);
      return false;
    }
  }

  /**
   * ClickHouse notes a token before the rows. Killed in between, it takes for a repeat what it does
   * not have, so where an insert is done again, the rows are looked for.
   */
  private void confirm(Share share) throws PassingFailure {
    if (!share.isCompleting()) {
      return;
    }
    for (var table : share.tables()) {
      var there = clickHouse.stored(table, share.span()).size();
      var expected = share.batch().rowsAfter(table);
      if (there < expected) {
        var token = share.token();
        share.spendToken();
        throw new PassingFailure(
            table.word()
                + ": "
                + there
                + " rows (expected: "
                + expected
                + ") under token "
                + token);
      }
    }
  }

  private long timed(Share share, SinkTable table, NativeBlock block, Instant until)
      throws PassingFailure {
    var start = System.nanoTime();
    clickHouse.insert(table, block, share.token(), until);
    return System.nanoTime() - start;
  }

  private void startAgain(Share share) {
    var from = share.startAgain();
    if (consumer.assignment().contains(share.partition())) {
      consumer.seek(share.partition(), from);
    }
  }

  private void commitQuietly() {
    if (System.nanoTime() - committedNanos < QUIET_COMMIT.toNanos()) {
      return;
    }
    committedNanos = System.nanoTime();
    var ahead = shares.values().stream().filter(Share::isQuietlyAhead).toList();
    if (commit(ahead, Share::next)) {
      ahead.forEach(Share::done);
    }
  }

  private interface OffsetOf {
    long of(Share share);
  }

  private boolean commit(Collection<Share> some, OffsetOf offset) {
    return commit(
        some.stream()
            .collect(
                Collectors.toMap(
                    Share::partition, share -> new OffsetAndMetadata(offset.of(share)))));
  }

  private boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (offsets.isEmpty()) {
      return true;
    }
    try {
      consumer.commitSync(offsets);
      return true;
    } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
      LOG.info("offsets are not committed now: {}", e.getMessage());
      return false;
    }
  }

  private boolean blocked() {
    return System.nanoTime() - blockedUntilNanos < 0;
  }

  private void backOff(PassingFailure failure) {
    metrics.failed();
    problem = String.valueOf(failure.getMessage());
    LOG.warn("trying again in {}: {}", retry, Traces.unquoted(problem));
    blockedUntilNanos = System.nanoTime() + retry.toNanos();
    var doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : doubled;
  }

  private void answered() {
    retry = RETRY_FIRST;
    problem = "";
  }

  /** Forgets what belongs to somebody else now. */
  private final class Shares implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // What is not stored is read again by who gets them; what was begun is noted.
      shares.keySet().removeAll(partitions);
    }
  }
}
