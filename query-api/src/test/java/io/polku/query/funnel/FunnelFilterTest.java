package io.polku.query.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Event;
import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.FunnelTiming.Times;
import io.polku.contract.report.FunnelValue.Amount;
import io.polku.contract.report.Interval;
import io.polku.contract.report.ReportStep;
import io.polku.contract.report.Source;
import io.polku.contract.session.SessionRules;
import io.polku.query.StoredRows;
import io.polku.query.range.TimeRange;
import io.polku.query.segment.RandomFilters;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveAttributes;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveFunnel;
import io.polku.testkit.oracle.NaiveReport;
import io.polku.testkit.oracle.NaiveSessions;
import io.polku.testkit.random.Delivery;
import io.polku.testkit.random.RandomFunnels;
import io.polku.testkit.random.RandomVisitor;
import io.polku.testkit.random.RandomVisitors;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters, breakdowns, times and worth of a funnel are what the words say. */
class FunnelFilterTest {
  private static final ZoneId ZONE = ZoneId.of("America/St_Johns");
  private static final SessionRules RULES = new SessionRules(Duration.ofMinutes(30));
  private static final long SEED = Long.getLong("polku.seed", 20_251_122L);
  private static final int FUNNELS = 12;
  private static final Instant AS_OF = Instant.parse("2025-07-01T10:00:00Z");
  private static final DataState STATE = new DataState("x", 0, 0);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static Reached reached;
  private static FunnelReports reports;
  private static List<RandomVisitor> visitors;
  private static final Map<String, NaiveAttributes> KNOWN = new HashMap<>();

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    reached = new Reached(new FactsReadiness(clickHouse, () -> OptionalInt.of(1)));
    reports = new FunnelReports(clickHouse, reached);
    var random = new SplittableRandom(SEED);
    visitors =
        new RandomVisitors("random", ZONE, Delivery.IN_ORDER)
            .forOptions()
            .visitors(SEED, 300)
            .map(visitor -> priced(visitor, random))
            .toList();
    var events = new ArrayList<String>();
    var sessions = new ArrayList<String>();
    for (var visitor : visitors) {
      visitor.events().forEach(event -> events.add(StoredRows.event(event, false)));
      KNOWN.put(visitor.visitorId(), NaiveAttributes.of(visitor.events(), RULES));
      for (var session : NaiveSessions.of(visitor.events(), RULES)) {
        sessions.add(StoredRows.session("random", NaiveSessions.describe(session)));
      }
    }
    CLICKHOUSE.insertJson("events", events);
    CLICKHOUSE.insertJson("sessions", sessions);
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + FUNNELS);
  }

  private record Case(FunnelQuestion question, List<NaiveFact> facts, String what) {
    boolean keeps(NaiveFact fact) {
      return question.filter().conditions().stream()
          .allMatch(c -> c.holds(FunnelFilterTest.values(fact, c.by())));
    }

    NaiveReport report(LocalDate from, LocalDate to) {
      return NaiveReport.of(facts, question.funnel(), from, to, AS_OF.toEpochMilli(), this::keeps);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void reportsAgreeWithTheOracle(long seed) {
    var stored = stored(seed);
    for (var one : List.of(stored, adHoc(stored))) {
      var report = reports.report(one.question(), STATE, AS_OF);
      var range = one.question().range();
      assertThat(report.filter()).isEqualTo(one.question().filter());
      same(report.steps(), one.report(range.firstDay(), range.endDay()), one.what());
      for (var bucket : report.series()) {
        same(
            bucket.steps(),
            one.report(
                LocalDate.ofInstant(bucket.from(), ZONE), LocalDate.ofInstant(bucket.to(), ZONE)),
            one.what() + " " + bucket.from());
      }
      var breakdown = Objects.requireNonNull(one.question().breakdown());
      assertThat(report.breakdownScope()).isEqualTo(breakdown.scope());
      var rows =
          NaiveReport.breakdown(
              one.facts(),
              one.question().funnel(),
              range.firstDay(),
              range.endDay(),
              AS_OF.toEpochMilli(),
              one::keeps,
              fact -> values(fact, breakdown));
      var named = report.breakdown().stream().filter(row -> !row.other()).toList();
      assertThat(named)
          .as(one.what())
          .hasSize(Math.min(rows.size(), FunnelReport.BREAKDOWN_VALUES_MAX));
      for (var row : named) {
        same(row.steps(), rows.get(row.value()), one.what() + " row " + row.value());
      }
    }
  }

  /** The chain is chosen before the filter is asked, so both are of the same people. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aReportFilteredByAValueIsTheRowOfThatValue(long seed) {
    var stored = stored(seed);
    for (var one : List.of(stored, adHoc(stored))) {
      var question = one.question();
      var by = Objects.requireNonNull(question.breakdown());
      var report = reports.report(question, STATE, AS_OF);
      for (var row : report.breakdown().stream().filter(row -> !row.other()).limit(2).toList()) {
        var value = new Filter(List.of(new Condition(by, Op.EQ, List.of(row.value()))));
        var filtered = reports.report(with(question, question.filter().and(value)), STATE, AS_OF);
        assertThat(filtered.steps()).as(one.what() + " " + row.value()).isEqualTo(row.steps());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void timesAndWorthAgreeWithTheOracle(long seed) {
    var stored = stored(seed);
    for (var one : List.of(stored, adHoc(stored))) {
      var question = one.question();
      var range = question.range();
      var standing =
          NaiveReport.standing(
                  one.facts(),
                  question.funnel(),
                  range.firstDay(),
                  range.endDay(),
                  AS_OF.toEpochMilli())
              .stream()
              .filter(subject -> one.keeps(subject.best()))
              .toList();
      times(one, standing);
      worth(one, standing);
    }
  }

  private static void times(Case one, List<NaiveReport.Standing> standing) {
    var question = one.question();
    var timing = new FunnelTimings(clickHouse, reached, reports).report(question, STATE, AS_OF);
    var steps = question.funnel().steps();
    for (var step : timing.steps()) {
      var k = step.index() - 1;
      if (k == 0) {
        assertThat(step.fromPrevious()).isNull();
        continue;
      }
      var before = k - 1;
      while (steps.get(before).optional()) {
        before--;
      }
      var base = before;
      var there =
          standing.stream()
              .map(NaiveReport.Standing::best)
              .filter(fact -> fact.stepTimesMillis().size() > k)
              .filter(fact -> fact.stepTimesMillis().get(k) > 0)
              .toList();
      assertThat(step.entered()).isEqualTo(there.size());
      same(
          Objects.requireNonNull(step.fromPrevious()),
          timing.edgesSeconds(),
          there.stream()
              .map(fact -> fact.stepTimesMillis().get(k) - fact.stepTimesMillis().get(base)),
          one.what());
      same(
          Objects.requireNonNull(step.fromFirst()),
          timing.edgesSeconds(),
          there.stream().map(fact -> fact.stepTimesMillis().get(k) - fact.firstEntryMillis()),
          one.what());
    }
  }

  private static void same(Times times, List<Long> edges, Stream<Long> millis, String what) {
    var seconds = millis.map(ms -> ms / 1_000.0).sorted().toList();
    assertThat(times.n()).as(what).isEqualTo(seconds.size());
    assertThat(times.histogram()).hasSize(edges.size() - 1);
    for (var bin = 0; bin < times.histogram().size(); bin++) {
      var low = edges.get(bin);
      var high = edges.get(bin + 1);
      assertThat(times.histogram().get(bin))
          .as(what + " from " + low)
          .isEqualTo(seconds.stream().filter(s -> s >= low && s < high).count());
    }
    if (seconds.isEmpty()) {
      assertThat(times.median()).isNull();
      return;
    }
    assertThat(times.mean())
        .isCloseTo(seconds.stream().mapToDouble(s -> s).average().orElseThrow(), within(1e-6));
    var quantiles =
        Map.of(
            0.25, Objects.requireNonNull(times.p25()),
            0.5, Objects.requireNonNull(times.median()),
            0.75, Objects.requireNonNull(times.p75()),
            0.9, Objects.requireNonNull(times.p90()),
            0.95, Objects.requireNonNull(times.p95()));
    quantiles.forEach(
        (level, value) -> {
          var at = level * (seconds.size() - 1);
          var low = seconds.get((int) Math.floor(at));
          var high = seconds.get((int) Math.ceil(at));
          assertThat(value)
              .as(what + " " + level)
              .isCloseTo(low + (high - low) * (at - Math.floor(at)), within(1e-3));
        });
  }

  private record Worth(String currency, double amount) {}

  private static void worth(Case one, List<NaiveReport.Standing> standing) {
    var funnel = one.question().funnel();
    var value = new FunnelValues(clickHouse, reached, reports).report(one.question(), STATE, AS_OF);
    var last = funnel.steps().size() - 1;
    for (var step : value.steps()) {
      var k = step.index() - 1;
      var there = new ArrayList<Worth>();
      var atRisk = new ArrayList<Worth>();
      var unknown = 0;
      var riskUnknown = 0;
      var revenue = new ArrayList<Worth>();
      for (var subject : standing) {
        var known = new TreeMap<Integer, Worth>();
        var times = subject.best().stepTimesMillis();
        for (var i = 0; i < times.size(); i++) {
          var event = times.get(i) == 0 ? null : at(subject.best(), funnel, i);
          var worth = event == null ? null : worth(event);
          if (worth != null) {
            known.put(i, worth);
          }
          if (i == k && event != null) {
            if (worth == null) {
              unknown++;
            } else {
              there.add(worth);
            }
          }
          if (i == last && event != null && worth != null && event.name().equals("purchase")) {
            revenue.add(worth);
          }
        }
        if (subject.dropped() && standsAt(funnel, subject.best().level()) == k) {
          if (known.isEmpty()) {
            riskUnknown++;
          } else {
            atRisk.add(known.lastEntry().getValue());
          }
        }
      }
      var what = one.what() + " step " + step.index();
      same(step.worth(), there, what);
      assertThat(step.unknown()).as(what).isEqualTo(unknown);
      assertThat(step.entered()).as(what).isEqualTo(there.size() + unknown);
      same(step.atRisk(), atRisk, what + " at risk");
      assertThat(step.atRiskUnknown()).as(what).isEqualTo(riskUnknown);
      assertThat(step.dropped()).as(what).isEqualTo(atRisk.size() + riskUnknown);
      same(value.revenue(), revenue, what + " revenue");
    }
  }

  private static void same(List<Amount> amounts, List<Worth> worths, String what) {
    var expected = new TreeMap<String, Amount>();
    for (var worth : worths) {
      expected.merge(
          worth.currency(),
          new Amount(worth.currency(), 1, worth.amount()),
          (a, b) -> new Amount(a.currency(), a.subjects() + b.subjects(), a.amount() + b.amount()));
    }
    assertThat(amounts).as(what).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  /** The event of a step, as SEMANTICS.md says: of several in the millisecond the last. */
  private static Event at(NaiveFact fact, FunnelDefinition funnel, int step) {
    var time = fact.stepTimesMillis().get(step);
    return KNOWN.get(fact.visitorId()).sessions().stream()
        .flatMap(List::stream)
        .filter(event -> event.timeMillis() == time)
        .filter(
            event ->
                funnel.order() == Order.ANY
                    ? funnel.steps().stream().anyMatch(any -> any.matches(event))
                    : funnel.steps().get(step).matches(event))
        .max(Event.ORDER)
        .orElseThrow();
  }

  private static int standsAt(FunnelDefinition funnel, int level) {
    var rank = 0;
    for (var i = 0; i < funnel.steps().size(); i++) {
      rank += funnel.steps().get(i).optional() ? 0 : 1;
      if (rank == level) {
        return i;
      }
    }
    throw new AssertionError(level);
  }

  private static Worth worth(Event event) {
    var value = event.value();
    if (value != null) {
      return new Worth(event.currency(), value);
    }
    var sum = 0.0;
    var known = false;
    for (var item : event.items()) {
      var price = ScalarText.number(item.getOrDefault("price", ""));
      if (price.isPresent()) {
        known = true;
        sum += price.getAsDouble() * ScalarText.number(item.getOrDefault("quantity", "")).orElse(1);
      }
    }
    return known ? new Worth(event.currency(), sum) : null;
  }

  /** Quarters add up exactly in whatever order. */
  private static RandomVisitor priced(RandomVisitor visitor, SplittableRandom random) {
    var events = visitor.events().stream().map(event -> priced(event, random)).toList();
    return new RandomVisitor(visitor.visitorId(), events, events);
  }

  private static Event priced(Event event, SplittableRandom random) {
    var items = new ArrayList<Map<String, String>>();
    for (var item : event.items()) {
      var more = new HashMap<>(item);
      if (event.items().size() < 10 && random.nextInt(3) > 0) {
        more.put("price", random.nextInt(9) == 0 ? "dear" : random.nextInt(80) / 4.0 + "");
      }
      if (random.nextInt(3) == 0) {
        more.put("quantity", random.nextInt(4) + "");
      }
      items.add(more);
    }
    return new Event(
        event.id(),
        event.site(),
        event.visitorId(),
        event.userId(),
        event.timeMillis(),
        event.senderTimeMillis(),
        event.receivedAtMillis(),
        event.seq(),
        event.name(),
        event.pv(),
        event.prev(),
        event.page(),
        event.context(),
        event.element(),
        items,
        event.value(),
        random.nextInt(4) == 0 ? "USD" : event.currency(),
        event.channel(),
        event.props(),
        event.botReasons(),
        event.republished());
  }

  @Test
  void everyStatementIsExplained() {
    for (var seed : seeds().limit(3).toArray()) {
      for (var fromFacts : List.of(false, true)) {
        var one = fromFacts ? stored(seed) : adHoc(stored(seed));
        if (fromFacts && reached.source(one.question()) == Source.ADHOC) {
          continue;
        }
        for (var sql : FunnelReports.statements(one.question(), AS_OF, fromFacts)) {
          assertThat(
                  clickHouse.query(
                      new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
              .isNotEmpty();
        }
      }
    }
  }

  private static List<String> values(NaiveFact fact, Attribute by) {
    return KNOWN.get(fact.visitorId()).at(fact.chain().getFirst(), by);
  }

  private static Case adHoc(Case stored) {
    var question = stored.question();
    return new Case(
        new FunnelQuestion(
            question.site(),
            FunnelReport.Ref.AD_HOC,
            false,
            question.funnel(),
            question.range(),
            question.interval(),
            question.breakdown(),
            question.filter()),
        stored.facts(),
        stored.what() + " ad hoc");
  }

  /** The same with another filter, as one figure. */
  private static FunnelQuestion with(FunnelQuestion question, Filter filter) {
    return new FunnelQuestion(
        question.site(),
        question.ref(),
        question.computed(),
        question.funnel(),
        question.range(),
        null,
        null,
        filter);
  }

  private static final Map<Long, Case> STORED = new HashMap<>();

  /** A funnel whose facts are stored, and a question about it. */
  private static Case stored(long seed) {
    return STORED.computeIfAbsent(seed, FunnelFilterTest::store);
  }

  private static Case store(long seed) {
    var random = new SplittableRandom(seed);
    var funnel = seed % 4 == 0 ? RandomFunnels.funnel(seed) : RandomFunnels.withOptions(seed);
    var site = new Site("random", List.of(), ZONE, RULES.gap(), Duration.ofHours(24), "", AS_OF);
    var facts =
        visitors.stream()
            .flatMap(visitor -> NaiveFunnel.facts(visitor.events(), funnel, RULES, ZONE).stream())
            .toList();
    var ref = new FunnelReport.Ref("f" + seed, 1);
    CLICKHOUSE.insertJson(
        "funnel_facts",
        facts.stream()
            .map(fact -> StoredRows.fact("random", fact.toFact(ref.id(), 1), 1))
            .toList());
    CLICKHOUSE.execute(
        "INSERT INTO funnel_progress (site, funnel_id, version, partition, events_before,"
            + " _partition, _offset) VALUES ('random', '%s', 1, 0, 0, 0, 1)".formatted(ref.id()));
    var first = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(150));
    var range =
        new TimeRange(
            first.atStartOfDay(ZONE).toInstant(),
            first.plusDays(random.nextInt(30, 200)).atStartOfDay(ZONE).toInstant(),
            ZONE);
    var question =
        new FunnelQuestion(
            site,
            ref,
            true,
            funnel,
            range,
            random.nextBoolean() ? Interval.WEEK : Interval.MONTH,
            RandomFilters.attribute(random),
            random.nextInt(3) == 0 ? Filter.NONE : RandomFilters.filter(random));
    return new Case(
        question, facts, "seed " + seed + " " + question.breakdown() + " " + question.filter());
  }

  private static void same(List<ReportStep> steps, NaiveReport expected, String what) {
    for (var i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var figures = expected.steps().get(i);
      assertThat(
              List.of(
                  step.entered(), step.converted(), step.dropped(), step.open(), step.excluded()))
          .as(what + " step " + step.index())
          .isEqualTo(
              List.of(
                  figures.entered(),
                  figures.converted(),
                  figures.dropped(),
                  figures.open(),
                  figures.excluded()));
      assertThat(Objects.requireNonNullElse(step.medianSeconds(), -1.0))
          .as(what + " median " + step.index())
          .isEqualTo(figures.medianSeconds().orElse(-1));
    }
  }
}
