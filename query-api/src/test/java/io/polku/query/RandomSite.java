package io.polku.query;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.report.FunnelReport;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.Reached;
import io.polku.query.range.TimeRange;
import io.polku.query.session.StoredSessions;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.testkit.fixture.ClickHouseFixture;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Generated visitors, their sessions and facts, stored as the sink would, and questions of them.
 */
public final class RandomSite implements AutoCloseable {
  /** Its name. */
  public static final String NAME = "random";

  /** Its time zone. */
  public static final ZoneId ZONE = ZoneId.of("America/St_Johns");

  /** Another seed: another run; a failure names it. */
  public static final long SEED = Long.getLong("polku.seed", 20_251_121L);

  /** In the middle of the year in which they come, so that some are open. */
  public static final Instant AS_OF = Instant.parse("2025-07-01T10:00:00Z");

  /** What is stored. */
  public static final DataState STATE = new DataState("x", 0, 0);

  /** Its definition. */
  public static final Site SITE =
      new Site(
          NAME, List.of(), ZONE, Duration.ofMinutes(30), Duration.ofHours(24), "", Instant.EPOCH);

  private static final int PARTITIONS = 4;

  private final ClickHouseFixture fixture;
  private final ClickHouse clickHouse;
  private final Reached reached;
  private final List<RandomVisitor> visitors;
  private final Map<FunnelDefinition, List<NaiveFact>> facts = new HashMap<>();

  /** Stores so many visitors. */
  public RandomSite(ClickHouseFixture fixture, int count) {
    this.fixture = fixture;
    this.clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                fixture.url(), fixture.user(), fixture.password(), fixture.database()),
            ClickHouse.Limits.DEFAULT);
    this.reached = new Reached(new FactsReadiness(clickHouse, () -> OptionalInt.of(PARTITIONS)));
    this.visitors =
        new RandomVisitors(NAME, ZONE, Delivery.IN_ORDER)
            .forOptions()
            .visitors(SEED, count)
            .toList();
    fixture.insertJson("events", events().map(event -> StoredRows.event(event, false)).toList());
    fixture.insertJson(
        "sessions",
        sessions()
            .map(session -> StoredRows.session(NAME, NaiveSessions.describe(session)))
            .toList());
  }

  /** What is asked of ClickHouse. */
  public ClickHouse clickHouse() {
    return clickHouse;
  }

  /** Who reached what. */
  public Reached reached() {
    return reached;
  }

  /** Where sessions are. */
  public StoredSessions storedSessions() {
    return new StoredSessions(clickHouse);
  }

  /** All events. */
  public Stream<Event> events() {
    return visitors.stream().flatMap(visitor -> visitor.events().stream());
  }

  /** All sessions, each with its events in order. */
  public Stream<List<Event>> sessions() {
    return visitors.stream()
        .flatMap(visitor -> NaiveSessions.of(visitor.events(), SITE.sessionRules()).stream());
  }

  /** The funnel of a seed, over whole days, by a dimension. */
  public static FunnelQuestion question(long seed, FunnelReport.Ref ref) {
    var random = new SplittableRandom(seed);
    var first = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(200));
    var range =
        new TimeRange(
            first.atStartOfDay(ZONE).toInstant(),
            first.plusDays(random.nextInt(60, 200)).atStartOfDay(ZONE).toInstant(),
            ZONE);
    return new FunnelQuestion(
        SITE,
        ref,
        ref.id() != null,
        seed % 4 == 0 ? RandomFunnels.funnel(seed) : RandomFunnels.withOptions(seed),
        range,
        null,
        new Attribute.Named(Dimension.DEVICE));
  }

  /** The facts of a funnel by the oracle. */
  public List<NaiveFact> facts(FunnelDefinition funnel) {
    return facts.computeIfAbsent(funnel, this::computed);
  }

  private List<NaiveFact> computed(FunnelDefinition funnel) {
    return visitors.stream()
        .flatMap(
            visitor ->
                NaiveFunnel.facts(visitor.events(), funnel, SITE.sessionRules(), ZONE).stream())
        .toList();
  }

  /** Who counts in the question's range by the oracle. */
  public List<NaiveReport.Counted> subjects(FunnelQuestion question) {
    return NaiveReport.subjects(
        facts(question.funnel()),
        question.funnel(),
        question.range().firstDay(),
        question.range().endDay());
  }

  /** Stores the facts of a question's funnel, and that they are whole. */
  public void storeFacts(FunnelQuestion question) {
    var ref = question.ref();
    fixture.insertJson(
        "funnel_facts",
        facts(question.funnel()).stream()
            .map(fact -> StoredRows.fact(NAME, fact.toFact(ref.id(), ref.version()), 1))
            .toList());
    for (var partition = 0; partition < PARTITIONS; partition++) {
      fixture.execute(
          "INSERT INTO funnel_progress (site, funnel_id, version, partition, events_before,"
              + " _partition, _offset) VALUES ('%s', '%s', %d, %d, 0, %d, 1)"
                  .formatted(NAME, ref.id(), ref.version(), partition, partition));
    }
  }

  /** What a report says. */
  public FunnelReport report(FunnelQuestion question) {
    return new FunnelReports(clickHouse, reached).report(question, STATE, AS_OF);
  }

  @Override
  public void close() {
    clickHouse.close();
  }
}
