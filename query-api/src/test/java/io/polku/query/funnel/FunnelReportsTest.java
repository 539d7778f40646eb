package io.polku.query.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Interval;
import io.polku.contract.report.ReportStep;
import io.polku.contract.report.Source;
import io.polku.query.StoredRows;
import io.polku.query.range.Buckets;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.FunnelVector;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveFunnel;
import io.polku.testkit.oracle.NaiveReport;
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
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FunnelReportsTest {
  private static final ZoneId ZONE = ZoneId.of("America/St_Johns");
  private static final Duration GAP = Duration.ofMinutes(30);
  private static final int VISITORS = 420;
  private static final int FUNNELS = 24;
  private static final int PARTITIONS = 4;

  /** Another seed: another run; a failure names it. */
  private static final long SEED = Long.getLong("polku.seed", 20_251_121L);

  private static final Instant AS_OF = Instant.parse("2025-07-01T10:00:00Z");

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static FunnelReports reports;

  /** Of each funnel its own, so that all of them together are as many as asked for. */
  private static final Map<Long, List<RandomVisitor>> VISITORS_OF = new HashMap<>();

  private static final int VISITORS_MIN = 10_000;

  @BeforeAll
  static void store() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    reports =
        new FunnelReports(
            clickHouse,
            new Reached(new FactsReadiness(clickHouse, () -> OptionalInt.of(PARTITIONS))));
  }

  /** Visitors of a funnel; stored at the first call. */
  private static List<RandomVisitor> visitors(long seed) {
    return VISITORS_OF.computeIfAbsent(seed, FunnelReportsTest::store);
  }

  private static List<RandomVisitor> store(long seed) {
    var visitors =
        new RandomVisitors(siteOf(seed), ZONE, Delivery.IN_ORDER)
            .visitors(SEED + (seed - SEED) * VISITORS, VISITORS)
            .toList();
    CLICKHOUSE.insertJson(
        "events",
        visitors.stream()
            .flatMap(visitor -> visitor.events().stream())
            .map(event -> StoredRows.event(event, false))
            .toList());
    return visitors;
  }

  private static String siteOf(long seed) {
    return "random-" + (seed - SEED);
  }

  @Test
  void asManyVisitorsAreComparedAsAskedFor() {
    assertThat(funnelSeeds().map(seed -> visitors(seed).size()).sum())
        .isGreaterThanOrEqualTo(VISITORS_MIN);
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  static List<FunnelVector> vectors() {
    return FunnelVector.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void adHocReportsAnswerTheVectors(FunnelVector vector) {
    var name = vector.id().toLowerCase(Locale.ROOT);
    CLICKHOUSE.insertJson(
        "events",
        vector.events().stream()
            .map(event -> StoredRows.event(event, false).replace("\"shop\"", "\"" + name + "\""))
            .toList());
    var start = Instant.ofEpochMilli(FunnelVector.START_MILLIS);
    var range =
        new TimeRange(start.minus(Duration.ofDays(1)), start.plus(Duration.ofDays(1)), ZONE);

    var report =
        report(
            new FunnelQuestion(
                site(name), FunnelReport.Ref.AD_HOC, false, vector.funnel(), range, null, null));

    var facts =
        NaiveFunnel.facts(vector.events(), vector.funnel(), site(name).sessionRules(), ZONE);
    same(
        report.steps(),
        NaiveReport.of(
            facts,
            vector.funnel(),
            range.firstDay(),
            range.endDay().plusDays(1),
            AS_OF.toEpochMilli()),
        vector.id());
    if (vector.levels().size() == 1) {
      var rank = 0;
      for (var step : report.steps()) {
        if (!vector.funnel().steps().get(step.index() - 1).optional()) {
          rank++;
          assertThat(step.entered()).isEqualTo(vector.levels().getFirst() >= rank ? 1 : 0);
        }
      }
    }
    if (!vector.firstEntryToLastSeconds().isEmpty()) {
      assertThat(report.steps().getLast().medianSecondsFromFirst())
          .isEqualTo(vector.firstEntryToLastSeconds().getFirst().doubleValue());
    }
    if (!vector.chainSeconds().isEmpty()
        && report.steps().size() == 2
        && report.steps().getLast().entered() == 1) {
      assertThat(report.steps().getLast().medianSeconds())
          .isEqualTo(vector.chainSeconds().getFirst().doubleValue());
    }
  }

  static LongStream funnelSeeds() {
    return LongStream.range(SEED, SEED + FUNNELS);
  }

  @ParameterizedTest
  @MethodSource("funnelSeeds")
  void adHocReportsAgreeWithTheOracle(long seed) {
    var question = question(seed, FunnelReport.Ref.AD_HOC);
    agree(question, facts(question.funnel(), seed), Source.ADHOC);
  }

  @ParameterizedTest
  @MethodSource("funnelSeeds")
  void reportsFromFactsAgreeWithTheOracle(long seed) {
    var ref = new FunnelReport.Ref("f" + seed, 3);
    var question = question(seed, ref);
    var facts = facts(question.funnel(), seed);
    var rows = new ArrayList<String>();
    for (var fact : facts) {
      var stored = fact.toFact(ref.id(), ref.version());
      rows.add(StoredRows.fact(siteOf(seed), stored, 2));
      rows.add(StoredRows.fact(siteOf(seed), stored, 1).replace("\"level\":", "\"level\":9"));
    }
    CLICKHOUSE.insertJson("funnel_facts", rows);
    for (var partition = 0; partition < PARTITIONS; partition++) {
      progress(siteOf(seed), ref, partition, 0);
    }
    agree(question, facts, Source.FACTS);
    agree(superseded(question), facts, Source.ADHOC);
  }

  /** An older version: its facts end where the next one began. */
  private static FunnelQuestion superseded(FunnelQuestion question) {
    return new FunnelQuestion(
        question.site(),
        question.ref(),
        false,
        question.funnel(),
        question.range(),
        question.interval(),
        question.breakdown());
  }

  /** A range that begins and ends within days, and hours: what no fact can answer. */
  @ParameterizedTest
  @MethodSource("funnelSeeds")
  void rangesOffDayBordersAgreeWithTheOracle(long seed) {
    var whole = question(seed, new FunnelReport.Ref("none", 1));
    var random = new SplittableRandom(seed);
    var middle = visitors(seed).get(random.nextInt(VISITORS)).events();
    var from =
        Instant.ofEpochMilli(middle.get(random.nextInt(middle.size())).timeMillis())
            .minusMillis(random.nextInt(2));
    var range = new TimeRange(from, from.plus(Duration.ofHours(random.nextInt(1, 50))), ZONE);
    var question =
        new FunnelQuestion(
            whole.site(), whole.ref(), true, whole.funnel(), range, Interval.HOUR, null);

    var report = report(question);

    assertThat(report.source()).isEqualTo(Source.ADHOC);
    var facts = factsWithin(whole.funnel(), seed, range.fromMillis(), range.toMillis());
    same(report.steps(), ofOneRange(facts, question), "seed " + seed);
    for (var bucket : report.series()) {
      same(
          bucket.steps(),
          ofOneRange(
              factsWithin(
                  whole.funnel(), seed, bucket.from().toEpochMilli(), bucket.to().toEpochMilli()),
              question),
          "seed " + seed + " hour " + bucket.from());
    }
  }

  /**
   * A session that began days before the range: where it is cut depends on when it all began, so a
   * scan that begins a day before the range would cut it elsewhere.
   */
  @Test
  void sessionsThatBeganLongBeforeTheRangeAreCutWhereTheyShould() {
    var start = Instant.parse("2025-03-03T01:10:00Z");
    var events = new ArrayList<Event>();
    for (var i = 0; i < 200; i++) {
      var name = i % 3 == 1 ? "a" : i % 7 == 0 ? "b" : "noise";
      events.add(
          EventBuilder.event(name)
              .site("busy")
              .visitor("busy")
              .at(start.plus(Duration.ofMinutes(29L * i)).toEpochMilli())
              .build());
    }
    CLICKHOUSE.insertJson(
        "events", events.stream().map(event -> StoredRows.event(event, false)).toList());
    var steps =
        Stream.of("a", "b")
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
            .toList();
    var funnel = new FunnelDefinition("busy", Subject.SESSION, Duration.ofHours(2), steps);
    for (var hour = 0; hour < 90; hour += 6) {
      var from = start.plus(Duration.ofHours(hour));
      var range = new TimeRange(from, from.plus(Duration.ofHours(6)), ZONE);
      var question =
          new FunnelQuestion(
              site("busy"), FunnelReport.Ref.AD_HOC, false, funnel, range, null, null);
      var facts =
          NaiveFunnel.facts(
              events,
              funnel,
              site("busy").sessionRules(),
              ZONE,
              time -> time >= range.fromMillis() && time < range.toMillis(),
              Hold.VALUES_MAX);
      same(report(question).steps(), ofOneRange(facts, question), "from " + from);
    }
  }

  /** Facts of both days, in ranges that end between them, hold both, and begin between them. */
  @ParameterizedTest
  @EnumSource(Subject.class)
  void subjectsThatEnterBeforeAndAfterMidnightCountOnce(Subject subject) {
    var name = "midnight-" + subject.name().toLowerCase(Locale.ROOT);
    var midnight = LocalDate.of(2025, 3, 4).atStartOfDay(ZONE).toInstant();
    var steps =
        Stream.of("a", "b")
            .map(step -> new Step(step, List.of(new Matcher(step, null, List.of()))))
            .toList();
    var funnel = new FunnelDefinition("midnight", subject, Duration.ofMinutes(5), steps);
    var ref = new FunnelReport.Ref(name, 1);
    var facts = new ArrayList<NaiveFact>();
    for (var visitor = 0; visitor < 9; visitor++) {
      // Who goes on before, after, or on neither side of it.
      var events =
          List.of(
              event(name, visitor, "a", midnight.minusSeconds(600)),
              event(name, visitor, visitor % 3 == 0 ? "b" : "c", midnight.minusSeconds(500)),
              event(name, visitor, "a", midnight.plusSeconds(60)),
              event(name, visitor, visitor % 3 == 1 ? "b" : "c", midnight.plusSeconds(90)));
      facts.addAll(NaiveFunnel.facts(events, funnel, site(name).sessionRules(), ZONE));
    }
    CLICKHOUSE.insertJson(
        "funnel_facts",
        facts.stream()
            .map(fact -> StoredRows.fact(name, fact.toFact(ref.id(), ref.version()), 1))
            .toList());
    for (var partition = 0; partition < PARTITIONS; partition++) {
      progress(name, ref, partition, 0);
    }
    assertThat(facts).hasSize(18);
    for (var days : List.of(List.of(-1L, 0L), List.of(-1L, 1L), List.of(0L, 1L))) {
      var range =
          new TimeRange(
              midnight.plus(Duration.ofDays(days.getFirst())),
              midnight.plus(Duration.ofDays(days.getLast())),
              ZONE);
      for (var interval : List.of(Interval.DAY, Interval.WEEK)) {
        var report =
            report(
                new FunnelQuestion(
                    site(name),
                    ref,
                    true,
                    funnel,
                    range,
                    interval,
                    new Attribute.Named(Dimension.DEVICE)));
        assertThat(report.source()).isEqualTo(Source.FACTS);
        assertThat(report.steps().getFirst().entered()).isEqualTo(9);
        same(
            report.steps(),
            NaiveReport.of(facts, funnel, range.firstDay(), range.endDay(), AS_OF.toEpochMilli()),
            "days " + days);
      }
    }
  }

  private static Event event(String site, int visitor, String name, Instant time) {
    return EventBuilder.event(name)
        .site(site)
        .visitor(site + visitor)
        .at(time.toEpochMilli())
        .build();
  }

  @Test
  void factsAnswerOnceEveryPartitionHasThemLateEventsOrNot() {
    var ref = new FunnelReport.Ref("slow", 1);
    var question = question(SEED, ref);
    for (var partition = 0; partition < PARTITIONS - 1; partition++) {
      progress(siteOf(SEED), ref, partition, 0);
    }
    assertThat(report(question).source()).isEqualTo(Source.ADHOC);
    progress(siteOf(SEED), ref, PARTITIONS - 1, 0);
    assertThat(report(question).source()).isEqualTo(Source.FACTS);
    assertThat(reports.report(question, new DataState("x", 1, 0), AS_OF).source())
        .isEqualTo(Source.FACTS);
    progress(siteOf(SEED), new FunnelReport.Ref("slow", 2), 0, 7);
    for (var partition = 1; partition < PARTITIONS; partition++) {
      progress(siteOf(SEED), new FunnelReport.Ref("slow", 2), partition, 0);
    }
    assertThat(report(question(SEED, new FunnelReport.Ref("slow", 2))).source())
        .isEqualTo(Source.ADHOC);
  }

  @Test
  void everyStatementIsExplained() {
    for (var seed : funnelSeeds().limit(5).toArray()) {
      var question = question(seed, new FunnelReport.Ref("f", 1));
      for (var fromFacts : List.of(false, true)) {
        for (var sql : FunnelReports.statements(question, AS_OF, fromFacts)) {
          assertThat(
                  clickHouse.query(
                      new io.polku.query.store.Sql("EXPLAIN " + sql.text(), sql.values()),
                      row -> row.text(1)))
              .isNotEmpty();
        }
      }
    }
  }

  /** Whole days, a series and a breakdown. */
  private static FunnelQuestion question(long seed, FunnelReport.Ref ref) {
    var random = new SplittableRandom(seed);
    var first = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(300));
    var end = first.plusDays(random.nextInt(1, 200));
    var range =
        new TimeRange(
            first.atStartOfDay(ZONE).toInstant(), end.atStartOfDay(ZONE).toInstant(), ZONE);
    var intervals = List.of(Interval.DAY, Interval.WEEK, Interval.MONTH);
    return new FunnelQuestion(
        site(siteOf(seed)),
        ref,
        true,
        // Plain funnels are answered by other statements than those with options.
        seed % 4 == 0 ? RandomFunnels.funnel(seed) : RandomFunnels.withOptions(seed),
        range,
        intervals.get(random.nextInt(intervals.size())),
        new Attribute.Named(random.nextBoolean() ? Dimension.DEVICE : Dimension.COUNTRY));
  }

  private static void agree(FunnelQuestion question, List<NaiveFact> facts, Source source) {
    var report = report(question);
    var range = question.range();
    assertThat(report.source()).isEqualTo(source);
    same(
        report.steps(),
        NaiveReport.of(
            facts, question.funnel(), range.firstDay(), range.endDay(), AS_OF.toEpochMilli()),
        question.funnel().name());
    assertThat(report.capped())
        .isEqualTo(
            NaiveReport.of(
                    facts,
                    question.funnel(),
                    range.firstDay(),
                    range.endDay(),
                    AS_OF.toEpochMilli())
                .capped());
    for (var bucket : report.series()) {
      same(
          bucket.steps(),
          NaiveReport.of(
              facts,
              question.funnel(),
              LocalDate.ofInstant(bucket.from(), ZONE),
              LocalDate.ofInstant(bucket.to(), ZONE),
              AS_OF.toEpochMilli()),
          question.funnel().name() + " " + bucket.from());
    }
    assertThat(report.series()).hasSize(Buckets.of(range, question.interval()).size());
    var byValue =
        NaiveReport.breakdown(
            facts,
            question.funnel(),
            range.firstDay(),
            range.endDay(),
            AS_OF.toEpochMilli(),
            ((Attribute.Named) question.breakdown()).dimension());
    assertThat(report.breakdown())
        .extracting(FunnelReport.Row::value)
        .containsExactlyInAnyOrderElementsOf(byValue.keySet());
    for (var row : report.breakdown()) {
      same(row.steps(), byValue.get(row.value()), question.funnel().name() + " " + row.value());
    }
  }

  private static void same(List<ReportStep> steps, NaiveReport expected, String what) {
    for (var i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var figures = expected.steps().get(i);
      assertThat(
              List.of(
                  step.entered(),
                  step.converted(),
                  step.dropped(),
                  step.open(),
                  step.excluded(),
                  optional(step.medianSeconds()),
                  optional(step.medianSecondsFromFirst())))
          .as(what + " step " + step.index() + " seed " + SEED)
          .isEqualTo(
              List.of(
                  figures.entered(),
                  figures.converted(),
                  figures.dropped(),
                  figures.open(),
                  figures.excluded(),
                  figures.medianSeconds(),
                  figures.medianSecondsFromFirst()));
    }
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static List<NaiveFact> facts(FunnelDefinition funnel, long seed) {
    return visitors(seed).stream()
        .flatMap(
            visitor ->
                NaiveFunnel.facts(visitor.events(), funnel, site(siteOf(seed)).sessionRules(), ZONE)
                    .stream())
        .toList();
  }

  /** Facts of chains that enter within these times, by the words: a part of a day is a day. */
  private static List<NaiveFact> factsWithin(
      FunnelDefinition funnel, long seed, long fromMillis, long toMillis) {
    return visitors(seed).stream()
        .filter(visitor -> visitor.events().getFirst().timeMillis() < toMillis)
        .filter(visitor -> visitor.events().getLast().timeMillis() >= fromMillis)
        .flatMap(
            visitor ->
                NaiveFunnel.facts(
                    visitor.events(),
                    funnel,
                    site(siteOf(seed)).sessionRules(),
                    ZONE,
                    time -> time >= fromMillis && time < toMillis,
                    Hold.VALUES_MAX)
                    .stream())
        .toList();
  }

  private static NaiveReport ofOneRange(List<NaiveFact> facts, FunnelQuestion question) {
    return NaiveReport.of(
        facts,
        question.funnel(),
        LocalDate.of(2000, 1, 1),
        LocalDate.of(2100, 1, 1),
        AS_OF.toEpochMilli());
  }

  private static FunnelReport report(FunnelQuestion question) {
    return reports.report(question, new DataState("x", 0, 0), AS_OF);
  }

  private static void progress(String site, FunnelReport.Ref ref, int partition, int eventsBefore) {
    CLICKHOUSE.execute(
        "INSERT INTO funnel_progress (site, funnel_id, version, partition, events_before,"
            + " _partition, _offset) VALUES ('%s', '%s', %d, %d, %d, %d, 1)"
                .formatted(site, ref.id(), ref.version(), partition, eventsBefore, partition));
  }

  private static Site site(String name) {
    return new Site(name, List.of(), ZONE, GAP, Duration.ofHours(24), "", AS_OF);
  }
}
