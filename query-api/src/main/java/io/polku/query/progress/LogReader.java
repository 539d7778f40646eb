package io.polku.query.progress;

import io.polku.contract.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Offsets of the topics and of the groups that process them. Thread-safe. */
final class LogReader implements AutoCloseable {
  private static final int ANSWER_MILLIS_MAX = 5_000;

  /** As the history service, which works for a sink's group, is named after it. */
  private static final String HISTORY_SUFFIX = "-history";

  private final String bootstrapServers;
  private final String streamsGroup;
  private final String sinkGroup;
  private final String historyGroup;
  private final Admin admin;

  LogReader(String bootstrapServers, String streamsGroup, String sinkGroup) {
    this.bootstrapServers = bootstrapServers;
    this.streamsGroup = streamsGroup;
    this.sinkGroup = sinkGroup;
    this.historyGroup = sinkGroup + HISTORY_SUFFIX;
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS_MAX,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS_MAX));
  }

  /** Partitions of a topic. */
  List<TopicPartition> partitions(String topic) {
    var description = await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    if (description == null) {
      throw new KafkaException("topic missing: " + topic);
    }
    return description.partitions().stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Where partitions end, records of transactions in progress included. */
  Offsets ends(List<TopicPartition> partitions) {
    return ends(partitions, IsolationLevel.READ_UNCOMMITTED);
  }

  /** Up to where partitions can be read by whoever reads what is committed. */
  Offsets committedEnds(List<TopicPartition> partitions) {
    return ends(partitions, IsolationLevel.READ_COMMITTED);
  }

  /** How far the streams are with the events. */
  Offsets streamsDone() {
    return done(streamsGroup, Topics.EVENTS);
  }

  /** How far requests for history have been answered. */
  Offsets historyDone() {
    return done(historyGroup, Topics.REBUILDS);
  }

  /** How far the streams are with the answers. */
  Offsets answersDone() {
    return done(streamsGroup, Topics.HISTORY);
  }

  /** How far the sink is with changes or rejected events. */
  Offsets sinkDone(String topic) {
    return done(sinkGroup, topic);
  }

  /** A consumer without a group that reads what is committed. The caller closes it. */
  KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ANSWER_MILLIS_MAX,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    admin.close();
  }

  private Offsets ends(List<TopicPartition> partitions, IsolationLevel isolation) {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    var ends = new HashMap<Integer, Long>();
    await(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all())
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return new Offsets(ends);
  }

  private Offsets done(String group, String topic) {
    var done = new HashMap<Integer, Long>();
    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null && partition.topic().equals(topic)) {
                done.put(partition.partition(), offset.offset());
              }
            });
    return new Offsets(done);
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer within " + ANSWER_MILLIS_MAX + " ms", e);
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
