package io.polku.query.dropoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.FunnelDropoffs;
import io.polku.contract.report.FunnelDropoffs.Kind;
import io.polku.contract.report.FunnelDropoffs.Row;
import io.polku.contract.report.FunnelReport;
import io.polku.query.RandomSite;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Steps;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DropoffReportsTest {
  private static final int VISITORS = 300;
  private static final int FUNNELS = 10;
  private static final long GAP_MILLIS = RandomSite.SITE.gap().toMillis();
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static RandomSite site;
  private static DropoffReports reports;
  private static Map<String, List<List<Event>>> sessions;

  @BeforeAll
  static void store() {
    site = new RandomSite(CLICKHOUSE, VISITORS);
    reports = new DropoffReports(site.clickHouse());
    sessions =
        site.sessions().collect(Collectors.groupingBy(session -> session.getFirst().visitorId()));
  }

  @AfterAll
  static void close() {
    site.close();
  }

  static LongStream seeds() {
    return LongStream.range(RandomSite.SEED, RandomSite.SEED + FUNNELS);
  }

  /** A subject that entered the step: what became of it, and what followed. */
  private record Entered(String state, boolean stopped, WayOut way, boolean over) {}

  @ParameterizedTest
  @MethodSource("seeds")
  void whatFollowedAStepIsWhatTheRulesSayForEachSubject(long seed) {
    var question = RandomSite.question(seed, FunnelReport.Ref.AD_HOC);
    var figures = site.report(question).steps();
    var subjects = site.subjects(question);
    for (var number = 1; number <= question.funnel().steps().size(); number++) {
      var what = question.funnel().name() + " step " + number;
      var report = reports.report(question, number, RandomSite.STATE, RandomSite.AS_OF);
      var figure = figures.get(number - 1);
      assertThat(
              List.of(
                  report.entered(),
                  report.converted(),
                  report.dropped(),
                  report.open(),
                  report.excluded()))
          .as(what)
          .isEqualTo(
              List.of(
                  figure.entered(),
                  figure.converted(),
                  figure.dropped(),
                  figure.open(),
                  figure.excluded()));
      var entered = entered(subjects, question, number);
      same(report.next(), report, entered, DropoffReportsTest::next, what);
      same(report.lastClicks(), report, entered, e -> key("click", e.way().lastClick()), what);
      same(report.lastPages(), report, entered, e -> key("page", e.way().lastPage()), what);
      for (var odds : report.signals()) {
        var with = entered.stream().filter(e -> e.way().signals().contains(odds.signal())).toList();
        assertThat(List.of(odds.droppedWith(), odds.convertedWith(), odds.openWith()))
            .as(what + " " + odds.signal())
            .isEqualTo(
                List.of(count(with, "dropped"), count(with, "converted"), count(with, "open")));
        assertThat(odds.droppedWith() + odds.droppedWithout()).isEqualTo(report.dropped());
        assertThat(odds.convertedWith() + odds.convertedWithout()).isEqualTo(report.converted());
      }
      assertThat(report.signals())
          .extracting(odds -> odds.signal())
          .containsExactly(Signal.values());
    }
  }

  private static List<Entered> entered(
      List<NaiveReport.Counted> subjects, FunnelQuestion question, int number) {
    var step = Steps.of(question.funnel(), number);
    var entered = new ArrayList<Entered>();
    for (var subject : subjects) {
      var best = subject.best();
      var times = best.stepTimesMillis();
      if (number > times.size() || times.get(number - 1) == 0) {
        continue;
      }
      var event = event(best, question.funnel(), step);
      var session = sessionOf(event);
      var way = wayOut(event, session);
      var converted = step.rank() == 0 || step.last() || best.level() > step.rank();
      var open =
          !converted
              && !subject.excluded()
              && RandomSite.AS_OF.toEpochMilli() <= subject.latestDeadlineMillis();
      if (step.rank() == best.level()) {
        assertThat(way).as("the same as facts say").isEqualTo(best.wayOut());
      }
      var over =
          RandomSite.AS_OF.isAfter(
              Instant.ofEpochMilli(
                  Math.min(
                      session.getLast().timeMillis() + GAP_MILLIS,
                      session.getFirst().timeMillis() + DAY_MILLIS)));
      entered.add(
          new Entered(
              converted ? "converted" : open ? "open" : "dropped",
              !converted && subject.excluded(),
              way,
              over));
    }
    return entered;
  }

  /** The event with which the step was reached; of an optional one the latest that fits. */
  private static Event event(NaiveFact fact, FunnelDefinition funnel, Steps step) {
    if (step.rank() > 0) {
      return fact.chain().get(step.rank() - 1);
    }
    var before =
        (int) funnel.steps().stream().limit(step.number()).filter(s -> !s.optional()).count();
    var optional = funnel.steps().get(step.number() - 1);
    var hold = funnel.hold();
    return sessions.get(fact.visitorId()).stream()
        .flatMap(List::stream)
        .filter(optional::matches)
        .filter(event -> hold == null || hold.values(event).contains(fact.value()))
        .filter(event -> Event.ORDER.compare(event, fact.chain().get(before - 1)) > 0)
        .filter(event -> Event.ORDER.compare(event, fact.chain().get(before)) < 0)
        .reduce((one, other) -> other)
        .orElseThrow();
  }

  private static List<Event> sessionOf(Event event) {
    return sessions.get(event.visitorId()).stream()
        .filter(session -> session.contains(event))
        .findFirst()
        .orElseThrow();
  }

  private static WayOut wayOut(Event last, List<Event> session) {
    var lastPage = "";
    var lastClick = "";
    var next = "";
    var signals = EnumSet.noneOf(Signal.class);
    for (var event : session) {
      if (Event.ORDER.compare(event, last) <= 0) {
        lastPage = event.page().path().isEmpty() ? lastPage : event.page().path();
        continue;
      }
      var signal = WayOut.signal(event);
      if (signal != null) {
        signals.add(signal);
      }
      if (event.name().equals(WayOut.CLICK)) {
        lastClick = WayOut.clickLabel(event);
      }
      if (WayOut.ends(event.name())) {
        next = WayOut.next(event);
        break;
      }
    }
    return new WayOut(lastPage, lastClick, next, signals);
  }

  private static String next(Entered entered) {
    var next = entered.way().next();
    if (next.isEmpty()) {
      return entered.over() ? "exit:" : "pending:";
    }
    return next.startsWith(WayOut.EVENT) ? next : "page:" + next;
  }

  private static String key(String kind, String value) {
    return value.isEmpty() ? "none:" : kind + ":" + value;
  }

  private static long count(List<Entered> entered, String state) {
    return entered.stream().filter(e -> e.state().equals(state)).count();
  }

  /** The rows are those of the oracle, but that the smallest are together as one. */
  private static void same(
      List<Row> rows,
      FunnelDropoffs report,
      List<Entered> entered,
      Function<Entered, String> value,
      String what) {
    var expected = new HashMap<String, List<Long>>();
    entered.stream()
        .collect(Collectors.groupingBy(value))
        .forEach(
            (key, group) ->
                expected.put(
                    key,
                    List.of(
                        count(group, "dropped"), count(group, "converted"), count(group, "open"))));
    assertThat(rows.size()).isLessThanOrEqualTo(FunnelDropoffs.ROWS_MAX + 1);
    for (var row : rows) {
      if (row.kind() != Kind.OTHER) {
        var key = row.kind().word() + ":" + row.value();
        assertThat(List.of(row.dropped(), row.converted(), row.open()))
            .as(what + " " + key)
            .isEqualTo(expected.remove(key));
      }
    }
    if (rows.stream().noneMatch(row -> row.kind() == Kind.OTHER)) {
      assertThat(expected).as(what).isEmpty();
    } else {
      assertThat(rows.getLast().kind()).isEqualTo(Kind.OTHER);
      assertThat(rows.getLast().dropped())
          .isEqualTo(expected.values().stream().mapToLong(List::getFirst).sum());
    }
    assertThat(rows.stream().mapToLong(Row::dropped).sum()).as(what).isEqualTo(report.dropped());
    assertThat(rows.stream().mapToLong(Row::converted).sum())
        .as(what)
        .isEqualTo(report.converted());
    assertThat(rows.stream().mapToLong(Row::open).sum()).as(what).isEqualTo(report.open());
  }
}
