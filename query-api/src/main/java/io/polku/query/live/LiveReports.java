package io.polku.query.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Unit;
import io.polku.contract.json.Json;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Live;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Reads what is happening now. Thread-safe; blocks on ClickHouse. */
public final class LiveReports {
  private static final TypeReference<List<List<String>>> EVENTS = new TypeReference<>() {};
  private static final Duration RECENT = Duration.ofMinutes(5);
  private static final int MINUTES = 30;
  private static final long MINUTE_MILLIS = 60_000;
  private static final int EVENTS_MAX = 20;
  private static final int PAGES_MAX = 10;
  private static final int FUNNELS_MAX = 20;

  /** Funnels of which it is remembered that their facts are whole. */
  private static final int COMPLETE_MAX = 10_000;

  private final ClickHouse clickHouse;
  private final FactsReadiness facts;
  private final Set<Ready> complete = ConcurrentHashMap.newKeySet();

  private record Ready(String site, String funnel, int version) {}

  /**
   * @param clickHouse where events and facts are
   * @param facts which versions have theirs
   */
  public LiveReports(ClickHouse clickHouse, FactsReadiness facts) {
    this.clickHouse = clickHouse;
    this.facts = facts;
  }

  private record Figures(
      long visitors5m, long visitors30m, Map<Long, Long> minutes, List<Live.LiveEvent> events) {}

  private record Counted(long entered, long converted) {}

  /**
   * What is happening.
   *
   * @param funnels the site's funnels, the latest version of each
   * @param dataVersion of what is stored, read before this is called
   * @param asOf how far the log has been processed, taken before that
   * @param now this moment
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Live report(
      Site site, List<FunnelVersion> funnels, String dataVersion, Instant asOf, Instant now) {
    var figures = clickHouse.queryOne(sql(site, now, "now.sql"), LiveReports::figures);
    var lastMinute = now.toEpochMilli() / MINUTE_MILLIS;
    return new Live(
        asOf,
        dataVersion,
        figures.visitors5m(),
        figures.visitors30m(),
        LongStream.rangeClosed(lastMinute - MINUTES + 1, lastMinute)
            .mapToObj(
                minute ->
                    new Live.Minute(
                        Instant.ofEpochMilli(minute * MINUTE_MILLIS),
                        figures.minutes().getOrDefault(minute, 0L)))
            .toList(),
        clickHouse.query(
            sql(site, now, "pages.sql"), row -> new Live.Page(row.text(1), row.number(2))),
        figures.events(),
        funnels(site, funnels.stream().limit(FUNNELS_MAX).toList(), now));
  }

  private static Figures figures(Row row) throws SQLException {
    var keys = row.numbers(4);
    var counts = row.numbers(5);
    return new Figures(
        row.number(1),
        row.number(2),
        IntStream.range(0, keys.size()).boxed().collect(Collectors.toMap(keys::get, counts::get)),
        events(row.text(6)));
  }

  private static List<Live.LiveEvent> events(String json) {
    try {
      return Json.mapper().readValue(json, EVENTS).stream()
          .map(
              one ->
                  new Live.LiveEvent(
                      one.get(0),
                      Instant.ofEpochMilli(Long.parseLong(one.get(1))),
                      one.get(2),
                      one.get(3),
                      one.get(4),
                      one.get(5),
                      one.get(6)))
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("ClickHouse writes JSON", e);
    }
  }

  private List<Live.Funnel> funnels(Site site, List<FunnelVersion> funnels, Instant now) {
    var ready = funnels.stream().filter(this::isComplete).toList();
    var counted =
        ready.isEmpty()
            ? Map.<String, Counted>of()
            : clickHouse
                .query(
                    funnelSql(site, ready, now),
                    row -> Map.entry(row.text(1), new Counted(row.number(2), row.number(3))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return funnels.stream()
        .map(
            version -> {
              var counts = counted.getOrDefault(version.id(), new Counted(0, 0));
              var known = ready.contains(version);
              return new Live.Funnel(
                  version.id(),
                  version.version(),
                  version.funnel().name(),
                  known ? counts.entered() : null,
                  known ? counts.converted() : null);
            })
        .toList();
  }

  /** Once whole, the facts of a version stay whole. */
  private boolean isComplete(FunnelVersion version) {
    var ready = new Ready(version.site(), version.id(), version.version());
    if (complete.contains(ready)) {
      return true;
    }
    var ref = new FunnelReport.Ref(version.id(), version.version());
    if (!facts.complete(version.site(), ref)) {
      return false;
    }
    if (complete.size() < COMPLETE_MAX) {
      complete.add(ready);
    }
    return true;
  }

  /** The statements, to be explained and looked at. */
  static List<Sql> statements(Site site, List<FunnelVersion> funnels, Instant now) {
    return List.of(
        sql(site, now, "now.sql"), sql(site, now, "pages.sql"), funnelSql(site, funnels, now));
  }

  private static Sql sql(Site site, Instant now, String file) {
    var fillings = new HashMap<String, Object>();
    fillings.put("site", site.site());
    fillings.put("now_ms", now.toEpochMilli());
    fillings.put("five_ms", now.minus(RECENT).toEpochMilli());
    fillings.put("thirty_ms", now.minus(Duration.ofMinutes(MINUTES)).toEpochMilli());
    fillings.put("events_max", Sql.of(Integer.toString(EVENTS_MAX)));
    fillings.put("pages_max", PAGES_MAX);
    return Sql.file(LiveReports.class, file, fillings);
  }

  private static Sql funnelSql(Site site, List<FunnelVersion> funnels, Instant now) {
    return Sql.file(
        LiveReports.class,
        "funnels.sql",
        Map.of(
            "site",
            site.site(),
            "day",
            LocalDate.ofInstant(now, site.timeZone()).toString(),
            "ids",
            funnels.stream().map(FunnelVersion::id).toList(),
            "versions",
            funnels.stream().map(version -> (long) version.version()).toList(),
            "required",
            funnels.stream()
                .map(version -> (long) version.funnel().requiredSteps().size())
                .toList(),
            "pairs",
            funnels.stream()
                .map(version -> version.funnel().unit() == Unit.ITEM ? 1L : 0L)
                .toList()));
  }
}
