package io.polku.streams.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.TableEngines;
import io.polku.contract.Topics;
import io.polku.contract.history.History;
import io.polku.contract.history.RebuildRequest;
import io.polku.contract.json.Json;
import io.polku.service.logging.Traces;
import io.polku.streams.sink.ClickHouse;
import io.polku.streams.sink.Migrations;
import io.polku.streams.sink.PassingFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for visitors' histories, and between them walks over all visitors where a funnel
 * was defined after their events. Runs on one thread.
 *
 * <p>An answer must hold everything that had left the streams when it was asked for, so requests
 * wait until the sink has stored the changes that lay in their partition when they were read. A
 * crash at any time loses nothing: what was not answered is read again, and an answer that comes
 * twice is of no use to its visitor the second time.
 */
final class HistoryLoop implements Runnable {
  /** Most events of a visitor that are gone through again. */
  static final int EVENTS_MAX = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(HistoryLoop.class);
  private static final Duration DEBOUNCE = Duration.ofMillis(200);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration QUIET_COMMIT = Duration.ofMillis(500);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
  private static final Duration CLEAN_EVERY = Duration.ofMinutes(10);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(5);
  private static final int GATHERED_MAX = 20_000;
  private static final int VISITORS_OF_STATEMENT = 500;
  private static final int EVENTS_OF_STATEMENT = 20_000;

  private final Consumer<byte[], byte[]> consumer;
  private final HistoryWriter writer;
  private final SinkProgress sink;
  private final ClickHouse clickHouse;
  private final HistoryReader reader;
  private final String database;
  private final TableEngines engines;
  private final Counter answered;
  private final Counter backfilled;
  private final Counter failures;
  private final Counter erased;
  private final Eraser eraser;
  private final Map<TopicPartition, Share> shares = new HashMap<>();
  private Duration retry = RETRY_FIRST;
  private long blockedUntilNanos = System.nanoTime();
  private long committedNanos = System.nanoTime();
  private long lookedNanos = System.nanoTime();
  private long cleanedNanos = System.nanoTime();
  private boolean migrated;

  private volatile boolean stopping;
  private volatile boolean joined;
  private volatile String problem = "not connected yet";

  HistoryLoop(
      Consumer<byte[], byte[]> consumer,
      HistoryWriter writer,
      SinkProgress sink,
      ClickHouse clickHouse,
      String database,
      TableEngines engines,
      MeterRegistry registry) {
    this.consumer = consumer;
    this.writer = writer;
    this.sink = sink;
    this.clickHouse = clickHouse;
    this.reader = new HistoryReader(clickHouse);
    this.eraser = new Eraser(clickHouse, database);
    this.database = database;
    this.engines = engines;
    this.answered = visitors("request", registry);
    this.backfilled = visitors("backfill", registry);
    this.erased = visitors("erasure", registry);
    this.failures =
        Counter.builder("polku.history.failures")
            .description("Times that Kafka or ClickHouse did not do what it was asked")
            .register(registry);
  }

  private static Counter visitors(String why, MeterRegistry registry) {
    return Counter.builder("polku.history.visitors")
        .description(
            "Visitors whose history was read back: asked for by the streams, back-filled or erased")
        .tag("for", why)
        .register(registry);
  }

  /** Ends the loop soon; what is not answered is read again. */
  void stop() {
    stopping = true;
  }

  /** "" once it belongs to the group. */
  String kafkaProblem() {
    return joined ? "" : "no partitions assigned yet";
  }

  /** "" while Kafka and ClickHouse do what they are asked. */
  String problem() {
    return problem;
  }

  @Override
  public void run() {
    try {
      consumer.subscribe(List.of(Topics.REBUILDS), new Shares());
      while (!stopping) {
        try {
          step();
        } catch (PassingFailure | KafkaException e) {
          if (!stopping) {
            backOff(e);
          }
        }
      }
    } finally {
      consumer.close();
    }
  }

  private void step() throws PassingFailure {
    adopt();
    pauseAndResume();
    var busy = shares.values().stream().anyMatch(share -> share.backfill() != null);
    for (var found : consumer.poll(busy ? Duration.ZERO : POLL)) {
      take(found);
    }
    if (blocked()) {
      return;
    }
    if (!migrated) {
      Migrations.apply(clickHouse, database, engines);
      migrated = true;
    }
    gather();
    if (!answer()) {
      look();
      walk();
    }
    cleanFiles();
    commitQuietly();
    retry = RETRY_FIRST;
    problem = "";
  }

  private void adopt() {
    var fresh = new HashSet<>(consumer.assignment());
    fresh.removeAll(shares.keySet());
    for (var partition : fresh) {
      // Records that came with the assignment itself come again from here.
      var committed = consumer.committed(Set.of(partition)).get(partition);
      if (committed == null) {
        consumer.seekToBeginning(Set.of(partition));
      } else {
        consumer.seek(partition, committed.offset());
      }
      shares.put(partition, new Share(partition.partition(), consumer.position(partition)));
    }
  }

  private void pauseAndResume() {
    var paused = new HashSet<TopicPartition>();
    shares.forEach(
        (partition, share) -> {
          if (share.size() >= GATHERED_MAX) {
            paused.add(partition);
          }
        });
    consumer.pause(paused);
    var others = new HashSet<>(shares.keySet());
    others.removeAll(paused);
    consumer.resume(others);
  }

  private void take(ConsumerRecord<byte[], byte[]> found) {
    var share = shares.get(new TopicPartition(found.topic(), found.partition()));
    if (share == null) {
      return;
    }
    try {
      share.add(
          Json.mapper().readValue(found.value(), RebuildRequest.class),
          found.offset(),
          System.nanoTime());
    } catch (IOException e) {
      throw new IllegalStateException(
          found.topic() + "-" + found.partition() + " offset " + found.offset() + " cannot be read",
          e);
    }
  }

  /** What has been gathered long enough waits for the sink from here on. */
  private void gather() {
    var now = System.nanoTime();
    var due =
        shares.values().stream().filter(share -> share.isDue(now, DEBOUNCE.toNanos())).toList();
    if (due.isEmpty()) {
      return;
    }
    var ends = sink.ends(due.stream().map(Share::partition).toList());
    var letters =
        due.stream().anyMatch(Share::erases) ? sink.letterEnds() : Map.<Integer, Long>of();
    due.forEach(share -> share.gather(ends.getOrDefault(share.partition(), 0L), letters));
  }

  /** Answers some of the requests that can be; returns whether there were any. */
  private boolean answer() throws PassingFailure {
    var waiting = shares.entrySet().stream().filter(e -> e.getValue().gathered() != null).toList();
    if (waiting.isEmpty()) {
      return false;
    }
    var stored = sink.stored();
    var any = false;
    for (var entry : waiting) {
      var share = entry.getValue();
      var gathered = share.gathered();
      if (gathered == null
          || stored.changes().getOrDefault(share.partition(), 0L) < gathered.barrier()
          || !stored.hasLetters(gathered.letters())) {
        continue;
      }
      any = true;
      if (erase(gathered)) {
        continue;
      }
      answer(share.partition(), gathered);
      if (gathered.left().isEmpty()
          && commit(Map.of(entry.getKey(), new OffsetAndMetadata(gathered.next())))) {
        share.answered();
      }
    }
    return any;
  }

  /**
   * Erases the next one, if there is any, and says whether there was. First of all, so that
   * nobody's history is read who is to be forgotten; and one at a time, for the group must hear of
   * us in between.
   */
  private boolean erase(Gathered gathered) throws PassingFailure {
    var next = gathered.erasures().peek();
    if (next == null) {
      return false;
    }
    eraser.erase(next);
    gathered.erasures().remove();
    erased.increment();
    return true;
  }

  /** Answers the next few, all of one site. */
  private void answer(int partition, Gathered gathered) throws PassingFailure {
    var first = gathered.left().peek();
    if (first == null) {
      return;
    }
    var some = new LinkedHashMap<String, RebuildRequest>();
    for (var request : gathered.left()) {
      if (some.size() < VISITORS_OF_STATEMENT && request.site().equals(first.site())) {
        some.put(request.visitorId(), request);
      }
    }
    var sizes = reader.sizes(first.site(), some.keySet());
    for (var visitors : batches(some.keySet(), sizes)) {
      var events = reader.events(first.site(), readable(visitors, sizes));
      var keys = reader.keys(first.site(), visitors);
      for (var visitor : visitors) {
        var request = some.get(visitor);
        if (request == null) {
          continue;
        }
        writer.write(
            partition,
            head(
                request.site(),
                visitor,
                request.number(),
                0,
                isTooLong(visitor, sizes),
                request.receivedAtMillis()),
            events.getOrDefault(visitor, List.of()),
            keys.getOrDefault(visitor, HistoryReader.Keys.NONE));
      }
    }
    writer.finish();
    gathered.left().removeAll(some.values());
    answered.increment(some.size());
  }

  private static History.Part head(
      String site, String visitor, long number, long epoch, boolean tooLong, long receivedAt) {
    return new History.Part(
        site,
        visitor,
        number,
        epoch,
        "",
        0,
        true,
        tooLong,
        List.of(),
        List.of(),
        List.of(),
        receivedAt);
  }

  private static boolean isTooLong(String visitor, Map<String, Long> sizes) {
    return sizes.getOrDefault(visitor, 0L) > EVENTS_MAX;
  }

  private static List<String> readable(List<String> visitors, Map<String, Long> sizes) {
    return visitors.stream().filter(visitor -> !isTooLong(visitor, sizes)).toList();
  }

  /** So many visitors together that a statement reads a bounded number of rows. */
  private static List<List<String>> batches(Collection<String> visitors, Map<String, Long> sizes) {
    var batches = new ArrayList<List<String>>();
    var events = 0L;
    for (var visitor : visitors) {
      var size = isTooLong(visitor, sizes) ? 0 : sizes.getOrDefault(visitor, 0L);
      if (batches.isEmpty() || events + size > EVENTS_OF_STATEMENT) {
        batches.add(new ArrayList<>());
        events = 0;
      }
      batches.getLast().add(visitor);
      events += size;
    }
    return batches;
  }

  /** Looks for back-fills where somebody asked for one, where we are new, and now and then. */
  private void look() throws PassingFailure {
    if (System.nanoTime() - lookedNanos > LOOK_EVERY.toNanos()) {
      lookedNanos = System.nanoTime();
      shares.values().forEach(Share::lookAgain);
    }
    for (var share : shares.values()) {
      if (!share.isLookDue()) {
        continue;
      }
      var found = share.found(reader.unfinished(share.partition()));
      if (found != null) {
        var amount = reader.amount(found.site(), share.partition(), found.cursor());
        LOG.info(
            "{}: back-filling {} in partition {}, {} of {} events are done",
            found.site(),
            found.versions(),
            share.partition(),
            amount.done(),
            amount.events());
        share.walk(
            new Backfill(
                found.site(),
                found.epoch(),
                found.versions(),
                found.cursor(),
                amount.events(),
                amount.done()));
      }
    }
  }

  /** One step in each partition that is being back-filled, so that requests come in between. */
  private void walk() throws PassingFailure {
    for (var share : shares.values()) {
      var backfill = share.backfill();
      if (backfill != null) {
        walk(share, backfill);
      }
    }
  }

  private void walk(Share share, Backfill backfill) throws PassingFailure {
    var page =
        reader.page(backfill.site(), share.partition(), backfill.cursor(), VISITORS_OF_STATEMENT);
    var batches = batches(page.keySet(), page);
    if (batches.isEmpty()) {
      writer.write(share.partition(), backfill.progress(true));
      writer.finish();
      share.walked();
      return;
    }
    var visitors = batches.getFirst();
    var events = reader.events(backfill.site(), readable(visitors, page));
    var done = 0L;
    for (var visitor : visitors) {
      writer.write(
          share.partition(),
          head(backfill.site(), visitor, 0, backfill.epoch(), isTooLong(visitor, page), 0),
          events.getOrDefault(visitor, List.of()),
          HistoryReader.Keys.NONE);
      done += page.getOrDefault(visitor, 0L);
    }
    // What tells of the visitors must not be there without them.
    writer.finish();
    var next = backfill.after(visitors.getLast(), done);
    writer.write(share.partition(), next.progress(false));
    writer.finish();
    share.walk(next);
    backfilled.increment(visitors.size());
  }

  /** Whoever has the first partition sees to it. */
  private void cleanFiles() throws PassingFailure {
    var first = shares.values().stream().anyMatch(share -> share.partition() == 0);
    if (first && System.nanoTime() - cleanedNanos > CLEAN_EVERY.toNanos()) {
      cleanedNanos = System.nanoTime();
      eraser.cleanFiles();
    }
  }

  /** Passes the markers of transactions, so that it can be seen that nothing waits. */
  private void commitQuietly() {
    if (System.nanoTime() - committedNanos < QUIET_COMMIT.toNanos()) {
      return;
    }
    committedNanos = System.nanoTime();
    var ahead = new HashMap<TopicPartition, OffsetAndMetadata>();
    shares.forEach(
        (partition, share) -> {
          var offset = share.quietOffset(consumer.position(partition));
          if (offset != null) {
            ahead.put(partition, new OffsetAndMetadata(offset));
          }
        });
    if (!ahead.isEmpty() && commit(ahead)) {
      ahead.forEach(
          (partition, offset) -> {
            var share = shares.get(partition);
            if (share != null) {
              share.committed(offset.offset());
            }
          });
    }
  }

  private boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      consumer.commitSync(offsets);
      return true;
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("offsets are not committed now: {}", e.getMessage());
      return false;
    }
  }

  private boolean blocked() {
    return System.nanoTime() - blockedUntilNanos < 0;
  }

  private void backOff(Exception failure) {
    failures.increment();
    problem = String.valueOf(failure.getMessage());
    LOG.warn("trying again in {}: {}", retry, Traces.unquoted(problem));
    blockedUntilNanos = System.nanoTime() + retry.toNanos();
    var doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : doubled;
  }

  /** Forgets what belongs to somebody else now. */
  private final class Shares implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      shares.keySet().removeAll(partitions);
    }
  }
}
