package io.polku.streams;

import io.polku.contract.VisitorKey;
import io.polku.contract.change.Change.FactKey;
import io.polku.contract.history.History;
import io.polku.contract.json.Json;
import io.polku.streams.event.SlimEvent;
import io.polku.streams.visitor.SiteRules;
import io.polku.streams.visitor.VisitorEngine;
import io.polku.streams.visitor.VisitorHistory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Puts a visitor's history together. Most are one part and never stored; of others the parts wait
 * in a store, each run by itself, so that two runs that were read at the same time, or one whose
 * reader was killed in the middle, are not mixed. A key is the visitor's key, a zero byte, the run,
 * a zero byte and the part's number.
 */
final class HistoryParts {
  private final KeyValueStore<Bytes, byte[]> store;

  HistoryParts(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * Takes a part.
   *
   * @param json the part as it came
   * @return the history, or null while parts of it are missing
   */
  @Nullable VisitorHistory add(byte[] visitorKey, History.Part part, byte[] json, SiteRules rules) {
    if (part.last() && part.part() == 0) {
      return history(part, List.of(part), rules);
    }
    if (!part.last()) {
      store.put(Bytes.wrap(key(visitorKey, part.run(), part.part())), json);
      return null;
    }
    var parts = new ArrayList<History.Part>();
    for (var i = 0; i < part.part(); i++) {
      var earlier = store.get(Bytes.wrap(key(visitorKey, part.run(), i)));
      if (earlier == null) {
        return null;
      }
      parts.add(read(earlier));
    }
    parts.add(part);
    return history(part, parts, rules);
  }

  /** Forgets parts of the visitor, of whatever run. */
  int clear(byte[] visitorKey) {
    var cleared = 0;
    var prefix = ByteBuffer.allocate(visitorKey.length + 1).put(visitorKey).array();
    try (var all = store.prefixScan(prefix, new ByteArraySerializer())) {
      while (all.hasNext()) {
        store.delete(all.next().key);
        cleared++;
      }
    }
    return cleared;
  }

  private static VisitorHistory history(
      History.Part last, List<History.Part> parts, SiteRules rules) {
    var events = new ArrayList<SlimEvent>();
    var sessions = new ArrayList<Long>();
    var facts = new ArrayList<FactKey>();
    for (var part : parts) {
      part.events().forEach(event -> events.add(VisitorEngine.slim(event, rules)));
      sessions.addAll(part.sessions());
      facts.addAll(part.facts());
    }
    return new VisitorHistory(
        new VisitorKey(last.site(), last.visitorId()),
        last.number(),
        last.epoch(),
        last.tooLong(),
        events,
        sessions,
        facts);
  }

  private static History.Part read(byte[] json) {
    try {
      return (History.Part) Json.mapper().readValue(json, History.class);
    } catch (IOException e) {
      throw new IllegalStateException("a part of history in the store cannot be read", e);
    }
  }

  private static byte[] key(byte[] visitorKey, String run, int part) {
    var word = run.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(visitorKey.length + 1 + word.length + 1 + Integer.BYTES)
        .put(visitorKey)
        .put((byte) 0)
        .put(word)
        .put((byte) 0)
        .putInt(part)
        .array();
  }
}
