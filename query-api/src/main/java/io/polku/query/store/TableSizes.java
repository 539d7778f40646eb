package io.polku.query.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a registry show how large ClickHouse's tables and how full its disks are. What was read last
 * stays while ClickHouse does not answer. Not thread-safe.
 */
final class TableSizes {
  private static final Logger LOG = LoggerFactory.getLogger(TableSizes.class);

  private final ClickHouse clickHouse;
  private final MultiGauge parts;
  private final MultiGauge partsOfPartition;
  private final MultiGauge rows;
  private final MultiGauge bytes;
  private final MultiGauge free;
  private final MultiGauge total;
  private boolean empty = true;

  private record Table(String name, long parts, long partsOfPartition, long rows, long bytes) {}

  private record Disk(String name, long free, long total) {}

  TableSizes(ClickHouse clickHouse, MeterRegistry registry) {
    this.clickHouse = clickHouse;
    parts = gauge(registry, "polku.store.parts", "Parts that lie on disk", "");
    partsOfPartition =
        gauge(
            registry,
            "polku.store.partition.parts",
            "Parts of the partition of the table that has the most",
            "");
    rows = gauge(registry, "polku.store.rows", "Rows, with those that are replaced", "");
    bytes = gauge(registry, "polku.store.table", "What a table takes on disk", "bytes");
    free = gauge(registry, "polku.store.disk.free", "What is free of a disk", "bytes");
    total = gauge(registry, "polku.store.disk.size", "What a disk holds", "bytes");
  }

  private static MultiGauge gauge(
      MeterRegistry registry, String name, String description, String unit) {
    var builder = MultiGauge.builder(name).description(description);
    return (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
  }

  /** Whether no table had anything yet. */
  boolean isEmpty() {
    return empty;
  }

  /** Reads them anew. */
  void read() {
    try {
      var tables =
          clickHouse.query(
              sql("tables.sql"),
              row ->
                  new Table(
                      row.text(1), row.number(2), row.number(3), row.number(4), row.number(5)));
      empty = tables.isEmpty();
      show(parts, tables, "table", Table::name, Table::parts);
      show(partsOfPartition, tables, "table", Table::name, Table::partsOfPartition);
      show(rows, tables, "table", Table::name, Table::rows);
      show(bytes, tables, "table", Table::name, Table::bytes);
      var disks =
          clickHouse.query(
              sql("disks.sql"), row -> new Disk(row.text(1), row.number(2), row.number(3)));
      show(free, disks, "disk", Disk::name, Disk::free);
      show(total, disks, "disk", Disk::name, Disk::total);
    } catch (StoreException e) {
      LOG.debug("sizes of tables cannot be read now", e);
    }
  }

  static Sql sql(String name) {
    return Sql.file(TableSizes.class, name, Map.of());
  }

  private interface Name<T> {
    String of(T one);
  }

  private static <T> void show(
      MultiGauge gauge, List<T> all, String label, Name<T> name, ToDoubleFunction<T> value) {
    gauge.register(
        all.stream()
            .map(one -> MultiGauge.Row.of(Tags.of(label, name.of(one)), value.applyAsDouble(one)))
            .toList(),
        true);
  }
}
