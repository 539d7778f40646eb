package io.polku.streams;

import io.polku.streams.visitor.EventIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Ids of one visitor's events in a store that many visitors share. A key is the visitor's key, a
 * zero byte and 128 bits of the id's hash, so that all ids of a visitor lie side by side; a value
 * is the hash of the event's name and its time. Kept until the visitor has not been back for long.
 */
final class StoredEventIds implements EventIds {
  private static final int HASH_BYTES = 16;
  private static final int VALUE_BYTES = Integer.BYTES + Long.BYTES;

  private final KeyValueStore<Bytes, byte[]> store;
  private final MessageDigest digest;
  private byte[] visitor = {};

  StoredEventIds(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The same store, for the visitor of that key. */
  StoredEventIds of(byte[] visitorKey) {
    visitor = visitorKey;
    return this;
  }

  @Override
  public @Nullable Integer nameHash(String id) {
    var value = store.get(key(id));
    return value == null ? null : ByteBuffer.wrap(value).getInt();
  }

  @Override
  public void put(String id, int nameHash, long timeMillis) {
    var value = ByteBuffer.allocate(VALUE_BYTES).putInt(nameHash).putLong(timeMillis).array();
    store.put(key(id), value);
  }

  /** Forgets all ids of the visitor. */
  int clear() {
    var cleared = 0;
    try (var all =
        store.prefixScan(
            ByteBuffer.allocate(visitor.length + 1).put(visitor).array(),
            new ByteArraySerializer())) {
      while (all.hasNext()) {
        store.delete(all.next().key);
        cleared++;
      }
    }
    return cleared;
  }

  private Bytes key(String id) {
    var hash = digest.digest(id.getBytes(StandardCharsets.UTF_8));
    return Bytes.wrap(
        ByteBuffer.allocate(visitor.length + 1 + HASH_BYTES)
            .put(visitor)
            .put((byte) 0)
            .put(hash, 0, HASH_BYTES)
            .array());
  }
}
