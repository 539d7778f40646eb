package io.polku.service.catalog;

import io.polku.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;

/**
 * For how long Kafka holds what was once written about a visitor, by what its topics are set to. A
 * record waits until its segment is closed; then until that is deleted by age, or cleaned of what
 * was replaced or deleted by key, and then until the mark of the deletion goes too.
 */
public final class TopicRetention {
  private static final Set<String> OF_VISITORS =
      Set.of(
          Topics.EVENTS,
          Topics.CHANGES,
          Topics.REJECTED,
          Topics.REBUILDS,
          Topics.HISTORY,
          Topics.ERASURES);
  private static final String CHANGELOG = "-changelog";
  private static final int ANSWER_MILLIS_MAX = 10_000;

  /** The broker looks at most every few minutes; it may have been stopped, too. */
  private static final Duration SLACK = Duration.ofHours(6);

  private TopicRetention() {}

  /**
   * The longest of all topics that know visitors.
   *
   * @param streamsGroup prefix of the changelogs
   * @return empty where one of them keeps something without limit
   * @throws KafkaException when Kafka does not say
   */
  public static Optional<Duration> longest(String bootstrapServers, String streamsGroup) {
    try (var admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      var topics =
          answer(admin.listTopics().names()).stream()
              .filter(name -> isOfVisitors(name, streamsGroup))
              .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
              .toList();
      var kept =
          answer(admin.describeConfigs(topics).all()).values().stream()
              .map(TopicRetention::kept)
              .toList();
      return longest(kept).map(longest -> longest.plus(SLACK));
    }
  }

  private static Optional<Duration> longest(List<Optional<Duration>> all) {
    return all.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : all.stream().flatMap(Optional::stream).max(Duration::compareTo);
  }

  private static boolean isOfVisitors(String topic, String streamsGroup) {
    return OF_VISITORS.contains(topic)
        || (topic.startsWith(streamsGroup + "-") && topic.endsWith(CHANGELOG));
  }

  /** Of one topic; empty for ever. */
  static Optional<Duration> kept(Config config) {
    var policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    var segment = millis(config, TopicConfig.SEGMENT_MS_CONFIG);
    if (policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
      return sum(segment, millis(config, TopicConfig.RETENTION_MS_CONFIG));
    }
    var lag = millis(config, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG);
    var marks = millis(config, TopicConfig.DELETE_RETENTION_MS_CONFIG);
    // The mark of a deletion goes when its segment is cleaned for a second time.
    return sum(lag, lag).flatMap(cleaned -> sum(cleaned.toMillis(), marks));
  }

  private static long millis(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }

  private static Optional<Duration> sum(long one, long other) {
    return one < 0 || other < 0 || one > Long.MAX_VALUE / 4 || other > Long.MAX_VALUE / 4
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(one + other));
  }

  private static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer within " + ANSWER_MILLIS_MAX + " ms", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
