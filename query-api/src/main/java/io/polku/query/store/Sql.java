package io.polku.query.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A piece of SQL and the values bound to its question marks, in order. Immutable.
 *
 * <p>Files hold {@code :name} where a value is bound, and {@code {{name}}} where another piece goes
 * in. So a value never becomes text of a statement here.
 *
 * @param text SQL with a question mark for each value
 * @param values texts, numbers, and lists of either
 */
public record Sql(String text, List<Object> values) {
  private static final Pattern HOLE = Pattern.compile("\\{\\{([a-z_]+)}}|(?<![:\\w]):([a-z_]+)");

  /** Copies the values. */
  public Sql {
    values = List.copyOf(values);
  }

  /** A piece with its values. */
  public static Sql of(String text, Object... values) {
    return new Sql(text, Arrays.asList(values));
  }

  /** Pieces with a text between them. */
  public static Sql join(String between, List<Sql> pieces) {
    return new Sql(
        String.join(between, pieces.stream().map(Sql::text).toList()),
        pieces.stream().flatMap(piece -> piece.values().stream()).toList());
  }

  /**
   * The SQL of a file beside a class, its holes filled.
   *
   * @param beside the class
   * @param file name of the file
   * @param fillings a {@link Sql} for each {@code {{name}}}, any other value for each {@code
   *     :name}; more than the file asks for does no harm
   * @throws IllegalStateException when the file is missing, or one of its holes has no filling
   */
  public static Sql file(Class<?> beside, String file, Map<String, Object> fillings) {
    var template = read(beside, file);
    var text = new StringBuilder();
    var values = new ArrayList<>();
    var matcher = HOLE.matcher(template);
    var end = 0;
    while (matcher.find()) {
      text.append(template, end, matcher.start());
      end = matcher.end();
      var piece = matcher.group(1);
      var name = piece == null ? matcher.group(2) : piece;
      var filling = fillings.get(name);
      if (filling == null || (filling instanceof Sql) != (piece != null)) {
        throw new IllegalStateException(file + ": nothing fits " + name);
      }
      if (filling instanceof Sql sql) {
        text.append(sql.text());
        values.addAll(sql.values());
      } else {
        text.append('?');
        values.add(filling);
      }
    }
    return new Sql(text.append(template, end, template.length()).toString(), values);
  }

  private static String read(Class<?> beside, String file) {
    try (var in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + file);
      }
      return withoutComments(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Comments may hold apostrophes and question marks, which the driver need not understand. */
  private static String withoutComments(String sql) {
    return sql.lines()
        .filter(line -> !line.stripLeading().startsWith("--"))
        .reduce("", (all, line) -> all.isEmpty() ? line : all + "\n" + line);
  }
}
