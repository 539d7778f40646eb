package io.polku.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaProcessTest {
  private static final String TOPIC = "topic";

  @TempDir Path dir;

  @Test
  void acknowledgedRecordsSurviveKillAndOrderlyStop() throws Exception {
    int port;
    CompletableFuture<Integer> orderlyStop;
    try (KafkaProcess kafka = KafkaProcess.start(settings())) {
      port = kafka.port();
      createTopic(kafka);
      produce(kafka, "a", "b", "c");
      kafka.kill();
      assertThat(kafka.isAlive()).isFalse();
    }
    try (KafkaProcess kafka = KafkaProcess.start(settings())) {
      assertThat(kafka.port()).as("a free port of the last start is used again").isEqualTo(port);
      produce(kafka, "d");
      assertThat(records(kafka, 4)).containsExactly("a", "b", "c", "d");
      orderlyStop = kafka.onExit();
    }
    assertThat(orderlyStop.get()).as("exit code").isZero();
    int other = Ports.free();
    try (KafkaProcess kafka = KafkaProcess.start(settings().withPort(other))) {
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + other);
      assertThat(records(kafka, 4)).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void transactionsAndCommittedOffsetsWorkOnOneNode() throws Exception {
    try (KafkaProcess kafka = KafkaProcess.start(settings())) {
      createTopic(kafka);
      Map<String, Object> settings =
          Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "t");
      try (var producer =
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
        producer.initTransactions();
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>(TOPIC, "kept"));
        producer.commitTransaction();
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>(TOPIC, "dropped"));
        producer.abortTransaction();
      }
      assertThat(records(kafka, 1)).containsExactly("kept");
      try (var consumer = consumer(kafka)) {
        consumer.subscribe(List.of(TOPIC));
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
        consumer.commitSync();
        var committed = consumer.committed(consumer.assignment());
        assertThat(committed).containsOnlyKeys(new TopicPartition(TOPIC, 0));
      }
    }
  }

  @Test
  void terminalSignalsDoNotEndItAndTerminationIsOrderly() throws Exception {
    try (KafkaProcess kafka = KafkaProcess.start(settings())) {
      signal("-INT", kafka);
      signal("-HUP", kafka);
      createTopic(kafka);
      signal("-TERM", kafka);
      assertThat(kafka.onExit().get(30, TimeUnit.SECONDS)).isIn(0, 143);
    }
  }

  @Test
  void takenPortIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Ports.address(0));
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> KafkaProcess.start(settings().withPort(port)))
          .isInstanceOf(EmbeddedException.class)
          .hasMessage("Kafka: port " + port + " on 127.0.0.1 is in use");
    }
  }

  @Test
  void takenDirectoryIsOneClearLine() {
    try (KafkaProcess kafka = KafkaProcess.start(settings())) {
      assertThatThrownBy(() -> KafkaProcess.start(settings()))
          .isInstanceOf(EmbeddedException.class)
          .hasMessage("Kafka: data directory " + dir + " is in use by process " + kafka.pid());
      assertThat(kafka.isAlive()).isTrue();
    }
  }

  @Test
  void failedStartShowsWhatTheBrokerLogged() {
    KafkaSettings wrong = settings().withProperties(Map.of("num.network.threads", "none"));
    assertThatThrownBy(() -> KafkaProcess.start(wrong))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageStartingWith("Kafka: ended with exit code 1 while starting")
        .hasMessageContaining("num.network.threads");
  }

  private static void signal(String name, EmbeddedProcess process) throws Exception {
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private KafkaSettings settings() {
    return KafkaSettings.in(dir).withJvmOptions(KafkaSettings.QUICK);
  }

  private static void createTopic(KafkaProcess kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static void produce(KafkaProcess kafka, String... values) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "compression.type", "zstd");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        var _ = producer.send(new ProducerRecord<>(TOPIC, value)).get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static List<String> records(KafkaProcess kafka, int count) {
    List<String> found = new ArrayList<>();
    try (var consumer = consumer(kafka)) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (found.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(record.value()));
      }
    }
    return found;
  }

  private static KafkaConsumer<String, String> consumer(KafkaProcess kafka) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            "g",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            "false",
            "isolation.level",
            "read_committed");
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }
}
