package io.polku.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaClusterTest {
  private static final String TOPIC = "topic";
  private static final int BROKERS = 3;

  @TempDir Path dir;

  @Test
  void oneIsKilledAndThenAnotherCutOffAndNothingAcknowledgedIsLost() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(dir, BROKERS)) {
      assertThat(cluster.size()).isEqualTo(BROKERS);
      assertThat(cluster.copies()).isEqualTo(BROKERS);
      try (Admin admin = Admin.create(client(cluster));
          var producer =
              new KafkaProducer<>(
                  client(cluster), new StringSerializer(), new StringSerializer())) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) BROKERS))).all().get();
        List<String> acknowledged = new ArrayList<>();
        produce(producer, "all there", acknowledged);
        int killed = leader(admin);
        cluster.kill(killed);
        produce(producer, "one killed", acknowledged);
        cluster.restart(killed);
        awaitCopies(admin);
        int cutOff = leader(admin);
        cluster.pause(cutOff);
        produce(producer, "another cut off", acknowledged);
        cluster.resume(cutOff);
        awaitCopies(admin);
        assertThat(records(cluster, acknowledged.size())).containsExactlyElementsOf(acknowledged);
      }
    }
  }

  @Test
  void noneIsTooFew() {
    assertThatThrownBy(() -> KafkaCluster.start(dir, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size: 0 (expected: at least 1)");
  }

  /** Which broker, numbered from 0, takes the topic's records. */
  private static int leader(Admin admin) throws Exception {
    return partition(admin).leader().id() - 1;
  }

  private static TopicPartitionInfo partition(Admin admin) throws Exception {
    return Objects.requireNonNull(
            admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC))
        .partitions()
        .getFirst();
  }

  private static void awaitCopies(Admin admin) {
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> partition(admin).isr().size() == BROKERS);
  }

  private static void produce(
      KafkaProducer<String, String> producer, String text, List<String> acknowledged)
      throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, text)).get();
    acknowledged.add(text);
  }

  private static List<String> records(KafkaCluster cluster, int count) {
    List<String> read = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(client(cluster), new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partition = List.of(new TopicPartition(TOPIC, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
                return read.size() >= count;
              });
    }
    return read;
  }

  private static Map<String, Object> client(KafkaCluster cluster) {
    return Map.of("bootstrap.servers", cluster.bootstrapServers(), "request.timeout.ms", 5_000);
  }
}
