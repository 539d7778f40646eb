package io.polku.query.progress;

import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change;
import io.polku.contract.change.ChangeCodec;
import io.polku.contract.change.Rejected;
import io.polku.contract.event.Event;
import io.polku.contract.history.History;
import io.polku.contract.history.RebuildRequest;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in the log and is not stored yet, counted by reading it. Thread-safe; reads at most
 * {@value #RECORDS_MAX} records and for at most a few seconds.
 */
public final class LogTail {
  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
  private static final int RECORDS_MAX = 1_000_000;
  private static final int STABLE_TRIES_MAX = 20;
  private static final Duration TIME_MAX = Duration.ofSeconds(8);
  private static final Duration POLL = Duration.ofMillis(200);

  private final LogReader log;

  LogTail(LogReader log) {
    this.log = log;
  }

  /**
   * What is not stored.
   *
   * @param events accepted, whether new or repeated, republished ones included; those that the
   *     tables count as held are not
   * @param rebuilds visitors with stored events that their sessions and facts do not have yet
   * @param republished of the events, repeats that came from the spool
   * @param rejectedByCode refused
   * @param exact false where the log is away, too long, or moved too fast to be counted
   * @param changesStored by partition, up to where changes are stored; nothing beyond is counted as
   *     stored. Empty where the log is away
   * @param rejectedStored the same for refused events
   * @param appended records that the topic of events ever had, of all sites and times; its offsets
   *     have no holes, as nobody writes to it in transactions
   * @param eventsOfAll like {@code events}, of all sites and times
   */
  public record Counts(
      long events,
      long rebuilds,
      long republished,
      Map<String, Long> rejectedByCode,
      boolean exact,
      List<Long> changesStored,
      List<Long> rejectedStored,
      long appended,
      long eventsOfAll) {
    /** Copies. */
    public Counts {
      rejectedByCode = new TreeMap<>(rejectedByCode);
      changesStored = List.copyOf(changesStored);
      rejectedStored = List.copyOf(rejectedStored);
    }

    /** Whether offsets say what is stored; else all rows that are there are. */
    public boolean isKnown() {
      return !equals(UNKNOWN);
    }

    static final Counts UNKNOWN = new Counts(0, 0, 0, Map.of(), false, List.of(), List.of(), 0, 0);
  }

  /** Offsets that belong together. */
  private record Snapshot(
      Offsets eventsDone,
      Offsets eventsEnd,
      Offsets requestsDone,
      Offsets requestsEnd,
      Offsets answersDone,
      Offsets answersEnd,
      Offsets changesDone,
      Offsets changesEnd,
      Offsets rejectedDone,
      Offsets rejectedEnd,
      boolean stable) {}

  /**
   * Counts what was received of a site within a time.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public Counts count(String site, Instant from, Instant to) {
    try {
      var snapshot = snapshot();
      var counting = new Counting(site, from.toEpochMilli(), to.toEpochMilli());
      var whole =
          read(Topics.EVENTS, snapshot.eventsDone(), snapshot.eventsEnd(), counting::event)
              && read(
                  Topics.CHANGES, snapshot.changesDone(), snapshot.changesEnd(), counting::change)
              && read(
                  Topics.REBUILDS,
                  snapshot.requestsDone(),
                  snapshot.requestsEnd(),
                  counting::request)
              && read(
                  Topics.HISTORY, snapshot.answersDone(), snapshot.answersEnd(), counting::answer)
              && read(
                  Topics.REJECTED,
                  snapshot.rejectedDone(),
                  snapshot.rejectedEnd(),
                  counting::rejected);
      return new Counts(
          counting.events,
          counting.rebuilding.size(),
          counting.republished,
          counting.rejectedByCode,
          whole && snapshot.stable(),
          snapshot.changesDone().list(),
          snapshot.rejectedDone().list(),
          snapshot.eventsEnd().list().stream().mapToLong(Long::longValue).sum(),
          counting.ofAll);
    } catch (KafkaException e) {
      LOG.warn("the log cannot be counted: {}", e.getMessage());
      return Counts.UNKNOWN;
    }
  }

  /** When the first record that is not processed was received; empty when all are. */
  Optional<Instant> firstReceived(Watermark.Look look, Offsets requestsEnd, Offsets changesEnd) {
    var first = new FirstReceived();
    readFirst(Topics.EVENTS, look.eventsDone(), look.eventsEnd(), first::event);
    readFirst(Topics.REBUILDS, look.requestsDone(), requestsEnd, first::request);
    readFirst(Topics.HISTORY, look.answersDone(), look.answersEnd(), first::answer);
    readFirst(Topics.CHANGES, look.changesDone(), changesEnd, first::change);
    return first.millis == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(first.millis));
  }

  /**
   * An event between the two topics would be counted twice or not at all, so the streams must not
   * commit while the ends are read.
   */
  private Snapshot snapshot() {
    var events = log.partitions(Topics.EVENTS);
    var changes = log.partitions(Topics.CHANGES);
    var requests = log.partitions(Topics.REBUILDS);
    var answers = log.partitions(Topics.HISTORY);
    var rejected = log.partitions(Topics.REJECTED);
    for (var tries = 1; ; tries++) {
      var before = log.streamsDone();
      // With the flow, so that what moves on meanwhile is rather seen twice than not at all.
      var requestsDone = log.historyDone();
      var requestsEnd = log.committedEnds(requests);
      var answersDone = log.answersDone();
      var answersEnd = log.ends(answers);
      var changesEnd = log.committedEnds(changes);
      var changesDone = log.sinkDone(Topics.CHANGES);
      var eventsEnd = log.ends(events);
      var stable = log.streamsDone().equals(before);
      if (stable || tries == STABLE_TRIES_MAX) {
        return new Snapshot(
            before,
            eventsEnd,
            requestsDone,
            requestsEnd,
            answersDone,
            answersEnd,
            changesDone,
            changesEnd,
            log.sinkDone(Topics.REJECTED),
            log.committedEnds(rejected),
            stable);
      }
    }
  }

  private boolean read(
      String topic, Offsets from, Offsets to, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    var left = left(topic, from, to);
    if (left.isEmpty()) {
      return true;
    }
    var deadlineNanos = System.nanoTime() + TIME_MAX.toNanos();
    var count = 0;
    try (var consumer = log.consumer()) {
      start(consumer, left, from);
      while (!left.isEmpty()) {
        for (var found : consumer.poll(POLL)) {
          var end = left.get(new TopicPartition(topic, found.partition()));
          if (end != null && found.offset() < end) {
            each.accept(found);
            count++;
          }
        }
        // The position passes markers of transactions, which are no records.
        left.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
        if (count >= RECORDS_MAX || System.nanoTime() - deadlineNanos > 0) {
          return left.isEmpty();
        }
      }
      return true;
    }
  }

  /** Reads the first record of each partition. */
  private void readFirst(
      String topic, Offsets from, Offsets to, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    var left = left(topic, from, to);
    if (left.isEmpty()) {
      return;
    }
    var deadlineNanos = System.nanoTime() + TIME_MAX.toNanos();
    try (var consumer = log.consumer()) {
      start(consumer, left, from);
      while (!left.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
        for (var found : consumer.poll(POLL)) {
          if (left.remove(new TopicPartition(topic, found.partition())) != null) {
            each.accept(found);
          }
        }
        left.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
      }
    }
  }

  private static void start(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> left, Offsets from) {
    consumer.assign(left.keySet());
    left.keySet().forEach(partition -> consumer.seek(partition, from.of(partition.partition())));
  }

  private static Map<TopicPartition, Long> left(String topic, Offsets from, Offsets to) {
    var left = new HashMap<TopicPartition, Long>();
    to.byPartition()
        .forEach(
            (partition, end) -> {
              if (from.of(partition) < end) {
                left.put(new TopicPartition(topic, partition), end);
              }
            });
    return left;
  }

  /** Sums up while records go by. */
  private static final class Counting {
    private final String site;
    private final long fromMillis;
    private final long toMillis;
    private final Map<String, Long> rejectedByCode = new HashMap<>();
    private final Set<String> rebuilding = new HashSet<>();
    private long events;
    private long republished;
    private long ofAll;

    Counting(String site, long fromMillis, long toMillis) {
      this.site = site;
      this.fromMillis = fromMillis;
      this.toMillis = toMillis;
    }

    void event(ConsumerRecord<byte[], byte[]> found) {
      ofAll++;
      if (found.key() != null && VisitorKey.fromBytes(found.key()).site().equals(site)) {
        var event = parsed(found, Event.class);
        // Whether a first copy is there is not known before the streams have seen it.
        add(event.receivedAtMillis(), false);
      }
    }

    void change(ConsumerRecord<byte[], byte[]> found) {
      var change = changed(found);
      var stored = change.stored();
      var duplicate = change.duplicate();
      var held = change.held();
      // One that is let go is counted as held by the tables until its change is stored.
      var heldSign = held == null ? 0 : held.released() ? -1 : 1;
      ofAll += heldSign + (stored != null || duplicate != null ? 1 : 0);
      if (!change.site().equals(site)) {
        return;
      }
      if (stored == null && duplicate == null && held == null && !change.visitorId().isEmpty()) {
        rebuilding.add(change.visitorId());
      }
      if (held != null) {
        add(held.receivedAtMillis(), false, heldSign);
      }
      if (stored != null) {
        add(stored.event().receivedAtMillis(), false);
      } else if (duplicate != null) {
        add(duplicate.receivedAtMillis(), duplicate.republished());
      }
    }

    void rejected(ConsumerRecord<byte[], byte[]> found) {
      var rejected = parsed(found, Rejected.class);
      // Once taken by an intake, so that it is a record of the events too.
      ofAll += rejected.code().equals(Rejected.ERASED_MEANWHILE) ? 1 : 0;
      if (rejected.site().equals(site) && within(rejected.receivedAtMillis())) {
        rejectedByCode.merge(rejected.code(), 1L, Long::sum);
      }
    }

    void request(ConsumerRecord<byte[], byte[]> found) {
      var request = parsed(found, RebuildRequest.class);
      if (request.site().equals(site)
          && !request.isBackfill()
          && request.erasure() == null
          && within(request.receivedAtMillis())) {
        rebuilding.add(request.visitorId());
      }
    }

    void answer(ConsumerRecord<byte[], byte[]> found) {
      if (parsed(found, History.class) instanceof History.Part part
          && part.number() > 0
          && part.site().equals(site)
          && within(part.receivedAtMillis())) {
        rebuilding.add(part.visitorId());
      }
    }

    private void add(long receivedAtMillis, boolean again) {
      add(receivedAtMillis, again, 1);
    }

    private void add(long receivedAtMillis, boolean again, int sign) {
      if (within(receivedAtMillis)) {
        events += sign;
        republished += again ? sign : 0;
      }
    }

    private boolean within(long receivedAtMillis) {
      return receivedAtMillis >= fromMillis && receivedAtMillis < toMillis;
    }
  }

  /** Keeps the earliest receipt. */
  private static final class FirstReceived {
    private long millis = Long.MAX_VALUE;

    void event(ConsumerRecord<byte[], byte[]> found) {
      millis = Math.min(millis, found.timestamp());
    }

    /** A request is as old as the event that made it necessary. */
    void request(ConsumerRecord<byte[], byte[]> found) {
      millis = Math.min(millis, parsed(found, RebuildRequest.class).receivedAtMillis());
    }

    /** Those of a back-fill answer no event. */
    void answer(ConsumerRecord<byte[], byte[]> found) {
      if (parsed(found, History.class) instanceof History.Part part && part.number() > 0) {
        millis = Math.min(millis, part.receivedAtMillis());
      }
    }

    /** A change is as old as its event, however late the streams made it. */
    void change(ConsumerRecord<byte[], byte[]> found) {
      var change = changed(found);
      var stored = change.stored();
      var duplicate = change.duplicate();
      if (stored != null) {
        millis = Math.min(millis, stored.event().receivedAtMillis());
      } else {
        millis =
            Math.min(millis, duplicate == null ? found.timestamp() : duplicate.receivedAtMillis());
      }
    }
  }

  private static Change changed(ConsumerRecord<byte[], byte[]> found) {
    try {
      return ChangeCodec.read(found.value());
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(found, e);
    }
  }

  private static <T> T parsed(ConsumerRecord<byte[], byte[]> found, Class<T> type) {
    try {
      return Json.mapper().readValue(found.value(), type);
    } catch (IOException e) {
      throw unreadable(found, e);
    }
  }

  private static KafkaException unreadable(ConsumerRecord<byte[], byte[]> found, Exception cause) {
    return new KafkaException(
        found.topic() + " " + found.partition() + " " + found.offset() + " cannot be read", cause);
  }
}
