package io.polku.standalone.replay;

import io.polku.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables that a mapping looks up, held in memory. */
final class Lookups {
  private static final int ROWS_MAX = 5_000_000;

  private record Table(Mapping.Lookup lookup, Map<String, Map<String, String>> rows) {}

  private final List<Table> tables;

  private Lookups(List<Table> tables) {
    this.tables = tables;
  }

  /** Reads the tables of a mapping, which lie relative to the folder. */
  static Lookups load(List<Mapping.Lookup> lookups, Path folder) throws IOException {
    var tables = new ArrayList<Table>();
    for (var lookup : lookups) {
      var file = folder.resolve(lookup.file());
      if (!lookup.optional() || Files.exists(file)) {
        tables.add(new Table(lookup, read(lookup, file)));
      }
    }
    return new Lookups(tables);
  }

  /** The row with the looked-up columns added. */
  Row join(Row row) {
    if (tables.isEmpty()) {
      return row;
    }
    var values = new LinkedHashMap<>(row.values());
    for (var table : tables) {
      values.putAll(table.rows().getOrDefault(row.get(table.lookup().column()), Map.of()));
    }
    return new Row(row.number(), row.line(), values);
  }

  private static Map<String, Map<String, String>> read(Mapping.Lookup lookup, Path path)
      throws IOException {
    try (var file = new DataFile(path)) {
      var reader = new CsvRows(new Mapping.Format.Csv(',', List.of()), file.reader());
      if (!reader.columns().contains(lookup.key())) {
        throw new Refusal(
            "lookup " + lookup.name() + ": no column " + lookup.key() + " in " + path);
      }
      var rows = new HashMap<String, Map<String, String>>();
      for (var line = reader.next(); line != null; line = reader.next()) {
        if (line instanceof Row row) {
          rows.put(row.get(lookup.key()), prefixed(lookup.name(), row));
        }
        if (rows.size() > ROWS_MAX) {
          throw new Refusal("lookup " + lookup.name() + ": over " + ROWS_MAX + " rows");
        }
      }
      return rows;
    }
  }

  private static Map<String, String> prefixed(String name, Row row) {
    var values = new LinkedHashMap<String, String>();
    row.values().forEach((column, value) -> values.put(name + "." + column, value));
    return values;
  }
}
