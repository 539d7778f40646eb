package io.polku.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The ClickHouse tables as numbered migrations. Whoever applies them keeps a record of the numbers
 * already applied, and refuses to run against a schema newer than {@link #version}.
 */
public final class ClickHouseSchema {
  private static final String FOLDER = "clickhouse/";
  private static final String INDEX = FOLDER + "migrations.txt";

  private ClickHouseSchema() {}

  /**
   * One numbered step forward.
   *
   * @param number ascending from 1; a gap is a number not used
   * @param name file name, for messages
   * @param statements to be run one after the other; each may be run again without harm
   */
  public record Migration(int number, String name, List<String> statements) {
    /** Copies the statements. */
    public Migration {
      statements = List.copyOf(statements);
    }
  }

  /** All migrations, in order. */
  public static List<Migration> migrations() {
    return read(INDEX).lines().map(ClickHouseSchema::migration).toList();
  }

  /** The number of the last migration. */
  public static int version() {
    return migrations().getLast().number();
  }

  private static Migration migration(String file) {
    var number = Integer.parseInt(file.substring(0, file.indexOf('_')));
    // Statements end with a semicolon at the end of a line; no text in the files has one there.
    var statements =
        Arrays.stream(read(FOLDER + file).split(";\\R", -1))
            .map(String::strip)
            .filter(statement -> !statement.isEmpty())
            .toList();
    return new Migration(number, file, statements);
  }

  private static String read(String resource) {
    try (var in = ClickHouseSchema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
