package io.polku.ingest.publish;

import io.polku.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes records and says when the broker has them all. Never blocks its caller: where the
 * producer would wait (unknown topic, full buffer) the records fail at once. Thread-safe.
 *
 * <p>A record that is reported as failed may still reach the log; senders repeat it under the same
 * id. A record that is reported as published is on every replica that is in sync.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final List<String> TOPICS = List.of(Topics.EVENTS, Topics.REJECTED);
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
  private static final int WATCH_TIMEOUT_MILLIS = 3_000;
  private static final int BATCH_BYTES = 64 << 10;
  private static final long METADATA_IDLE_MILLIS = Duration.ofDays(30).toMillis();

  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;
  private final Thread watcher;
  private volatile String problem = "not connected yet";
  private volatile boolean closed;

  private Publisher(KafkaProducer<byte[], byte[]> producer, Admin admin) {
    this.producer = producer;
    this.admin = admin;
    this.watcher = Thread.ofPlatform().daemon().name("polku-kafka-watch").unstarted(this::watch);
  }

  /**
   * Connects in the background and returns at once; see {@link #problem}.
   *
   * @param bootstrapServers where Kafka is
   * @param deliveryTimeout how long a record may wait for its acknowledgement before it has failed
   */
  public static Publisher connect(String bootstrapServers, Duration deliveryTimeout) {
    var deliveryMillis = Math.toIntExact(deliveryTimeout.toMillis());
    var producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                // The network's own pace makes the batches; waiting for more costs latency.
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BATCH_SIZE_CONFIG,
                BATCH_BYTES,
                // Senders run on event loops, which must never wait.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                0,
                ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                METADATA_IDLE_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.max(1, deliveryMillis * 3 / 4),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                deliveryMillis),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    var admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, WATCH_TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, WATCH_TIMEOUT_MILLIS));
    var publisher = new Publisher(producer, admin);
    publisher.watcher.start();
    return publisher;
  }

  /**
   * Publishes records, all at once.
   *
   * @param done called once, on any thread, when the last record's fate is known: with "" when all
   *     are published, else with what is wrong
   */
  public void publish(List<Outgoing> records, Consumer<String> done) {
    if (records.isEmpty()) {
      done.accept("");
      return;
    }
    var delivery = new Delivery(records.size(), done);
    for (var record : records) {
      try {
        var _ =
            producer.send(
                new ProducerRecord<>(record.topic(), record.key(), record.value()), delivery);
      } catch (KafkaException | IllegalStateException e) {
        // Thrown instead of reported: the producer is closed or cannot go on.
        delivery.onCompletion(null, e);
      }
    }
  }

  /** "" while Kafka is there with the topics that are needed, else what is wrong. */
  public String problem() {
    return problem;
  }

  /** Waits a little for what is on its way, then disconnects. */
  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
    producer.close(CLOSE_MAX);
    admin.close(Duration.ZERO);
  }

  /** Counts the acknowledgements of one call. */
  private static final class Delivery implements Callback {
    private final AtomicInteger pending;
    private final Consumer<String> done;
    private volatile String failure = "";

    Delivery(int records, Consumer<String> done) {
      this.pending = new AtomicInteger(records);
      this.done = done;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
      if (exception != null) {
        failure = String.valueOf(exception.getMessage());
      }
      if (pending.decrementAndGet() == 0) {
        done.accept(failure);
      }
    }
  }

  /** Keeps the state of Kafka known, and the producer's knowledge of the topics warm. */
  private void watch() {
    while (!closed) {
      var found = look();
      if (!found.equals(problem) && !closed) {
        if (found.isEmpty()) {
          LOG.info("Kafka is there");
        } else {
          LOG.warn("Kafka: {}", found);
        }
        problem = found;
      }
      try {
        Thread.sleep(WATCH_INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private String look() {
    try {
      var _ = admin.describeTopics(TOPICS).allTopicNames().get();
      for (var topic : TOPICS) {
        producer.partitionsFor(topic);
      }
      return "";
    } catch (ExecutionException e) {
      var cause = e.getCause();
      return cause instanceof UnknownTopicOrPartitionException
          ? "topics " + TOPICS + " are not there"
          : "no answer from the broker: " + (cause == null ? e : cause).getMessage();
    } catch (TimeoutException e) {
      // Asking has made the producer look for the topic; the next round finds it.
      return "the producer has not found the topics yet";
    } catch (InterruptException | InterruptedException e) {
      closed = true;
      return "closed";
    } catch (KafkaException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
