package io.polku.streams;

import io.polku.contract.VisitorKey;
import io.polku.contract.erasure.VisitorHash;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Who is erased. A key is the site, a zero byte and the visitor's hash. Sites that have erased
 * nobody cost nothing. Not thread-safe; each task has its own.
 */
final class ErasedStore {
  private static final byte[] THERE = {1};

  private final KeyValueStore<Bytes, byte[]> store;
  private final @Nullable VisitorHash hash;

  /** Sites that were asked about, and whether they have erased somebody. */
  private final Map<String, Boolean> sites = new HashMap<>();

  ErasedStore(KeyValueStore<Bytes, byte[]> store, @Nullable VisitorHash hash) {
    this.store = store;
    this.hash = hash;
  }

  void put(String site, String hashOfVisitor) {
    store.put(key(site, hashOfVisitor), THERE);
    sites.put(site, true);
  }

  boolean holds(VisitorKey visitor) {
    return hash != null
        && sites.computeIfAbsent(visitor.site(), this::hasErased)
        && store.get(key(visitor.site(), hash.of(visitor))) != null;
  }

  private boolean hasErased(String site) {
    try (var any =
        store.prefixScan(
            (site + '\0').getBytes(StandardCharsets.UTF_8), new ByteArraySerializer())) {
      return any.hasNext();
    }
  }

  private static Bytes key(String site, String hashOfVisitor) {
    return Bytes.wrap((site + '\0' + hashOfVisitor).getBytes(StandardCharsets.UTF_8));
  }
}
