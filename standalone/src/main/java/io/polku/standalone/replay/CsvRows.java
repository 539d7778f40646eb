package io.polku.standalone.replay;

import io.polku.standalone.Refusal;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Rows of comma-separated values. */
final class CsvRows implements RowReader {
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> columns;
  private long row;
  private long brokenLine;

  CsvRows(Mapping.Format.Csv format, Reader reader) throws IOException {
    parser =
        CSVParser.builder()
            .setReader(reader)
            .setFormat(
                CSVFormat.RFC4180
                    .builder()
                    .setDelimiter(format.delimiter())
                    .setIgnoreEmptyLines(true)
                    .get())
            .get();
    records = parser.iterator();
    columns = format.columns().isEmpty() ? header() : format.columns();
    if (Set.copyOf(columns.stream().distinct().toList()).size() != columns.size()) {
      throw new Refusal("file: two columns have the same name: " + String.join(", ", columns));
    }
  }

  @Override
  public @Nullable Line next() throws IOException {
    var before = parser.getCurrentLineNumber();
    try {
      if (!records.hasNext()) {
        return null;
      }
      var record = records.next();
      if (parser.getCurrentLineNumber() <= brokenLine) {
        // What was left of a line that is already counted as bad.
        return next();
      }
      row++;
      return toLine(record);
    } catch (UncheckedIOException e) {
      row++;
      if (parser.getCurrentLineNumber() == before) {
        // Not a broken quote but a broken file: it would be read for ever.
        throw e.getCause();
      }
      brokenLine = parser.getCurrentLineNumber();
      return new BadLine(brokenLine, "no CSV: " + firstLine(e));
    }
  }

  @Override
  public Set<String> columns() {
    return new TreeSet<>(columns);
  }

  private Line toLine(CSVRecord fields) {
    if (fields.size() != columns.size()) {
      return new BadLine(
          parser.getCurrentLineNumber(),
          "columns: " + fields.size() + " (expected: " + columns.size() + ")");
    }
    var values = LinkedHashMap.<String, String>newLinkedHashMap(columns.size());
    for (var i = 0; i < columns.size(); i++) {
      values.put(columns.get(i), fields.get(i));
    }
    return new Row(row, parser.getCurrentLineNumber(), values);
  }

  private List<String> header() {
    try {
      return records.hasNext() ? List.copyOf(records.next().toList()) : List.of();
    } catch (UncheckedIOException e) {
      throw new Refusal("file: its header line is no CSV: " + firstLine(e), e);
    }
  }

  private static String firstLine(UncheckedIOException e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
