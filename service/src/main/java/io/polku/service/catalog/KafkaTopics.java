package io.polku.service.catalog;

import io.polku.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics that are not there yet. Existing ones are left as they are. */
public final class KafkaTopics {
  private static final String RETENTION_MILLIS = Long.toString(Duration.ofDays(7).toMillis());

  private KafkaTopics() {}

  /**
   * Makes the topics of {@link Topics}.
   *
   * @param bootstrapServers where Kafka is
   * @param partitions of each topic, used only when a topic is made
   * @param replication copies of each partition; with 3 or more, two must be in sync for a write
   * @throws IllegalStateException when Kafka refuses or cannot be reached
   */
  public static void create(String bootstrapServers, int partitions, short replication) {
    var inSync = Integer.toString(replication >= 3 ? 2 : 1);
    var kept =
        Map.of(
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
            TopicConfig.RETENTION_MS_CONFIG, RETENTION_MILLIS,
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, inSync);
    var compacted = new HashMap<>(kept);
    compacted.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    compacted.remove(TopicConfig.RETENTION_MS_CONFIG);
    var audited = new HashMap<>(kept);
    audited.put(
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(Duration.ofDays(Topics.AUDIT_DAYS).toMillis()));
    var topics =
        List.of(
            new NewTopic(Topics.EVENTS, partitions, replication).configs(kept),
            new NewTopic(Topics.CHANGES, partitions, replication).configs(kept),
            new NewTopic(Topics.REJECTED, partitions, replication).configs(kept),
            new NewTopic(Topics.REBUILDS, partitions, replication).configs(kept),
            new NewTopic(Topics.HISTORY, partitions, replication).configs(kept),
            new NewTopic(Topics.DEFINITIONS, partitions, replication).configs(compacted),
            new NewTopic(Topics.AUDIT, 1, replication).configs(audited));
    try (var admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      for (var made : admin.createTopics(topics).values().values()) {
        await(made::get);
      }
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
