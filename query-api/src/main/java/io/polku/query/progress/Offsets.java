package io.polku.query.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An offset for each partition of a topic.
 *
 * @param byPartition a partition that is not named is at 0
 */
record Offsets(Map<Integer, Long> byPartition) {
  /** Sorts and copies. */
  Offsets {
    byPartition = new TreeMap<>(byPartition);
  }

  long of(int partition) {
    return byPartition.getOrDefault(partition, 0L);
  }

  /** Whether every partition of the other is here at least as far. */
  boolean covers(Offsets other) {
    return other.byPartition.entrySet().stream().allMatch(e -> of(e.getKey()) >= e.getValue());
  }

  /** How many offsets of these are not covered by the other, over all partitions. */
  long beyond(Offsets other) {
    return byPartition.entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - other.of(e.getKey())))
        .sum();
  }

  /** By partition, from 0, without gaps. */
  List<Long> list() {
    var list = new ArrayList<Long>();
    byPartition.forEach(
        (partition, offset) -> {
          while (list.size() < partition) {
            list.add(0L);
          }
          list.add(offset);
        });
    return List.copyOf(list);
  }
}
