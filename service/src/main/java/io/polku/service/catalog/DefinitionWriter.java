package io.polku.service.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.Topics;
import io.polku.contract.definition.Definition;
import io.polku.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes definitions: one copy into every partition, in one transaction, so that either all tasks
 * see it or none. One writer works at a time: a newer one (another instance of the query API)
 * fences the older, which then takes over again at its next write. Thread-safe.
 */
public final class DefinitionWriter implements AutoCloseable {
  private static final String TRANSACTIONAL_ID = "polku-definitions";
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
  private static final int BLOCK_MILLIS_MAX = 10_000;

  private final String bootstrapServers;
  private final Catalog catalog;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /** Connects at the first write. */
  public DefinitionWriter(String bootstrapServers, Catalog catalog) {
    this.bootstrapServers = bootstrapServers;
    this.catalog = catalog;
  }

  /**
   * Stores a definition.
   *
   * @throws KafkaException when it could not be stored; nothing of it is visible then, and the
   *     caller may try again
   */
  public synchronized void write(Definition definition) {
    var key = definition.key().getBytes(StandardCharsets.UTF_8);
    var value = bytes(definition);
    try {
      var offset = writeAll(connected(), key, value);
      if (!catalog.awaitOffset(offset, VISIBLE_WITHIN)) {
        throw new KafkaException(
            "definition " + definition.key() + " is stored, but was not seen within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing " + definition.key(), e);
    }
  }

  @Override
  public synchronized void close() {
    disconnect();
  }

  /** Returns the offset in the first partition. */
  private long writeAll(KafkaProducer<byte[], byte[]> connected, byte[] key, byte[] value)
      throws InterruptedException {
    try {
      connected.beginTransaction();
      var sent = new ArrayList<Future<RecordMetadata>>();
      for (var partition : connected.partitionsFor(Topics.DEFINITIONS)) {
        sent.add(
            connected.send(
                new ProducerRecord<>(Topics.DEFINITIONS, partition.partition(), key, value)));
      }
      connected.commitTransaction();
      for (var one : sent) {
        var metadata = one.get();
        if (metadata.partition() == 0) {
          return metadata.offset();
        }
      }
      throw new KafkaException(Topics.DEFINITIONS + " has no partition 0");
    } catch (KafkaException e) {
      // Whatever is wrong with it, a new producer starts clean and aborts what was begun.
      disconnect();
      throw e;
    } catch (ExecutionException e) {
      disconnect();
      throw new KafkaException("definition could not be stored", e.getCause());
    }
  }

  private KafkaProducer<byte[], byte[]> connected() {
    var current = producer;
    if (current == null) {
      current =
          new KafkaProducer<>(
              Map.of(
                  ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                  ProducerConfig.ACKS_CONFIG, "all",
                  ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS_MAX,
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      producer = current;
      try {
        current.initTransactions();
      } catch (KafkaException e) {
        disconnect();
        throw e;
      }
    }
    return current;
  }

  private void disconnect() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  private static byte[] bytes(Definition definition) {
    try {
      return Json.mapper().writeValueAsBytes(definition);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a definition cannot fail to be written", e);
    }
  }
}
