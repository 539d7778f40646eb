package io.polku.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.json.Json;
import io.polku.contract.link.IntendedLink;
import io.polku.contract.link.LinkMatch;
import io.polku.contract.report.DetourReport;
import io.polku.contract.report.FindingReport;
import io.polku.contract.report.FrictionReport;
import io.polku.contract.report.FunnelReport;
import io.polku.query.detour.DetourReports;
import io.polku.query.explain.ExplanationReports;
import io.polku.query.finding.FindingReports;
import io.polku.query.friction.FrictionReports;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.FunnelValues;
import io.polku.query.funnel.Reached;
import io.polku.query.link.LinkReports;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.standalone.demo.Demo;
import io.polku.testkit.oracle.NaiveSessions;
import io.polku.testkit.simulator.Fault;
import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.VisitEvents;
import io.polku.testkit.simulator.VisitorSimulator;
import io.polku.testkit.stored.StoredRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two weeks of the demo's shop, with faults or without, and what is found in the second: the demo's
 * funnels, and its intended link.
 */
final class FindingSite {
  /** On a usual day: about what the demo makes. */
  static final int VISITS_A_DAY = 430;

  private static final String PRODUCT_PATH = "\"path\":\"/p/";
  private static final ZoneId ZONE = ZoneId.of("UTC");
  private static final LocalDate FIRST_DAY = LocalDate.parse("2026-03-02");
  private static final int WEEK = 7;
  private static final DataState STATE = new DataState("x", 0, 0);
  private static final Instant AS_OF =
      FIRST_DAY.plusDays(2 * WEEK).atStartOfDay(ZONE).toInstant().plus(1, ChronoUnit.HOURS);

  private final Site site;
  private final Set<Fault> faults;
  private final long seed;

  FindingSite(Set<Fault> faults, long seed) {
    this.faults = faults;
    this.seed = seed;
    this.site =
        new Site(
            (faults.isEmpty() ? "control" : "planted") + seed,
            List.of(),
            ZONE,
            Duration.ofMinutes(30),
            Duration.ofHours(24),
            "",
            Instant.EPOCH);
  }

  /** Rows of a table each. */
  record Rows(int visits, List<String> events, List<String> sessions) {}

  /** What is stored of it. */
  Rows rows() {
    var events = new VisitEvents(site.site());
    var visits =
        new VisitorSimulator(Shop.demo("https://shop.example"), faults, seed)
            .history(FIRST_DAY, 2 * WEEK, VISITS_A_DAY, ZONE)
            .toList();
    var byVisitor =
        visits.stream()
            .flatMap(visit -> events.events(visit).stream())
            .collect(
                Collectors.groupingBy(Event::visitorId, LinkedHashMap::new, Collectors.toList()));
    var stored = new ArrayList<String>();
    var sessions = new ArrayList<String>();
    for (var all : byVisitor.values()) {
      all.forEach(event -> stored.add(folded(StoredRows.event(event, false))));
      for (var session : NaiveSessions.of(all, site.sessionRules())) {
        sessions.add(StoredRows.session(site.site(), NaiveSessions.describe(session)));
      }
    }
    return new Rows(visits.size(), stored, sessions);
  }

  /** With products' pages folded, as the intake does. */
  private static String folded(String row) {
    return row.contains(PRODUCT_PATH)
        ? row.substring(0, row.length() - 1) + ",\"path_group\":\"/p/*\"}"
        : row;
  }

  /** What is found. */
  FindingReport findings(ClickHouse clickHouse) {
    var reached = reached(clickHouse);
    var reports = new FunnelReports(clickHouse, reached);
    var values = new FunnelValues(clickHouse, reached, reports);
    return new FindingReports(
            values,
            new FrictionReports(clickHouse, reached),
            new DetourReports(clickHouse, reached, values),
            new ExplanationReports(clickHouse, reports, reached),
            new LinkReports(clickHouse))
        .report(
            new FindingReports.Question(site, funnels(), links(), week(1), week(0)), STATE, AS_OF);
  }

  /** Detours of a step of one of its funnels. */
  DetourReport detours(ClickHouse clickHouse, String funnel, int step) {
    var reached = reached(clickHouse);
    var values = new FunnelValues(clickHouse, reached, new FunnelReports(clickHouse, reached));
    return new DetourReports(clickHouse, reached, values)
        .report(question(funnel), step, STATE, AS_OF);
  }

  /** Friction at a step of one of its funnels. */
  FrictionReport friction(ClickHouse clickHouse, String funnel, int step) {
    return new FrictionReports(clickHouse, reached(clickHouse))
        .report(question(funnel), step, STATE, AS_OF);
  }

  /** Nothing is stored of facts, so that all is counted from events. */
  private static Reached reached(ClickHouse clickHouse) {
    return new Reached(new FactsReadiness(clickHouse, OptionalInt::empty));
  }

  private FunnelQuestion question(String id) {
    var version = funnels().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    return new FunnelQuestion(
        site,
        new FunnelReport.Ref(id, version.version()),
        true,
        version.funnel(),
        week(1),
        null,
        null,
        Filter.NONE);
  }

  private static TimeRange week(int number) {
    var from = FIRST_DAY.plusDays((long) number * WEEK);
    return new TimeRange(
        from.atStartOfDay(ZONE).toInstant(),
        from.plusDays(WEEK).atStartOfDay(ZONE).toInstant(),
        ZONE);
  }

  private List<Link> links() {
    return List.of(
        new Link(
            site.site(),
            Shop.LINK_NEW,
            new IntendedLink(
                "New arrivals",
                List.of(new PathGlob(Shop.HOME)),
                new LinkMatch(Shop.LINK_NEW, null, null, null),
                List.of(),
                0.12),
            Instant.EPOCH));
  }

  private List<FunnelVersion> funnels() {
    var funnels = new ArrayList<FunnelVersion>();
    for (var entry : DEFINITIONS.entrySet()) {
      funnels.add(
          new FunnelVersion(site.site(), entry.getKey(), 1, entry.getValue(), Instant.EPOCH));
    }
    return funnels;
  }

  private static final Map<String, FunnelDefinition> DEFINITIONS = definitions();

  private static Map<String, FunnelDefinition> definitions() {
    var file = "/io/polku/standalone/demo/funnels.json";
    try (var in = Demo.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + file);
      }
      var definitions = new LinkedHashMap<String, FunnelDefinition>();
      for (var entry :
          Json.mapper()
              .readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .properties()) {
        if (FunnelJson.read(entry.getValue()) instanceof FunnelJson.Result.Read(var funnel)) {
          definitions.put(entry.getKey(), funnel);
        }
      }
      return definitions;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
