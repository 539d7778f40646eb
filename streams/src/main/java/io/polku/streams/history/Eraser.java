package io.polku.streams.history;

import io.polku.contract.history.RebuildRequest;
import io.polku.streams.sink.ClickHouse;
import io.polku.streams.sink.PassingFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Removes a visitor from all tables. May be done again at any time: what was counted before stays,
 * and what is gone is not found again. Statements that ClickHouse keeps name the erasure and not
 * the visitor.
 */
final class Eraser {
  /** Where rows of a visitor are, and how they are found; what others are computed from is last. */
  private static final List<Place> PLACES =
      List.of(
          Place.latest("funnel_facts"),
          Place.latest("sessions"),
          Place.latest("left_out"),
          new Place(
              "rejected",
              "erase-count-letters.sql",
              "erase-count-letters.sql",
              "erase-delete-letters.sql"),
          new Place(
              "funnel_progress",
              "erase-count-cursors.sql",
              "erase-count-cursors.sql",
              "erase-clear-cursors.sql"),
          Place.each("duplicates"),
          Place.each("events"));

  private final ClickHouse clickHouse;
  private final String database;

  Eraser(ClickHouse clickHouse, String database) {
    this.clickHouse = clickHouse;
    this.database = database;
  }

  /**
   * A table.
   *
   * @param table its name
   * @param told the query that counts what the receipt tells
   * @param there the query that counts what is there in whatever form
   * @param removal the statement that removes it
   */
  private record Place(String table, String told, String there, String removal) {
    static Place each(String table) {
      return new Place(table, "erase-count.sql", "erase-count.sql", "erase-delete.sql");
    }

    static Place latest(String table) {
      return new Place(table, "erase-count-latest.sql", "erase-count.sql", "erase-delete.sql");
    }
  }

  private record Count(long rows) {}

  private record Masked(String table) {}

  /**
   * Removes the visitor of a request, and says so once all tables were seen without.
   *
   * @throws PassingFailure when that is not sure; then it is to be done again
   */
  void erase(RebuildRequest request) throws PassingFailure {
    var erasure = Objects.requireNonNull(request.erasure());
    var of =
        Map.<String, Object>of(
            "site", request.site(), "erasure", erasure.id(), "number", request.number());
    execute(
        "erase-begin.sql",
        with(
            of,
            "visitor",
            HexFormat.of().formatHex(request.visitorId().getBytes(StandardCharsets.UTF_8))));
    note(with(of, "table", "state"), erasure.stateEntries());
    for (var place : PLACES) {
      remove(place, with(of, "table", place.table()));
    }
    for (var place : PLACES) {
      var left = count(place.there(), with(of, "table", place.table()));
      if (left > 0) {
        throw new PassingFailure(
            "erasure "
                + erasure.id()
                + ": "
                + left
                + " rows of "
                + place.table()
                + " (expected: 0)");
      }
    }
    execute("erase-verified.sql", of);
    execute("erase-bump.sql", of);
    execute("erase-end.sql", of);
  }

  /** Lets ClickHouse begin to remove deleted rows from its files, once a day for each table. */
  void cleanFiles() throws PassingFailure {
    var tables = new ArrayList<String>();
    clickHouse.rows(
        HistoryReader.sql("masked-tables.sql"),
        Map.of(),
        Masked.class,
        found -> tables.add(found.table()));
    for (var table : tables) {
      execute("apply-mask.sql", Map.of("table", table));
    }
  }

  private void remove(Place place, Map<String, Object> of) throws PassingFailure {
    if (count(place.there(), of) == 0) {
      return;
    }
    // Before they are gone: of two counts the larger one is true, since nothing is added any more.
    note(of, count(place.told(), of));
    execute(place.removal(), of);
  }

  private void note(Map<String, Object> of, long rows) throws PassingFailure {
    execute("erase-note-rows.sql", with(of, "rows", rows));
  }

  private long count(String query, Map<String, Object> of) throws PassingFailure {
    var counts = new long[1];
    clickHouse.rows(HistoryReader.sql(query), of, Count.class, found -> counts[0] = found.rows());
    return counts[0];
  }

  private void execute(String statement, Map<String, Object> of) throws PassingFailure {
    clickHouse.execute(HistoryReader.sql(statement), of, database);
  }

  private static Map<String, Object> with(Map<String, Object> of, String name, Object value) {
    var all = new HashMap<>(of);
    all.put(name, value);
    return all;
  }
}
