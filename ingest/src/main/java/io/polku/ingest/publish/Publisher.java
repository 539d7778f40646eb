package io.polku.ingest.publish;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.Topics;
import io.polku.contract.event.EventJson;
import io.polku.contract.json.Json;
import io.polku.ingest.publish.SpoolStore.Kept;
import io.polku.service.logging.Traces;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes records durable and says when they are: in Kafka, on every replica that is in sync, or,
 * while Kafka does not answer in time, in the spool on local disk, from which they are published
 * when it returns. Never blocks its caller. Thread-safe.
 *
 * <p>While Kafka is away nobody waits for it: after the first record that was not acknowledged in
 * time all go to the spool at once, until Kafka has taken one of them. The spool is then emptied in
 * its order while new records go to Kafka directly: an answer never depends on the order of
 * arrival.
 *
 * <p>A record may be published more than once: one that was not acknowledged in time and went to
 * the spool may have reached the log, and after a crash the last ones published from the spool are
 * published again. Events from the spool are marked so ({@code republished}), and repeats are
 * removed by their id; dead letters have none, so a few of them may be counted twice.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final int SLICE_RECORDS_MAX = 1_000;
  private static final long SLICE_BYTES_MAX = 1L << 20;
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
  private static final long IDLE_MILLIS = 1_000;
  private static final double MILLIS = 1_000;

  private final Kafka kafka;
  private final Spool spool;
  private final Duration ackTimeout;
  private final Thread drainer;
  private final AtomicLong refusedByKafka = new AtomicLong();

  /** Holds one token while the drainer has something to look at. */
  private final ArrayBlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);

  /** Whether records go to Kafka first. */
  private volatile boolean direct = true;

  private volatile boolean closed;

  private final SpoolFilter filter;
  private final AtomicLong unwantedRecords = new AtomicLong();

  private Publisher(Kafka kafka, Spool spool, Duration ackTimeout, SpoolFilter filter) {
    this.filter = filter;
    this.kafka = kafka;
    this.spool = spool;
    this.ackTimeout = ackTimeout;
    this.drainer = Thread.ofPlatform().daemon().name("polku-spool-drain").unstarted(this::drain);
  }

  /**
   * Opens the spool, connects to Kafka in the background and returns; see {@link #problem}.
   *
   * @param bootstrapServers where Kafka is
   * @param ackTimeout how long a record may wait for its acknowledgement before it goes to the
   *     spool
   * @param filter what has become unwanted while it lay in the spool
   * @throws KafkaException when the address is none
   * @throws IllegalStateException when the spool cannot be used
   */
  public static Publisher connect(
      String bootstrapServers, Duration ackTimeout, SpoolSettings settings, SpoolFilter filter) {
    var spool = Spool.open(settings, System::currentTimeMillis);
    try {
      var publisher =
          new Publisher(Kafka.connect(bootstrapServers, ackTimeout), spool, ackTimeout, filter);
      publisher.drainer.start();
      return publisher;
    } catch (KafkaException e) {
      spool.close();
      throw e;
    }
  }

  /**
   * Makes records durable, all at once.
   *
   * @param done called once, on any thread, when the last record's fate is known: with "" when all
   *     are durable, else with what is wrong
   */
  public void publish(List<Outgoing> records, Consumer<String> done) {
    if (records.isEmpty()) {
      done.accept("");
    } else if (direct) {
      new Delivery(records, done).send();
    } else {
      keep(records, done);
    }
  }

  /** "" while records can be made durable, else what is wrong. */
  public String problem() {
    var away = kafka.problem();
    var full = away.isEmpty() ? "" : spool.problem();
    return full.isEmpty() ? "" : away + "; " + full;
  }

  /** What is not as it should be though records can be made durable, or "". */
  public String note() {
    var away = kafka.problem();
    return away.isEmpty() ? "" : "away, records go to the spool: " + away;
  }

  /** What the spool holds or why it takes nothing, in words; "" while it is empty. */
  public String spoolNote() {
    var state = spool.state();
    var problem = spool.problem();
    var held =
        state.records() == 0
            ? ""
            : state.records() + " records wait for Kafka, " + state.bytes() + " bytes";
    return problem.isEmpty() || held.isEmpty() ? held + problem : held + "; " + problem;
  }

  /** Lets a registry show what the spool holds and what went through it. */
  public void show(MeterRegistry registry) {
    Gauge.builder("polku.ingest.spool.records", spool, s -> s.state().records())
        .description("Records in the spool")
        .register(registry);
    Gauge.builder("polku.ingest.spool", spool, s -> s.state().bytes())
        .description("Keys and values in the spool")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("polku.ingest.spool.age", spool, Publisher::ageSeconds)
        .description("Age of the oldest record in the spool; 0 when it is empty")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("polku.ingest.spool.limit", spool, Spool::bytesMax)
        .description("Bytes that the spool takes at most")
        .baseUnit("bytes")
        .register(registry);
    counter(registry, "kept", "Records that went to the spool", spool.keptRecords());
    counter(registry, "drained", "Records published from the spool", spool.removedRecords());
    counter(
        registry,
        "refused",
        "Records that the spool did not keep, for want of room or of a disk",
        spool.refusedRecords());
    counter(
        registry, "damaged", "Records of the spool that the disk damaged", spool.damagedRecords());
    counter(
        registry,
        "unpublishable",
        "Records of the spool that Kafka refused for what they are",
        refusedByKafka);
    counter(
        registry,
        "erased",
        "Records of the spool that were left out because their visitor was erased meanwhile",
        unwantedRecords);
  }

  /** Waits a little for what is on its way, then disconnects; what Kafka has not taken is kept. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      drainer.join(CLOSE_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kafka.close();
    spool.close();
  }

  private static double ageSeconds(Spool spool) {
    var oldest = spool.state().oldestMillis();
    return oldest == 0 ? 0 : Math.max(0, System.currentTimeMillis() - oldest) / MILLIS;
  }

  private static void counter(
      MeterRegistry registry, String name, String description, AtomicLong count) {
    FunctionCounter.builder("polku.ingest.spool." + name, count, AtomicLong::doubleValue)
        .description(description)
        .register(registry);
  }

  private void keep(List<Outgoing> records, Consumer<String> done) {
    spool.add(
        records,
        problem -> {
          wake();
          done.accept(problem);
        });
  }

  private void wake() {
    var _ = wake.offer(true);
  }

  /** Whether Kafka refuses a record for what it is, so that no repeat could help. */
  private static boolean isOfRecord(Exception e) {
    return e instanceof RecordTooLargeException
        || e instanceof RecordBatchTooLargeException
        || e instanceof InvalidRecordException
        || e instanceof SerializationException;
  }

  /** The acknowledgements of one call. */
  private final class Delivery implements Callback {
    private final List<Outgoing> records;
    private final Consumer<String> done;
    private final AtomicInteger pending;
    private volatile String failure = "";
    private volatile boolean late;

    /** Whether each is acknowledged; made when there are several. */
    private final boolean @Nullable [] acknowledged;

    Delivery(List<Outgoing> records, Consumer<String> done) {
      this.records = records;
      this.done = done;
      this.pending = new AtomicInteger(records.size());
      this.acknowledged = records.size() == 1 ? null : new boolean[records.size()];
    }

    void send() {
      if (acknowledged == null) {
        kafka.send(records.getFirst(), this);
        return;
      }
      for (var i = 0; i < records.size(); i++) {
        var index = i;
        kafka.send(records.get(i), (_, exception) -> ended(index, exception));
      }
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      ended(0, exception);
    }

    private void ended(int index, @Nullable Exception exception) {
      if (exception == null) {
        if (acknowledged != null) {
          acknowledged[index] = true;
        }
      } else if (isOfRecord(exception)) {
        failure = String.valueOf(exception.getMessage());
      } else {
        late = true;
      }
      // Also makes what was written above visible to whoever ends last.
      if (pending.decrementAndGet() == 0) {
        allEnded();
      }
    }

    private void allEnded() {
      if (late) {
        direct = false;
        wake();
      }
      if (!late || !failure.isEmpty()) {
        done.accept(failure);
      } else {
        keep(missing(), done);
      }
    }

    private List<Outgoing> missing() {
      if (acknowledged == null) {
        return records;
      }
      var missing = new ArrayList<Outgoing>();
      for (var i = 0; i < acknowledged.length; i++) {
        if (!acknowledged[i]) {
          missing.add(records.get(i));
        }
      }
      return missing;
    }
  }

  private void drain() {
    while (!closed) {
      try {
        if (direct && spool.state().records() == 0) {
          var _ = wake.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } else if (!kafka.problem().isEmpty() || !filter.isReady() || !drainSome()) {
          TimeUnit.MILLISECONDS.sleep(RETRY_AFTER.toMillis());
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // Without this thread the spool would never be emptied, and nobody be told.
        LOG.error("the spool cannot be emptied, trying again", Traces.of(e));
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_AFTER.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes the first records of the spool, and sends new ones to Kafka again if that worked. */
  private boolean drainSome() throws InterruptedException {
    // While it is not sure that Kafka takes anything, one record is enough to try with.
    var slice = spool.first(direct ? SLICE_RECORDS_MAX : 1, SLICE_BYTES_MAX);
    if (slice.isEmpty()) {
      // Kafka is there; that the disk may not be is no reason to refuse what it would take.
      direct = true;
      return spool.state().records() == 0;
    }
    if (!published(slice)) {
      return false;
    }
    spool.remove(slice);
    if (!direct) {
      LOG.info("Kafka takes records again; {} wait in the spool", spool.state().records());
      direct = true;
    } else if (spool.state().records() == 0) {
      LOG.info("the spool is empty");
    }
    return true;
  }

  private boolean published(List<Kept> slice) throws InterruptedException {
    var wanted = slice.stream().filter(kept -> !filter.isUnwanted(kept.record())).toList();
    if (wanted.isEmpty()) {
      unwantedRecords.addAndGet(slice.size());
      return true;
    }
    var pending = new AtomicInteger(wanted.size());
    var all = new CompletableFuture<Boolean>();
    for (var kept : wanted) {
      kafka.send(
          marked(kept.record()),
          (_, exception) -> {
            if (exception != null && isOfRecord(exception)) {
              refusedByKafka.incrementAndGet();
              LOG.atError()
                  .addKeyValue("event_id", eventId(kept.record()))
                  .log(
                      "spool: record {} of {} bytes for {} is lost: {}",
                      kept.number(),
                      kept.bytes(),
                      kept.record().topic(),
                      exception.getMessage());
            } else if (exception != null) {
              all.complete(false);
            }
            if (pending.decrementAndGet() == 0) {
              all.complete(true);
            }
          });
    }
    try {
      var taken = all.get(2 * ackTimeout.toMillis(), TimeUnit.MILLISECONDS);
      unwantedRecords.addAndGet(taken ? slice.size() - wanted.size() : 0);
      return taken;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** "" where it is no event. */
  private static String eventId(Outgoing record) {
    try {
      return record.topic().equals(Topics.EVENTS) ? EventJson.read(record.value()).id() : "";
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
  }

  private static Outgoing marked(Outgoing record) {
    if (!record.topic().equals(Topics.EVENTS)) {
      return record;
    }
    try {
      var event = EventJson.read(record.value());
      return new Outgoing(
          record.topic(), record.key(), Json.mapper().writeValueAsBytes(event.asRepublished()));
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("spool: an event cannot be marked as republished: {}", e.getClass());
      return record;
    }
  }
}
