package io.polku.streams;

import com.fasterxml.jackson.databind.ObjectReader;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Events of which it is not known whether they are repeats, until their visitor is rebuilt. A key
 * is the visitor's key, a zero byte and the event's offset, so that they come out as they came in.
 */
final class HeldEvents {
  private static final ObjectReader EVENT = Json.mapper().readerFor(Event.class);

  private final KeyValueStore<Bytes, byte[]> store;

  HeldEvents(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  void put(byte[] visitorKey, long offset, byte[] json) {
    var key =
        ByteBuffer.allocate(visitorKey.length + 1 + Long.BYTES)
            .put(visitorKey)
            .put((byte) 0)
            .putLong(offset)
            .array();
    store.put(Bytes.wrap(key), json);
  }

  /** The visitor's events, in the order in which they came. */
  List<Event> of(byte[] visitorKey) {
    var events = new ArrayList<Event>();
    try (var all = store.prefixScan(prefix(visitorKey), new ByteArraySerializer())) {
      while (all.hasNext()) {
        events.add(EVENT.readValue(all.next().value));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a held event cannot be read", e);
    }
    return events;
  }

  int clear(byte[] visitorKey) {
    var cleared = 0;
    try (var all = store.prefixScan(prefix(visitorKey), new ByteArraySerializer())) {
      while (all.hasNext()) {
        store.delete(all.next().key);
        cleared++;
      }
    }
    return cleared;
  }

  private static byte[] prefix(byte[] visitorKey) {
    return ByteBuffer.allocate(visitorKey.length + 1).put(visitorKey).array();
  }
}
