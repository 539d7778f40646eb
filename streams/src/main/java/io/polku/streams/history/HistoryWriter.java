package io.polku.streams.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.Topics;
import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change.FactKey;
import io.polku.contract.event.Event;
import io.polku.contract.history.History;
import io.polku.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes histories in parts of a bounded size. Not thread-safe. */
final class HistoryWriter {
  /** Most bytes of a part, as far as its events can be divided. */
  static final int PART_BYTES_MAX = 512 << 10;

  private static final int EVENTS_OF_PART = 500;
  private static final int KEYS_OF_PART = 2_000;

  private final Producer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  HistoryWriter(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** One part's share of a history. */
  private record Slice(List<Event> events, List<Long> sessions, List<FactKey> facts) {}

  /**
   * Writes all that is stored of a visitor.
   *
   * @param head a part that says whose it is and what it answers; the rest of it is replaced
   */
  void write(int partition, History.Part head, List<Event> events, HistoryReader.Keys keys) {
    var slices = new ArrayList<Slice>();
    for (var i = 0;
        i * EVENTS_OF_PART < events.size()
            || i * KEYS_OF_PART < keys.sessions().size()
            || i * KEYS_OF_PART < keys.facts().size()
            || i == 0;
        i++) {
      slices.add(
          new Slice(
              slice(events, i, EVENTS_OF_PART),
              slice(keys.sessions(), i, KEYS_OF_PART),
              slice(keys.facts(), i, KEYS_OF_PART)));
    }
    var run = UUID.randomUUID().toString();
    var number = 0;
    while (!slices.isEmpty()) {
      var slice = slices.removeFirst();
      var json = json(part(head, run, number, slices.isEmpty(), slice));
      if (json.length > PART_BYTES_MAX && slice.events().size() > 1) {
        var half = slice.events().size() / 2;
        slices.addFirst(
            new Slice(slice.events().subList(half, slice.events().size()), List.of(), List.of()));
        slices.addFirst(
            new Slice(slice.events().subList(0, half), slice.sessions(), slice.facts()));
        continue;
      }
      send(partition, new VisitorKey(head.site(), head.visitorId()), json);
      number++;
    }
  }

  /** Writes how far a back-fill has come. */
  void write(int partition, History.Backfilled done) {
    send(partition, new VisitorKey(done.site(), ""), json(done));
  }

  /**
   * Waits until all of it is in Kafka.
   *
   * @throws KafkaException where it is not known that it is
   */
  void finish() {
    try {
      producer.flush();
      for (var one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("history could not be written", e.getCause());
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    } finally {
      sent.clear();
    }
  }

  private void send(int partition, VisitorKey key, byte[] json) {
    sent.add(producer.send(new ProducerRecord<>(Topics.HISTORY, partition, key.toBytes(), json)));
  }

  private static History.Part part(
      History.Part head, String run, int number, boolean last, Slice slice) {
    return new History.Part(
        head.site(),
        head.visitorId(),
        head.number(),
        head.epoch(),
        run,
        number,
        last,
        head.tooLong(),
        slice.events(),
        slice.sessions(),
        slice.facts(),
        head.receivedAtMillis());
  }

  private static <T> List<T> slice(List<T> all, int number, int size) {
    var from = Math.min(all.size(), number * size);
    return all.subList(from, Math.min(all.size(), from + size));
  }

  private static byte[] json(History history) {
    try {
      return Json.mapper().writeValueAsBytes(history);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of the contract cannot fail to be written", e);
    }
  }
}
