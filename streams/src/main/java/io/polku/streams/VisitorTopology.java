package io.polku.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.Topics;
import io.polku.contract.change.Rejected;
import io.polku.contract.erasure.VisitorHash;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The one topology: events, definitions and stored history in, one processor, changes, dead letters
 * and requests for history out.
 *
 * <p>Key-value stores only. Nothing in them expires by time, so that history can be replayed with
 * its own times. Names are part of the stored data; they stay.
 */
public final class VisitorTopology {
  /** Visitor key to state, one compact value each. */
  static final String VISITORS = "visitors";

  /** Ids of events that have left their visitor's state. */
  static final String IDS = "ids";

  /** The partition's copy of the definitions, by their key. */
  static final String DEFINITIONS = "definitions";

  /** Events of which it is not known yet whether they are repeats, by visitor. */
  static final String UNCHECKED = "unchecked";

  /** History of visitors of which parts are missing. */
  static final String PARTS = "history-parts";

  /** How many events of a site the partition has stored, and with which epoch versions came. */
  static final String SITES = "sites";

  /** Hashes of visitors who are erased, by site. */
  static final String ERASED = "erased";

  static final String CHANGES_OUT = "changes-out";
  static final String REJECTED_OUT = "rejected-out";
  static final String REBUILDS_OUT = "rebuilds-out";

  /** Without an event for this long a visitor's state shrinks to a stub. */
  public static final Duration EVICT_AFTER_DEFAULT = Duration.ofDays(8);

  private static final String HISTORY_IN = "history-in";
  private static final String ERASURES_IN = "erasures-in";
  private static final String EVENTS_IN = "events-in";
  private static final String DEFINITIONS_IN = "definitions-in";
  private static final String PROCESSOR = "visitor";

  private VisitorTopology() {}

  /**
   * Builds it.
   *
   * @param registry where events, late ones, repeats and unreadable records are counted
   */
  public static Topology build(MeterRegistry registry) {
    return build(registry, EVICT_AFTER_DEFAULT, null);
  }

  /**
   * Builds it.
   *
   * @param registry as above
   * @param evictAfter without an event for this long, by the clock, a visitor's state shrinks to a
   *     stub; longer than the topics are kept
   * @param hash recognises erased visitors; null where there is no secret, and then nobody is
   */
  public static Topology build(
      MeterRegistry registry, Duration evictAfter, @Nullable VisitorHash hash) {
    var bytes = Serdes.Bytes();
    var array = Serdes.ByteArray();
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            EVENTS_IN,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topics.EVENTS)
        .addSource(
            AutoOffsetReset.earliest(),
            DEFINITIONS_IN,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topics.DEFINITIONS)
        .addSource(
            AutoOffsetReset.earliest(),
            HISTORY_IN,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topics.HISTORY)
        .addSource(
            AutoOffsetReset.earliest(),
            ERASURES_IN,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topics.ERASURES)
        .addProcessor(
            PROCESSOR,
            () -> new VisitorProcessor(registry, evictAfter, hash),
            EVENTS_IN,
            DEFINITIONS_IN,
            HISTORY_IN,
            ERASURES_IN)
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(VISITORS), bytes, array),
            PROCESSOR)
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(IDS), bytes, array),
            PROCESSOR)
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(UNCHECKED), bytes, array),
            PROCESSOR)
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(PARTS), bytes, array),
            PROCESSOR)
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(ERASED), bytes, array),
            PROCESSOR)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(DEFINITIONS), Serdes.String(), array),
            PROCESSOR)
        // Cached, so that a busy site's count is written once a commit and not once an event.
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(SITES), Serdes.String(), Serdes.Long())
                .withCachingEnabled(),
            PROCESSOR)
        .addSink(
            CHANGES_OUT,
            Topics.CHANGES,
            new ByteArraySerializer(),
            new OutgoingChange.ToBytes(),
            new ToTheSamePartition(),
            PROCESSOR)
        .addSink(
            REBUILDS_OUT,
            Topics.REBUILDS,
            new ByteArraySerializer(),
            new OutgoingRequest.ToJson(),
            new OutgoingRequest.ToItsPartition(),
            PROCESSOR)
        .addSink(
            REJECTED_OUT,
            Topics.REJECTED,
            new ByteArraySerializer(),
            new JsonSerializer<Rejected>(),
            PROCESSOR);
  }

  /**
   * Keeps a change in the partition of what caused it: by its key, as the events themselves, except
   * where the change tells of a partition and not of a visitor.
   */
  private static final class ToTheSamePartition
      implements StreamPartitioner<byte[], OutgoingChange> {
    @Override
    public Optional<Set<Integer>> partitions(
        String topic, byte[] key, OutgoingChange outgoing, int partitions) {
      var applied = outgoing.change().applied();
      return applied == null ? Optional.empty() : Optional.of(Set.of(applied.partition()));
    }
  }
}
