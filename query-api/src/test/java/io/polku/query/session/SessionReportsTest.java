package io.polku.query.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.SessionRow;
import io.polku.contract.report.SessionTimeline.TimelineEvent;
import io.polku.contract.session.SessionId;
import io.polku.query.RandomSite;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.range.TimeRange;
import io.polku.query.store.Sql;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionReportsTest {
  private static final int VISITORS = 100;
  private static final TimeRange RANGE =
      new TimeRange(
          Instant.parse("2025-02-01T03:30:00Z"),
          Instant.parse("2025-11-01T02:30:00Z"),
          RandomSite.ZONE);

  private static final Filter FILTER =
      new Filter(
          List.of(new Condition(new Attribute.Named(Dimension.DEVICE), Op.EQ, List.of("mobile"))));

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static RandomSite site;
  private static SessionReports reports;
  private static TimelineReports timelines;
  private static VisitorReports visitors;
  private static List<FunnelQuestion> questions;
  private static List<FunnelVersion> funnels;

  @BeforeAll
  static void store() {
    site = new RandomSite(CLICKHOUSE, VISITORS);
    reports = new SessionReports(site.clickHouse(), site.storedSessions());
    timelines = new TimelineReports(site.clickHouse(), site.storedSessions());
    visitors = new VisitorReports(site.clickHouse(), site.storedSessions());
    questions =
        IntStream.range(0, 4)
            .mapToObj(
                i -> RandomSite.question(RandomSite.SEED + i, new FunnelReport.Ref("f" + i, 1)))
            .toList();
    questions.forEach(site::storeFacts);
    funnels =
        questions.stream()
            .map(
                question ->
                    new FunnelVersion(
                        RandomSite.NAME,
                        String.valueOf(question.ref().id()),
                        1,
                        question.funnel(),
                        RandomSite.AS_OF))
            .toList();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @Test
  void allSessionsOfARangeAreListedNewestFirst() {
    same(list("", 397), session -> true);
  }

  @Test
  void sessionsAreFoundByVisitorUserEventAndPath() {
    var visitor = site.events().findFirst().orElseThrow().visitorId();
    same(list(visitor, 3), session -> session.getFirst().visitorId().equals(visitor));
    same(
        list("user-1", 1_000),
        session -> session.stream().anyMatch(event -> event.userId().equals("user-1")));
    same(
        list("täppä", 1_000),
        session -> session.stream().anyMatch(event -> event.name().equals("täppä")));
    same(
        list("sa/%C3", 1_000),
        session -> session.stream().anyMatch(event -> event.page().path().contains("sa/%C3")));
    same(list("'; --?", 1_000), session -> false);
  }

  private static List<SessionRow> list(String text, int limit) {
    var all = new ArrayList<SessionRow>();
    SessionId after = null;
    while (true) {
      var page =
          reports.report(
              new SessionQuestion(RandomSite.SITE, RANGE, text, Filter.NONE, limit, after),
              RandomSite.STATE,
              RandomSite.AS_OF);
      all.addAll(page.sessions());
      if (page.nextAfter() == null) {
        assertThat(page.total()).isEqualTo(all.size());
        return all;
      }
      after = SessionId.ofText(page.nextAfter()).orElseThrow();
    }
  }

  private static void same(List<SessionRow> rows, Predicate<List<Event>> kept) {
    var expected =
        site.sessions()
            .filter(session -> session.getFirst().timeMillis() >= RANGE.fromMillis())
            .filter(session -> session.getFirst().timeMillis() < RANGE.toMillis())
            .filter(kept)
            .sorted(
                Comparator.comparingLong((List<Event> session) -> -session.getFirst().timeMillis())
                    .thenComparing(session -> session.getFirst().visitorId()))
            .map(SessionReportsTest::row)
            .toList();
    assertThat(rows).isEqualTo(expected);
  }

  private static SessionRow row(List<Event> session) {
    var known = NaiveSessions.describe(session);
    var entry = session.getFirst();
    return new SessionRow(
        new SessionId(known.visitorId(), known.startMillis()).text(),
        known.visitorId(),
        known.userId(),
        Instant.ofEpochMilli(known.startMillis()),
        Instant.ofEpochMilli(known.endMillis()),
        (known.endMillis() - known.startMillis()) / 1_000.0,
        known.events(),
        known.pageViews(),
        known.purchases(),
        known.revenue(),
        known.entryPath(),
        known.exitPath(),
        Dimension.DEVICE.of(entry),
        Dimension.BROWSER.of(entry),
        Dimension.OS.of(entry),
        Dimension.COUNTRY.of(entry),
        Dimension.LANGUAGE.of(entry),
        Dimension.CHANNEL.of(entry),
        Dimension.CHANNEL_GROUP.of(entry),
        Dimension.REFERRER_HOST.of(entry),
        Dimension.UTM_SOURCE.of(entry),
        Dimension.UTM_MEDIUM.of(entry),
        Dimension.UTM_CAMPAIGN.of(entry),
        Dimension.BOT.of(entry),
        signals(session));
  }

  private static List<Signal> signals(List<Event> session) {
    return session.stream()
        .map(WayOut::signal)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void aTimelineHoldsEveryEventInOrderAndMarksTheStepsOfChains() {
    var chosen = site.sessions().filter(session -> session.size() > 3).limit(25).toList();
    for (var session : chosen) {
      var first = session.getFirst();
      var id = new SessionId(first.visitorId(), first.timeMillis());
      var timeline =
          timelines
              .report(RandomSite.SITE, id, funnels, RandomSite.STATE, RandomSite.AS_OF)
              .orElseThrow();
      assertThat(timeline.session()).isEqualTo(row(session));
      assertThat(timeline.more()).isZero();
      assertThat(timeline.events())
          .extracting(TimelineEvent::eventId)
          .isEqualTo(session.stream().map(Event::id).toList());
      for (var i = 0; i < session.size(); i++) {
        var event = session.get(i);
        var told = timeline.events().get(i);
        assertThat(told.name()).isEqualTo(event.name());
        assertThat(told.path()).isEqualTo(event.page().path());
        assertThat(told.value()).isEqualTo(event.value());
        assertThat(told.items()).isEqualTo(event.items().size());
        assertThat(told.props()).isEqualTo(event.props());
        assertThat(told.signal()).isEqualTo(WayOut.signal(event));
        assertThat(told.gapSeconds())
            .isEqualTo(
                i == 0 ? null : (event.timeMillis() - session.get(i - 1).timeMillis()) / 1_000.0);
        assertThat(told.steps().stream().map(step -> step.funnel() + " " + step.step()).toList())
            .isEqualTo(matched(event));
      }
      for (var question : questions) {
        if (question.funnel().order() != Order.ANY) {
          marksChains(question, session, timeline.events());
        }
      }
    }
  }

  private static List<String> matched(Event event) {
    return funnels.stream()
        .flatMap(
            version ->
                IntStream.range(0, version.funnel().steps().size())
                    .filter(i -> version.funnel().steps().get(i).matches(event))
                    .mapToObj(i -> version.id() + " " + (i + 1)))
        .toList();
  }

  /** Each event of a chain is marked, at least. */
  private static void marksChains(
      FunnelQuestion question, List<Event> session, List<TimelineEvent> told) {
    var ids =
        site.facts(question.funnel()).stream()
            .filter(fact -> fact.visitorId().equals(session.getFirst().visitorId()))
            .map(NaiveFact::chain)
            .flatMap(List::stream)
            .map(Event::id)
            .collect(Collectors.toSet());
    for (var event : told) {
      if (ids.contains(event.eventId())) {
        assertThat(event.steps())
            .anyMatch(step -> step.funnel().equals(question.ref().id()) && step.chain());
      }
    }
  }

  @Test
  void aVisitorsHistoryAddsUpAndSaysHowFarEachFunnelWent() {
    var histories = site.sessions().collect(Collectors.groupingBy(s -> s.getFirst().visitorId()));
    for (var id : histories.keySet().stream().sorted().limit(15).toList()) {
      var sessions = histories.get(id);
      var history =
          visitors
              .report(RandomSite.SITE, id, funnels, RandomSite.STATE, RandomSite.AS_OF)
              .orElseThrow();
      assertThat(history.sessions())
          .isEqualTo(sessions.reversed().stream().limit(200).map(SessionReportsTest::row).toList());
      assertThat(history.totals().sessions()).isEqualTo(sessions.size());
      assertThat(history.totals().events()).isEqualTo(sessions.stream().mapToInt(List::size).sum());
      assertThat(history.from().toEpochMilli())
          .isEqualTo(sessions.getFirst().getFirst().timeMillis());
      assertThat(history.to().toEpochMilli()).isEqualTo(sessions.getLast().getLast().timeMillis());
      assertThat(history.channels().stream().mapToLong(channel -> channel.sessions()).sum())
          .isEqualTo(sessions.size());
      for (var question : questions) {
        var levels =
            site.facts(question.funnel()).stream()
                .filter(fact -> fact.visitorId().equals(id))
                .mapToInt(NaiveFact::level)
                .max();
        assertThat(
                history.funnels().stream()
                    .filter(funnel -> funnel.id().equals(question.ref().id()))
                    .mapToInt(funnel -> funnel.level())
                    .max())
            .isEqualTo(levels);
      }
    }
    assertThat(
            visitors.report(RandomSite.SITE, "nobody", funnels, RandomSite.STATE, RandomSite.AS_OF))
        .isEmpty();
  }

  @Test
  void everyStatementIsExplained() {
    var id = new SessionId("v?'\\", 1);
    var question = new SessionQuestion(RandomSite.SITE, RANGE, "q?'", FILTER, 10, id);
    var rows = site.sessions().limit(3).map(SessionReportsTest::row).toList();
    var statements = new ArrayList<>(SessionReports.statements(question, rows));
    statements.addAll(VisitorReports.statements(RandomSite.NAME, "v?'\\"));
    statements.add(TimelineReports.one(RandomSite.NAME, id));
    statements.add(StoredEvents.sql(RandomSite.NAME, "v?'\\", new StoredSessions.Span(1, 2), 10));
    statements.add(
        StoredSessions.located(List.of(new StoredSessions.Moment("v?'\\", 1)), RandomSite.NAME));
    for (var sql : statements) {
      assertThat(
              site.clickHouse()
                  .query(new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
          .isNotEmpty();
    }
  }
}
