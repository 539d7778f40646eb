package io.polku.streams.sink;

import io.polku.contract.event.Dimension;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** The columns of the dimensions, which several tables have. */
final class DimensionColumns {
  private final Map<Dimension, Column.Text> columns = new EnumMap<>(Dimension.class);

  DimensionColumns(NativeBlock block) {
    for (var dimension : Dimension.values()) {
      columns.put(dimension, block.text(dimension.word()));
    }
  }

  void add(Function<Dimension, String> valueOf) {
    columns.forEach((dimension, column) -> column.add(valueOf.apply(dimension)));
  }

  /** What is missing is "". */
  void add(Map<Dimension, String> values) {
    columns.forEach((dimension, column) -> column.add(values.getOrDefault(dimension, "")));
  }
}
