package io.polku.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How large the stores of this process are, summed up over its partitions from what RocksDB says of
 * itself. What is estimated there is estimated here.
 */
final class StateSize {
  private static final String GROUP = "stream-state-metrics";
  private static final String STORE = "rocksdb-state-id";
  private static final Set<String> BYTES = Set.of("total-sst-files-size", "size-all-mem-tables");
  private static final Set<String> KEYS = Set.of("estimate-num-keys");
  private static final List<String> STORES =
      List.of(
          VisitorTopology.VISITORS,
          VisitorTopology.IDS,
          VisitorTopology.UNCHECKED,
          VisitorTopology.PARTS);

  private StateSize() {}

  /** Shows it for each store that lies on disk. */
  static void show(KafkaStreams streams, MeterRegistry registry) {
    for (var store : STORES) {
      Gauge.builder("polku.streams.state", streams, of -> sum(of, store, BYTES))
          .description("What a store takes, on disk and in buffers that are not written yet")
          .baseUnit("bytes")
          .tag("store", store)
          .register(registry);
      Gauge.builder("polku.streams.state.keys", streams, of -> sum(of, store, KEYS))
          .description("Keys of a store, as RocksDB estimates them")
          .tag("store", store)
          .register(registry);
    }
  }

  private static double sum(KafkaStreams streams, String store, Set<String> names) {
    var sum = 0.0;
    for (var entry : streams.metrics().entrySet()) {
      var name = entry.getKey();
      if (name.group().equals(GROUP)
          && names.contains(name.name())
          && store.equals(name.tags().get(STORE))
          && entry.getValue().metricValue() instanceof Number value) {
        sum += value.doubleValue();
      }
    }
    return sum;
  }
}
