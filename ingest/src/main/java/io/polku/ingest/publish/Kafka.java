package io.polku.ingest.publish;

import io.polku.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker: sends records to it and knows whether it is there. Never blocks its caller: where the
 * producer would wait (unknown topic, full buffer) a record fails at once. Thread-safe.
 */
final class Kafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kafka.class);
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

  private Kafka(KafkaProducer<byte[], byte[]> producer, Admin admin) {
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
  static Kafka connect(String bootstrapServers, Duration deliveryTimeout) {
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
                // Spares broker and client most of their requests; more costs latency when few
                // wait.
                ProducerConfig.LINGER_MS_CONFIG,
                1,
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
    var kafka = new Kafka(producer, admin);
    kafka.watcher.start();
    return kafka;
  }

  /**
   * Sends a record.
   *
   * @param done called once, on any thread; a record that failed may still reach the log
   */
  void send(Outgoing record, Callback done) {
    try {
      var _ =
          producer.send(new ProducerRecord<>(record.topic(), record.key(), record.value()), done);
    } catch (KafkaException | IllegalStateException e) {
      // Thrown instead of reported: the producer is closed or cannot go on.
      done.onCompletion(null, e);
    }
  }

  /** "" while Kafka is there with the topics that are needed, else what is wrong. */
  String problem() {
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
