package io.polku.service.catalog;

import io.polku.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics that are not there yet. Existing ones are left as they are. */
public final class KafkaTopics {
  /**
   * A segment goes once its newest record is that old, and no record waits longer for its segment
   * to be full than {@link #SEGMENT}: so none is there for more than seven days.
   */
  public static final Duration RETENTION = Duration.ofDays(6);

  /** When a segment is closed at the latest. */
  public static final Duration SEGMENT = Duration.ofHours(12);

  private KafkaTopics() {}

  /**
   * Makes the topics of {@link Topics}.
   *
   * @param bootstrapServers where Kafka is
   * @param partitions of each topic, used only when the topic of events is made; others get as many
   * @param replication copies of each partition; with 3 or more, two must be in sync for a write
   * @throws IllegalStateException when Kafka refuses or cannot be reached
   */
  public static void create(String bootstrapServers, int partitions, short replication) {
    var inSync = Integer.toString(replication >= 3 ? 2 : 1);
    var kept =
        Map.of(
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "LogAppendTime",
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(RETENTION.toMillis()),
            TopicConfig.SEGMENT_MS_CONFIG,
            Long.toString(SEGMENT.toMillis()),
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
            inSync);
    var compacted = new HashMap<>(kept);
    compacted.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    compacted.remove(TopicConfig.RETENTION_MS_CONFIG);
    compacted.remove(TopicConfig.SEGMENT_MS_CONFIG);
    var audited = new HashMap<>(kept);
    audited.remove(TopicConfig.SEGMENT_MS_CONFIG);
    audited.put(
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(Duration.ofDays(Topics.AUDIT_DAYS).toMillis()));
    try (var admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      // What belongs together must be divided alike, also what is made later than the rest.
      var count = partitionsOf(admin, Topics.EVENTS).orElse(partitions);
      var topics =
          List.of(
              new NewTopic(Topics.EVENTS, count, replication).configs(kept),
              new NewTopic(Topics.CHANGES, count, replication).configs(kept),
              new NewTopic(Topics.REJECTED, count, replication).configs(kept),
              new NewTopic(Topics.REBUILDS, count, replication).configs(kept),
              new NewTopic(Topics.HISTORY, count, replication).configs(kept),
              new NewTopic(Topics.ERASURES, count, replication).configs(kept),
              new NewTopic(Topics.DEFINITIONS, count, replication).configs(compacted),
              new NewTopic(Topics.AUDIT, 1, replication).configs(audited));
      for (var made : admin.createTopics(topics).values().values()) {
        await(made::get);
      }
    }
  }

  private static OptionalInt partitionsOf(Admin admin, String topic) {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .mapToInt(found -> found.partitions().size())
          .findFirst();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return OptionalInt.empty();
      }
      throw new IllegalStateException("topics cannot be looked at: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking at topics", e);
    }
  }

  private interface Waiting {
    Object get() throws ExecutionException, InterruptedException;
  }

  private static void await(Waiting made) {
    try {
      made.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("topics cannot be made: " + e.getMessage(), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making topics", e);
    }
  }
}
