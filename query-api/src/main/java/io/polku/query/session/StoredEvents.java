package io.polku.query.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.polku.contract.event.Channel;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.event.Page;
import io.polku.contract.json.Json;
import io.polku.query.session.StoredSessions.Span;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a visitor's events back from their rows. Thread-safe; blocks on ClickHouse. */
final class StoredEvents {
  private static final TypeReference<List<Map<String, String>>> ITEMS = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> PROPS = new TypeReference<>() {};

  private final ClickHouse clickHouse;

  StoredEvents(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * A row.
   *
   * @param event the event, without what only its page view and its network tell
   * @param late whether it came later than the grace allows
   */
  record Stored(Event event, boolean late) {}

  /** The events of a time, in order. */
  List<Stored> read(String site, String visitorId, Span span, int limit) {
    return clickHouse.query(sql(site, visitorId, span, limit), row -> stored(site, visitorId, row));
  }

  /** How many there are. */
  long count(String site, String visitorId, Span span) {
    return clickHouse.queryOne(
        Sql.file(StoredEvents.class, "event_count.sql", fillings(site, visitorId, span, 1)),
        row -> row.number(1));
  }

  /** The statement, to be explained and looked at. */
  static Sql sql(String site, String visitorId, Span span, int limit) {
    return Sql.file(StoredEvents.class, "events.sql", fillings(site, visitorId, span, limit));
  }

  private static Map<String, Object> fillings(String site, String visitorId, Span span, int limit) {
    return Map.of(
        "site", site,
        "visitor", visitorId,
        "from_ms", span.fromMillis(),
        "until_ms", span.untilMillis(),
        "limit", limit);
  }

  private static Stored stored(String site, String visitorId, Row row) throws SQLException {
    var event =
        new Event(
            row.text(1),
            site,
            visitorId,
            row.text(6),
            row.number(2),
            row.number(2),
            row.number(4),
            (int) row.number(3),
            row.text(5),
            "",
            null,
            new Page(row.text(7), row.text(8), row.text(9), row.text(10), row.text(11)),
            context(row),
            element(row),
            json(row.text(30), ITEMS),
            row.number(31) == 1 ? null : row.real(32),
            row.text(33),
            Channel.ofWord(row.text(17)),
            json(row.text(34), PROPS),
            List.of(),
            row.number(36) == 1);
    return new Stored(event, row.number(35) == 1);
  }

  private static Context context(Row row) throws SQLException {
    return new Context(
        row.text(12),
        row.text(13),
        row.text(14),
        row.text(15),
        row.text(16),
        row.text(18),
        row.text(19),
        row.text(20),
        row.text(21),
        "",
        "",
        "",
        row.text(22),
        "",
        "",
        row.text(23),
        row.text(37));
  }

  private static @Nullable Element element(Row row) throws SQLException {
    var element =
        new Element(
            row.text(24), row.text(25), row.text(26), row.text(27), row.text(28), row.text(29));
    return element.equals(new Element("", "", "", "", "", "")) ? null : element;
  }

  private static <T> T json(String text, TypeReference<T> type) {
    try {
      return Json.mapper().readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("ClickHouse writes JSON", e);
    }
  }
}
