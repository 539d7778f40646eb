package io.polku.standalone.replay;

import io.polku.standalone.Refusal;
import io.polku.standalone.collect.OutgoingEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns a file into events, in the file's order. Rows of one group become one event; they need not
 * be neighbours, but a group ends where a row with another time comes.
 */
final class EventSource {
  private static final int PEEKED_ROWS_MAX = 1_000;
  private static final int NAMED_COLUMNS_MAX = 30;

  /** More rows than this of one time are not held back for grouping. */
  private static final int GROUPS_MAX = 100_000;

  private final Mapping mapping;
  private final RowReader reader;
  private final Lookups lookups;
  private final EventWriter writer;
  private final Consumer<BadLine> onBad;
  private final Runnable onSkipped;

  private final Queue<Line> peeked = new ArrayDeque<>();
  private final Queue<OutgoingEvent> ready = new ArrayDeque<>();
  private final LinkedHashMap<List<String>, List<Row>> groups = new LinkedHashMap<>();
  private long groupMillis;

  /**
   * A source of events.
   *
   * @throws Refusal where the mapping names a column that the file does not have
   */
  EventSource(
      Mapping mapping,
      RowReader reader,
      Lookups lookups,
      Consumer<BadLine> onBad,
      Runnable onSkipped)
      throws IOException {
    this.mapping = mapping;
    this.reader = reader;
    this.lookups = lookups;
    this.writer = new EventWriter(mapping.event());
    this.onBad = onBad;
    this.onSkipped = onSkipped;
    checkColumns();
  }

  /** The next event, or null at the end of the file. */
  @Nullable OutgoingEvent next() throws IOException {
    while (ready.isEmpty()) {
      var line = peeked.isEmpty() ? reader.next() : peeked.remove();
      if (line == null) {
        closeGroups();
        return ready.poll();
      }
      switch (line) {
        case BadLine bad -> onBad.accept(bad);
        case Row row -> take(lookups.join(row));
      }
    }
    return ready.remove();
  }

  private void take(Row row) {
    if (!mapping.takes(row)) {
      onSkipped.run();
      return;
    }
    try {
      var millis = writer.millis(row);
      if (mapping.groupBy().isEmpty()) {
        ready.add(writer.write(List.of(row), millis));
      } else {
        group(row, millis);
      }
    } catch (BadRowException e) {
      onBad.accept(new BadLine(row.line(), String.valueOf(e.getMessage())));
    }
  }

  private void group(Row row, long millis) {
    if (millis != groupMillis || groups.size() >= GROUPS_MAX) {
      closeGroups();
    }
    groupMillis = millis;
    var key = mapping.groupBy().stream().map(row::get).toList();
    groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
  }

  private void closeGroups() {
    for (var rows : groups.values()) {
      try {
        ready.add(writer.write(rows, groupMillis));
      } catch (BadRowException e) {
        onBad.accept(new BadLine(rows.getFirst().line(), String.valueOf(e.getMessage())));
      }
    }
    groups.clear();
  }

  private void checkColumns() throws IOException {
    var known = new TreeSet<String>();
    var columns = reader.columns();
    if (columns != null) {
      known.addAll(columns);
    } else {
      // Only the rows can tell; those that are peeked at must do.
      if (mapping.format() instanceof Mapping.Format.Ndjson ndjson) {
        known.addAll(ndjson.columns());
      }
      for (var line = reader.next(); line != null; line = reader.next()) {
        peeked.add(line);
        if (line instanceof Row row) {
          known.addAll(row.values().keySet());
        }
        if (peeked.size() >= PEEKED_ROWS_MAX) {
          break;
        }
      }
    }
    var unknown = mapping.unknownColumns(known);
    if (!unknown.isEmpty()) {
      throw new Refusal(
          "mapping "
              + mapping.name()
              + ": unknown column "
              + String.join(", ", unknown)
              + " (the file has: "
              + known.stream().limit(NAMED_COLUMNS_MAX).collect(Collectors.joining(", "))
              + ")");
    }
  }
}
