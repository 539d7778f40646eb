package io.polku.streams.history;

import io.polku.contract.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;

/** How far the changes have come on their way to ClickHouse. */
final class SinkProgress implements AutoCloseable {
  private static final int ANSWER_MILLIS_MAX = 5_000;

  private final Admin admin;
  private final String sinkGroup;

  SinkProgress(String bootstrapServers, String sinkGroup) {
    this.sinkGroup = sinkGroup;
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS_MAX,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS_MAX));
  }

  /**
   * Where partitions of the changes end now, with those of transactions in progress: a request that
   * can be read may be a moment ahead of the changes of its own transaction.
   */
  Map<Integer, Long> ends(Collection<Integer> partitions) {
    return ends(Topics.CHANGES, partitions);
  }

  /** Where all partitions of the dead letters end now. */
  Map<Integer, Long> letterEnds() {
    var described = await(admin.describeTopics(List.of(Topics.REJECTED)).allTopicNames());
    var partitions =
        described.values().stream()
            .flatMap(topic -> topic.partitions().stream())
            .map(TopicPartitionInfo::partition)
            .toList();
    return ends(Topics.REJECTED, partitions);
  }

  private Map<Integer, Long> ends(String topic, Collection<Integer> partitions) {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(p -> asked.put(new TopicPartition(topic, p), OffsetSpec.latest()));
    var ends = new HashMap<Integer, Long>();
    await(admin.listOffsets(asked).all())
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return ends;
  }

  /**
   * Up to where each partition is in ClickHouse; 0 where nothing is.
   *
   * @param changes of the changes
   * @param letters of the dead letters
   */
  record Stored(Map<Integer, Long> changes, Map<Integer, Long> letters) {
    /** Whether all dead letters up to there are. */
    boolean hasLetters(Map<Integer, Long> ends) {
      return ends.entrySet().stream()
          .allMatch(end -> letters.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
  }

  /** What is stored by now. */
  Stored stored() {
    var changes = new HashMap<Integer, Long>();
    var letters = new HashMap<Integer, Long>();
    await(admin.listConsumerGroupOffsets(sinkGroup).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                var ofTopic = partition.topic().equals(Topics.CHANGES) ? changes : letters;
                ofTopic.put(partition.partition(), offset.offset());
              }
            });
    return new Stored(changes, letters);
  }

  @Override
  public void close() {
    admin.close();
  }

  private static <T> T await(KafkaFuture<T> future) {
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
