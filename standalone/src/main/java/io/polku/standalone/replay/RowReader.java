package io.polku.standalone.replay;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file row by row. Not thread-safe; closing the file is up to who opened it. */
interface RowReader {
  /** The next row or bad line, or null at the end. */
  @Nullable Line next() throws IOException;

  /** The columns rows may have, or null where only the rows themselves can tell. */
  @Nullable Set<String> columns();

  /** A reader of the format. */
  static RowReader of(Mapping.Format format, DataFile file) throws IOException {
    return switch (format) {
      case Mapping.Format.Csv csv -> new CsvRows(csv, file.reader());
      case Mapping.Format.Ndjson ndjson -> new NdjsonRows(new TextLines(file.reader()));
      case Mapping.Format.Regex regex ->
          new RegexRows(regex.pattern(), new TextLines(file.reader()));
    };
  }
}
