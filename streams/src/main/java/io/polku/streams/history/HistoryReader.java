package io.polku.streams.history;

import io.polku.contract.change.Change.FactKey;
import io.polku.contract.event.Event;
import io.polku.contract.history.History;
import io.polku.streams.sink.ClickHouse;
import io.polku.streams.sink.PassingFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what is stored of visitors, many at a time. */
final class HistoryReader {
  private final ClickHouse clickHouse;

  HistoryReader(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** A funnel version whose facts are not whole in a partition. */
  record Unfinished(
      String site, String funnelId, int version, long eventsBefore, long epoch, String cursor) {
    History.Version of() {
      return new History.Version(funnelId, version, eventsBefore);
    }
  }

  /** How many events of a partition there are, and of visitors up to a cursor. */
  record Amount(long events, long done) {}

  /** Keys of the derived rows of a visitor. */
  record Keys(List<Long> sessions, List<FactKey> facts) {
    static final Keys NONE = new Keys(List.of(), List.of());
  }

  private record Size(String visitorId, long events) {}

  private record SessionRow(String visitorId, long startMillis) {}

  private record FactRow(String visitorId, FactKey key) {}

  /** How many rows there are of each; whoever has none is not there. */
  Map<String, Long> sizes(String site, Collection<String> visitors) throws PassingFailure {
    var sizes = new LinkedHashMap<String, Long>();
    clickHouse.rows(
        sql("visitor-sizes.sql"),
        of(site, visitors),
        Size.class,
        size -> sizes.put(size.visitorId(), size.events()));
    return sizes;
  }

  /** Events by visitor, in order, each once. */
  Map<String, List<Event>> events(String site, Collection<String> visitors) throws PassingFailure {
    var events = new HashMap<String, List<Event>>();
    clickHouse.rows(
        sql("visitor-events.sql"),
        of(site, visitors),
        Event.class,
        event ->
            events.computeIfAbsent(event.visitorId(), visitor -> new ArrayList<>()).add(event));
    return events;
  }

  /** Keys of the stored sessions and facts, by visitor. */
  Map<String, Keys> keys(String site, Collection<String> visitors) throws PassingFailure {
    var keys = new HashMap<String, Keys>();
    clickHouse.rows(
        sql("visitor-sessions.sql"),
        of(site, visitors),
        SessionRow.class,
        row -> keys(keys, row.visitorId()).sessions().add(row.startMillis()));
    clickHouse.rows(
        sql("visitor-facts.sql"),
        of(site, visitors),
        FactRow.class,
        row -> keys(keys, row.visitorId()).facts().add(row.key()));
    return keys;
  }

  private static Keys keys(Map<String, Keys> keys, String visitor) {
    return keys.computeIfAbsent(visitor, v -> new Keys(new ArrayList<>(), new ArrayList<>()));
  }

  List<Unfinished> unfinished(int partition) throws PassingFailure {
    var found = new ArrayList<Unfinished>();
    clickHouse.rows(
        sql("backfills.sql"), Map.of("partition", partition), Unfinished.class, found::add);
    return found;
  }

  /** The next visitors of a partition after the cursor, with how many rows there are of each. */
  Map<String, Long> page(String site, int partition, String cursor, int visitors)
      throws PassingFailure {
    var page = new LinkedHashMap<String, Long>();
    clickHouse.rows(
        sql("backfill-page.sql"),
        Map.of("site", site, "cursor", hex(cursor), "partition", partition, "visitors", visitors),
        Size.class,
        size -> page.put(size.visitorId(), size.events()));
    return page;
  }

  Amount amount(String site, int partition, String cursor) throws PassingFailure {
    var found = new ArrayList<Amount>();
    clickHouse.rows(
        sql("backfill-share.sql"),
        Map.of("site", site, "cursor", hex(cursor), "partition", partition),
        Amount.class,
        found::add);
    return found.getFirst();
  }

  private static Map<String, Object> of(String site, Collection<String> visitors) {
    return Map.of(
        "site",
        site,
        "visitors",
        visitors.stream().map(HistoryReader::hex).collect(Collectors.joining(",")));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sql(String name) {
    try (InputStream in = HistoryReader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
