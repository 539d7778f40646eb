package io.polku.query.session;

import io.polku.contract.funnel.Signal;
import io.polku.contract.report.SessionRow;
import io.polku.contract.session.SessionId;
import io.polku.contract.session.SessionRules;
import io.polku.query.dropoff.WayOuts;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Reads rows of {@code sessions}. Thread-safe; blocks on ClickHouse. */
public final class StoredSessions {
  private static final double MILLIS_OF_SECOND = 1_000;
  private static final long LENGTH_MAX_MILLIS = SessionRules.LENGTH_MAX.toMillis();

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public StoredSessions(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * A moment of a visitor.
   *
   * @param visitorId the visitor
   * @param millis epoch milliseconds
   */
  public record Moment(String visitorId, long millis) {}

  /**
   * The time a session took.
   *
   * @param fromMillis its first event
   * @param untilMillis its last event
   */
  public record Span(long fromMillis, long untilMillis) {}

  /** Which session each moment lies in, by its place in the list; those of none are left out. */
  public Map<Integer, Span> located(String site, List<Moment> moments) {
    if (moments.isEmpty()) {
      return Map.of();
    }
    return clickHouse
        .query(
            located(moments, site),
            row -> Map.entry((int) row.number(1), new Span(row.number(2), row.number(3))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The statement, to be explained and looked at. */
  static Sql located(List<Moment> moments, String site) {
    var earliest = moments.stream().mapToLong(Moment::millis).min().orElseThrow();
    return Sql.file(
        StoredSessions.class,
        "located.sql",
        Map.of(
            "site", site,
            "numbers", numbers(moments.size()),
            "visitors", moments.stream().map(Moment::visitorId).toList(),
            "times", moments.stream().map(Moment::millis).toList(),
            "earliest_ms", earliest - LENGTH_MAX_MILLIS,
            "latest_ms", moments.stream().mapToLong(Moment::millis).max().orElseThrow()));
  }

  /** Places in a list, from 0. */
  public static List<Long> numbers(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  /** The beginning of a statement that {@link #read} understands. */
  static Sql columns() {
    return Sql.file(StoredSessions.class, "session_columns.sql", Map.of());
  }

  /** A row, of which the signals are not known yet. */
  static SessionRow read(Row row) throws SQLException {
    var visitorId = row.text(1);
    var start = row.number(2);
    var end = row.number(3);
    return new SessionRow(
        new SessionId(visitorId, start).text(),
        visitorId,
        row.text(4),
        Instant.ofEpochMilli(start),
        Instant.ofEpochMilli(end),
        (end - start) / MILLIS_OF_SECOND,
        row.number(5),
        row.number(6),
        row.number(7),
        row.real(8),
        row.text(9),
        row.text(10),
        row.text(11),
        row.text(12),
        row.text(13),
        row.text(14),
        row.text(15),
        row.text(16),
        row.text(17),
        row.text(18),
        row.text(19),
        row.text(20),
        row.text(21),
        row.text(22),
        List.of());
  }

  /** The same rows with their signals. */
  List<SessionRow> withSignals(String site, List<SessionRow> rows) {
    if (rows.isEmpty()) {
      return rows;
    }
    var signals =
        clickHouse
            .query(
                signals(site, rows),
                row -> Map.entry((int) row.number(1), Signal.ofBits((int) row.number(2))))
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    var all = new ArrayList<SessionRow>();
    for (var i = 0; i < rows.size(); i++) {
      var found = signals.get(i);
      all.add(found == null ? rows.get(i) : rows.get(i).withSignals(List.copyOf(found)));
    }
    return all;
  }

  /** The statement, to be explained and looked at. */
  static Sql signals(String site, List<SessionRow> rows) {
    var starts = rows.stream().map(row -> row.start().toEpochMilli()).toList();
    var ends = rows.stream().map(row -> row.end().toEpochMilli()).toList();
    var fillings = new HashMap<String, Object>();
    fillings.put("site", site);
    fillings.put("signal", WayOuts.signal());
    fillings.put("numbers", numbers(rows.size()));
    fillings.put("visitors", rows.stream().map(SessionRow::visitorId).toList());
    fillings.put("starts", starts);
    fillings.put("ends", ends);
    fillings.put("earliest_ms", starts.stream().min(Long::compare).orElseThrow());
    fillings.put("latest_ms", ends.stream().max(Long::compare).orElseThrow());
    return Sql.file(StoredSessions.class, "signals.sql", fillings);
  }
}
