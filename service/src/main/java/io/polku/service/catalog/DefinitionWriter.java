package io.polku.service.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.audit.AuditRecord;
import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.Erasure;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.erasure.EraseRequest;
import io.polku.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes definitions: one copy into every partition, in one transaction, so that either all tasks
 * see it or none. One writer works at a time: a newer one (another instance of the query API)
 * fences the older, which then takes over again at its next write, with what the newer one has
 * written before its eyes. In the same transaction goes who did it, where a thread works on
 * somebody's behalf ({@link Acting}): there is no change without its record, and no record without
 * its change. Thread-safe.
 */
public final class DefinitionWriter implements AutoCloseable {
  private static final String TRANSACTIONAL_ID = "polku-definitions";
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
  private static final int BLOCK_MILLIS_MAX = 10_000;
  private static final int ATTEMPTS_MAX = 5;

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
    var _ = write(() -> Optional.of(definition));
  }

  /**
   * Stores an erasure and asks for it, both or neither.
   *
   * @param requests one for each visitor
   * @throws KafkaException when it could not be stored; nothing of it is visible then, and the
   *     caller may try again
   */
  public synchronized void write(Erasure erasure, List<EraseRequest> requests) {
    var _ = write(() -> Optional.of(erasure), requests.stream().map(DefinitionWriter::of).toList());
  }

  private static ProducerRecord<byte[], byte[]> of(EraseRequest request) {
    var key = new VisitorKey(request.site(), request.visitorId()).toBytes();
    // By its key alone, as the visitor's events.
    return new ProducerRecord<>(Topics.ERASURES, key, bytes(request));
  }

  /**
   * Stores what follows from everything stored before, such as the next version. If another writer
   * stores something meanwhile, it is worked out anew, so that no two have the same number.
   *
   * @param next made of what the catalog holds then; empty where nothing is to be stored. May be
   *     called several times
   * @return what was stored
   * @throws KafkaException when it could not be stored; nothing of it is visible then, and the
   *     caller may try again
   */
  public synchronized <D extends Definition> Optional<D> write(Supplier<Optional<D>> next) {
    return write(next, List.of());
  }

  private <D extends Definition> Optional<D> write(
      Supplier<Optional<D>> next, List<ProducerRecord<byte[], byte[]>> more) {
    try {
      for (var attempt = 1; ; attempt++) {
        try {
          return writeNext(next, more);
        } catch (KafkaException e) {
          if (attempt == ATTEMPTS_MAX || !isFenced(e)) {
            throw e;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing a definition", e);
    }
  }

  private <D extends Definition> Optional<D> writeNext(
      Supplier<Optional<D>> next, List<ProducerRecord<byte[], byte[]>> more)
      throws InterruptedException {
    var connected = connected();
    var made = next.get();
    if (made.isPresent()) {
      var definition = made.get();
      var key = definition.key().getBytes(StandardCharsets.UTF_8);
      var record =
          Acting.current().map(by -> AuditRecord.of(by, definition, keyChanges(definition)));
      awaitSeen(
          writeAll(connected, key, bytes(definition), record, more),
          definition.key() + " is stored, but");
    }
    return made;
  }

  private boolean keyChanges(Definition definition) {
    return definition instanceof Site site
        && catalog
            .site(site.site())
            .filter(known -> !known.serverKeyHash().equals(site.serverKeyHash()))
            .isPresent();
  }

  private void awaitSeen(long offset, String what) throws InterruptedException {
    if (!catalog.awaitOffset(offset, VISIBLE_WITHIN)) {
      throw new KafkaException("definition " + what + " was not seen within 10 s");
    }
  }

  private static boolean isFenced(Throwable cause) {
    for (Throwable next = cause; next != null; next = next.getCause()) {
      if (next instanceof ProducerFencedException
          || next instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public synchronized void close() {
    disconnect();
  }

  /** Returns the offset in the first partition. */
  private long writeAll(
      KafkaProducer<byte[], byte[]> connected,
      byte[] key,
      byte[] value,
      Optional<AuditRecord> record,
      List<ProducerRecord<byte[], byte[]>> more)
      throws InterruptedException {
    try {
      connected.beginTransaction();
      var sent = new ArrayList<Future<RecordMetadata>>();
      for (var partition : connected.partitionsFor(Topics.DEFINITIONS)) {
        sent.add(
            connected.send(
                new ProducerRecord<>(Topics.DEFINITIONS, partition.partition(), key, value)));
      }
      record.ifPresent(
          one ->
              sent.add(
                  connected.send(
                      new ProducerRecord<>(
                          Topics.AUDIT,
                          0,
                          one.site().getBytes(StandardCharsets.UTF_8),
                          bytes(one)))));
      var asked = more.stream().map(connected::send).toList();
      connected.commitTransaction();
      for (var one : asked) {
        var _ = one.get();
      }
      for (var one : sent) {
        var metadata = one.get();
        if (metadata.topic().equals(Topics.DEFINITIONS) && metadata.partition() == 0) {
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

  /** From here on no other writer stores anything without our next transaction failing. */
  private KafkaProducer<byte[], byte[]> connected() throws InterruptedException {
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
        awaitSeen(end() - 1, "of another writer");
      } catch (KafkaException e) {
        disconnect();
        throw e;
      }
    }
    return current;
  }

  /** The offset after everything that is stored in the first partition. */
  private long end() throws InterruptedException {
    var first = new TopicPartition(Topics.DEFINITIONS, 0);
    try (var admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      return admin
          .listOffsets(Map.of(first, OffsetSpec.latest()))
          .partitionResult(first)
          .get(BLOCK_MILLIS_MAX, TimeUnit.MILLISECONDS)
          .offset();
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the end of " + Topics.DEFINITIONS + " is not known", e);
    }
  }

  private void disconnect() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  private static byte[] bytes(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of the contract cannot fail to be written", e);
    }
  }
}
