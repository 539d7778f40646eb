package io.polku.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.contract.session.SessionRules;
import io.polku.streams.funnel.LiveFunnel;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveFunnel;
import io.polku.testkit.oracle.NaiveReport;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares everything that can be asked with what a naive oracle finds in the accepted events. */
final class FaultOracle {
  private static final Duration FACTS_WITHIN = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 500;
  private static final SessionRules RULES = new SessionRules(SessionRules.GAP_DEFAULT);

  private final FaultStack stack;
  private final Site site;
  private final List<Event> accepted;
  private final Collection<List<Event>> byVisitor;
  private final List<String> differences = new ArrayList<>();
  private int compared;

  /** Days that a report is asked for. */
  private record Days(LocalDate from, LocalDate to) {}

  /**
   * What came out.
   *
   * @param stored rows of events
   * @param lost accepted events that are not stored
   * @param doubled rows of events that were stored before
   * @param late rows of events that came late
   * @param figures how many figures were compared
   * @param differences what differs, in words
   */
  record Result(
      long stored, long lost, long doubled, long late, int figures, List<String> differences) {
    /** Copies the list. */
    Result {
      differences = List.copyOf(differences);
    }

    boolean isRight() {
      return lost == 0 && doubled == 0 && differences.isEmpty();
    }
  }

  FaultOracle(FaultStack stack, Site site, List<Event> accepted) {
    this.stack = stack;
    this.site = site;
    this.accepted = accepted;
    this.byVisitor = accepted.stream().collect(Collectors.groupingBy(Event::visitorId)).values();
  }

  Result compare() throws InterruptedException {
    var missing = accepted.stream().map(Event::id).collect(Collectors.toCollection(HashSet::new));
    var rows = 0L;
    var ids = 0L;
    for (var line :
        stack
            .clickHouse(
                "SELECT event_id, count() FROM events WHERE site = '"
                    + site.name()
                    + "' GROUP BY event_id FORMAT TSV")
            .split("\n", -1)) {
      var tab = line.indexOf('\t');
      if (tab > 0) {
        rows += Long.parseLong(line, tab + 1, line.length(), 10);
        ids++;
        if (!missing.remove(line.substring(0, tab))) {
          differences.add("stored, but never accepted: event " + line.substring(0, tab));
        }
      }
    }
    sessions();
    var today = LocalDate.now(ZoneOffset.UTC);
    var late =
        Long.parseLong(
            stack.clickHouse(
                "SELECT countIf(late) FROM events WHERE site = '" + site.name() + "'"));
    var funnels = new LinkedHashMap<>(Funnels.byId());
    funnels.putAll(Funnels.withOptions());
    for (var days :
        List.of(
            new Days(Visits.FIRST_DAY, Visits.END),
            new Days(today.minusDays(1), today.plusDays(2)))) {
      for (var funnel : Funnels.live(funnels)) {
        funnel(funnel, funnels.get(funnel.id()), days);
      }
    }
    return new Result(rows, missing.size(), rows - ids, late, compared, differences);
  }

  private void sessions() throws InterruptedException {
    var expected = byVisitor.stream().mapToLong(one -> NaiveSessions.of(one, RULES).size()).sum();
    same(
        "sessions and their events",
        expected + "\t" + accepted.size(),
        stack.clickHouse(
            "SELECT count(), sum(events) FROM sessions FINAL WHERE site = '" + site.name() + "'"));
  }

  private void funnel(LiveFunnel funnel, @Nullable JsonNode json, Days days)
      throws InterruptedException {
    var facts =
        byVisitor.stream()
            .flatMap(
                one -> NaiveFunnel.facts(one, funnel.definition(), RULES, ZoneOffset.UTC).stream())
            .toList();
    var range = "from=" + days.from() + "&to=" + days.to();
    report(funnel, "facts", fromFacts(funnel.id(), range), facts, days);
    var body = Json.mapper().createObjectNode();
    body.put("from", days.from().toString()).put("to", days.to().toString());
    body.set("funnel", json);
    var adHoc = stack.api().post(site.path("/funnels/report"), body);
    report(funnel, "adhoc", adHoc, facts, days);
  }

  /** Waits until the facts of a funnel that was defined on the way are whole. */
  private JsonNode fromFacts(String funnel, String range) throws InterruptedException {
    var deadline = System.nanoTime() + FACTS_WITHIN.toNanos();
    var report = site.report(funnel, range);
    while (!report.path("source").asText().equals("facts") && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
      report = site.report(funnel, range);
    }
    return report;
  }

  private void report(
      LiveFunnel funnel, String source, JsonNode report, List<NaiveFact> facts, Days days) {
    var what = funnel.id() + " from " + source;
    same(what + ": source", source, report.path("source").asText());
    var steps = report.path("steps");
    var asOf = Instant.parse(report.path("as_of").asText()).toEpochMilli();
    var expected = NaiveReport.of(facts, funnel.definition(), days.from(), days.to(), asOf).steps();
    for (var step : expected) {
      var given = steps.path(step.index() - 1);
      var where = what + " of " + days.from() + ", step " + step.index() + ": ";
      same(where + "entered", step.entered(), given.path("entered").asLong());
      same(where + "converted", step.converted(), given.path("converted").asLong());
      same(where + "dropped", step.dropped(), given.path("dropped").asLong());
      same(where + "open", step.open(), given.path("open").asLong());
    }
  }

  private void same(String what, Object expected, Object given) {
    compared++;
    if (!expected.equals(given)) {
      differences.add(what + ": " + given + " (oracle: " + expected + ")");
    }
  }
}
