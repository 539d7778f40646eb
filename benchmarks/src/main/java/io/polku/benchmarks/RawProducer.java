package io.polku.benchmarks;

import io.polku.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The limit of what an intake before Kafka can do: its records, taken from the events topic and
 * published to a topic of their own by a bare producer that waits for the broker as the intake
 * does.
 */
final class RawProducer {
  private static final String TOPIC = "polku.bench.raw";
  private static final int RECORDS_HELD_MAX = 100_000;
  private static final int ROUNDS = 3;
  private static final int BATCH_BYTES = 1 << 16;
  private static final int LINGER_MILLIS = 5;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final double NANOS_PER_SECOND = 1e9;

  private final String kafka;

  /** A key and a value. */
  @SuppressWarnings("ArrayRecordComponent") // On its way to Kafka; nobody compares it.
  private record Bytes(byte[] key, byte[] value) {}

  RawProducer(String kafka) {
    this.kafka = kafka;
  }

  /** Publishes this many records, some times over. There must be records in the events topic. */
  Sample eventsPerSecond(int count) throws InterruptedException {
    makeTopic();
    var records = records(count);
    var rates = new double[ROUNDS];
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.BATCH_SIZE_CONFIG,
                BATCH_BYTES,
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (var round = -1; round < ROUNDS; round++) {
        var started = System.nanoTime();
        for (var i = 0; i < count; i++) {
          var record = records.get(i % records.size());
          var _ = producer.send(new ProducerRecord<>(TOPIC, record.key(), record.value()));
        }
        producer.flush();
        if (round >= 0) {
          rates[round] = count / ((System.nanoTime() - started) / NANOS_PER_SECOND);
        }
      }
    }
    return Sample.of(rates);
  }

  private void makeTopic() throws InterruptedException {
    try (var admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
      var topic = new NewTopic(TOPIC, Topics.PARTITIONS_DEFAULT, (short) 1);
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Bytes> records(int count) {
    var records = new ArrayList<Bytes>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          IntStream.range(0, Topics.PARTITIONS_DEFAULT)
              .mapToObj(partition -> new TopicPartition(Topics.EVENTS, partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (records.size() < Math.min(count, RECORDS_HELD_MAX)) {
        consumer.poll(POLL).forEach(record -> records.add(new Bytes(record.key(), record.value())));
      }
    }
    return records;
  }
}
