package io.polku.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.polku.contract.Topics;
import io.polku.contract.change.Rejected;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;

/**
 * The one topology: events and definitions in, one processor, changes and dead letters out.
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

  /** How many events of a site the partition has stored. */
  static final String SITES = "sites";

  static final String CHANGES_OUT = "changes-out";
  static final String REJECTED_OUT = "rejected-out";
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
        .addProcessor(PROCESSOR, () -> new VisitorProcessor(registry), EVENTS_IN, DEFINITIONS_IN)
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(VISITORS), bytes, array),
            PROCESSOR)
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(IDS), bytes, array),
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
