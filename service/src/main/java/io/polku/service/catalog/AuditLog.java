package io.polku.service.catalog;

import com.fasterxml.jackson.core.JacksonException;
import io.polku.contract.Topics;
import io.polku.contract.audit.AuditRecord;
import io.polku.contract.json.Json;
import io.polku.contract.report.AuditAnswer;
import io.polku.contract.report.AuditAnswer.Entry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads who has changed what, straight from the topic: it is asked for rarely. Thread-safe, one
 * question at a time.
 */
public final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.AUDIT, 0);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  /** Records looked at, of all sites, from the latest on. */
  private static final long LOOKED_AT_MAX = 50_000;

  private final String bootstrapServers;

  /** Connects when it is asked. */
  public AuditLog(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * The latest changes of a site.
   *
   * @param limit how many at most
   * @throws KafkaException when Kafka does not answer within 10 s
   */
  public synchronized AuditAnswer latest(String site, int limit) {
    var deadline = System.nanoTime() + ANSWER_MAX.toNanos();
    try (var consumer = consumer()) {
      consumer.assign(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      long begin = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      var from = Math.max(begin, end - LOOKED_AT_MAX);
      consumer.seek(PARTITION, from);
      var latest = new ArrayDeque<Entry>();
      var more = from > begin;
      while (consumer.position(PARTITION) < end) {
        if (System.nanoTime() > deadline) {
          throw new KafkaException(Topics.AUDIT + " was not read within " + ANSWER_MAX);
        }
        for (var found : consumer.poll(POLL).records(PARTITION)) {
          entry(found, site).ifPresent(latest::addFirst);
          if (latest.size() > limit) {
            latest.removeLast();
            more = true;
          }
        }
      }
      return new AuditAnswer(List.copyOf(latest), more);
    }
  }

  private static Optional<Entry> entry(ConsumerRecord<byte[], byte[]> found, String site) {
    try {
      var one = Json.mapper().readValue(found.value(), AuditRecord.class);
      return one.site().equals(site)
          ? Optional.of(
              new Entry(
                  Instant.ofEpochMilli(found.timestamp()), one.by(), one.action(), one.subject()))
          : Optional.empty();
    } catch (JacksonException e) {
      // A newer version may know actions that this one does not.
      LOG.error("audit record at offset {} is left out: {}", found.offset(), e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) ANSWER_MAX.toMillis()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
