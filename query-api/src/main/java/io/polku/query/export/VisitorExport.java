package io.polku.query.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All that is stored of a visitor, in pages of bounded size: JSON objects, one a line, each {@code
 * {"type":…,"row":{…}}} with the columns of a table. The first page begins with a line {@code
 * visitor}; every page ends with {@code next}, which says where the next one begins, or {@code
 * end}, so that a file that was cut off can be told from a whole one.
 *
 * <p>What is stored while pages are asked for may be missing, or be there twice.
 */
public final class VisitorExport {
  /** Most rows of a page. */
  public static final int ROWS_MAX = 2_000;

  /** A page that is larger ends after the row with which it became so. */
  private static final int CHARS_MAX = 8 << 20;

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public VisitorExport(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** What rows are, in the order in which they are told; the statement has the name in its file. */
  private enum Kind {
    SESSIONS("session"),
    FACTS("fact"),
    LEFT_OUT("left_out"),
    DUPLICATES("duplicate"),
    LETTERS("letter"),
    EVENTS("event");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    String file() {
      return name().toLowerCase(Locale.ROOT) + ".sql";
    }
  }

  /**
   * Where a page begins.
   *
   * @param kind of its first row
   * @param row how many rows of that kind come before
   */
  public record Cursor(int kind, long row) {
    /** The beginning. */
    public static final Cursor FIRST = new Cursor(0, 0);

    /** Reads what {@link #text} wrote; empty where nothing of the kind is there. */
    public static Optional<Cursor> ofText(String text) {
      var parts = text.split("-", -1);
      try {
        var cursor = new Cursor(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
        var known = cursor.kind >= 0 && cursor.kind < Kind.values().length && cursor.row >= 0;
        return parts.length == 2 && known ? Optional.of(cursor) : Optional.empty();
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        return Optional.empty();
      }
    }

    /** To be sent back. */
    public String text() {
      return kind + "-" + row;
    }
  }

  /**
   * A page.
   *
   * @param rows how many rows it has, its first and last line apart
   * @param text its lines
   */
  public record Page(int rows, String text) {}

  /**
   * The page of a visitor that begins there.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Page page(String site, String visitorId, Cursor from, Instant now) {
    var text = new StringBuilder();
    if (from.equals(Cursor.FIRST)) {
      line(text, head(site, visitorId, now));
    }
    var rows = 0;
    for (var kind = from.kind(); kind < Kind.values().length; kind++) {
      var skipped = kind == from.kind() ? from.row() : 0;
      var what = Kind.values()[kind];
      var found =
          clickHouse.query(
              sql(what, site, visitorId, ROWS_MAX - rows + 1, skipped), row -> row.text(1));
      for (var one : found) {
        if (rows == ROWS_MAX || text.length() > CHARS_MAX) {
          line(text, Map.of("type", "next", "after", new Cursor(kind, skipped).text()));
          return new Page(rows, text.toString());
        }
        text.append("{\"type\":\"").append(what.type).append("\",\"row\":").append(one);
        text.append("}\n");
        rows++;
        skipped++;
      }
    }
    line(text, Map.of("type", "end"));
    return new Page(rows, text.toString());
  }

  private static Sql sql(Kind kind, String site, String visitor, int limit, long offset) {
    return Sql.file(
        VisitorExport.class,
        kind.file(),
        Map.of("site", site, "visitor", visitor, "limit", limit, "offset", offset));
  }

  private static Map<String, Object> head(String site, String visitorId, Instant now) {
    var head = new LinkedHashMap<String, Object>();
    head.put("type", "visitor");
    head.put("site", site);
    head.put("visitor_id", visitorId);
    head.put("exported_at", now);
    return head;
  }

  private static void line(StringBuilder text, Map<String, Object> line) {
    try {
      text.append(Json.mapper().writeValueAsString(line)).append('\n');
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line cannot fail to be written", e);
    }
  }
}
