package io.polku.query.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.event.Dimension;
import io.polku.contract.funnel.Subject;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.FunnelSubjects;
import io.polku.contract.report.Source;
import io.polku.contract.report.SubjectState;
import io.polku.contract.session.SessionId;
import io.polku.query.RandomSite;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Steps;
import io.polku.query.store.Sql;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.oracle.NaiveReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectReportsTest {
  private static final int VISITORS = 120;
  private static final int FUNNELS = 6;

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static RandomSite site;
  private static SubjectReports reports;

  @BeforeAll
  static void store() {
    site = new RandomSite(CLICKHOUSE, VISITORS);
    reports = new SubjectReports(site.clickHouse(), site.reached(), site.storedSessions());
  }

  @AfterAll
  static void close() {
    site.close();
  }

  static LongStream seeds() {
    return LongStream.range(RandomSite.SEED, RandomSite.SEED + FUNNELS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void listsFromEventsAddUpToTheReportAndNameWhomTheOracleNames(long seed) {
    agree(RandomSite.question(seed, FunnelReport.Ref.AD_HOC), Source.ADHOC);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void listsFromFactsAddUpToTheReportAndNameWhomTheOracleNames(long seed) {
    var question = RandomSite.question(seed, new FunnelReport.Ref("f" + seed, 1));
    site.storeFacts(question);
    agree(question, Source.FACTS);
  }

  private static void agree(FunnelQuestion question, Source source) {
    var report = site.report(question);
    assertThat(report.source()).isEqualTo(source);
    var expected = site.subjects(question);
    for (var step : report.steps()) {
      for (var state : SubjectState.values()) {
        var what = question.funnel().name() + " step " + step.index() + " " + state;
        // One query a figure, but for one that is read in pages.
        var all =
            all(
                question,
                step.index(),
                state,
                step.index() == 1 && state == SubjectState.ENTERED ? 17 : 1_000);
        assertThat(all).as(what).hasSize(Math.toIntExact(state.of(step)));
        assertThat(all.stream().map(SubjectReportsTest::known).toList())
            .as(what)
            .containsExactlyInAnyOrderElementsOf(
                expected.stream()
                    .filter(subject -> is(subject, question, step.index(), state))
                    .map(subject -> known(subject, question, step.index()))
                    .toList());
        assertThat(all)
            .as(what)
            .isSortedAccordingTo(
                java.util.Comparator.comparing(FunnelSubjects.Subject::enteredAt).reversed());
      }
    }
  }

  /** All pages. */
  private static List<FunnelSubjects.Subject> all(
      FunnelQuestion question, int step, SubjectState state, int limit) {
    var all = new ArrayList<FunnelSubjects.Subject>();
    Cursor after = null;
    while (true) {
      var page =
          reports.report(
              new SubjectQuestion(question, step, state, limit, after),
              RandomSite.STATE,
              RandomSite.AS_OF);
      all.addAll(page.subjects());
      assertThat(page.subjects().size()).isLessThanOrEqualTo(limit);
      if (page.nextAfter() == null) {
        assertThat(page.total()).isEqualTo(all.size());
        return all;
      }
      after = Cursor.of(page.nextAfter());
    }
  }

  private static boolean is(
      NaiveReport.Counted subject, FunnelQuestion question, int number, SubjectState state) {
    var times = subject.best().stepTimesMillis();
    if (number > times.size() || times.get(number - 1) == 0) {
      return false;
    }
    var step = Steps.of(question.funnel(), number);
    var converted = step.rank() == 0 || step.last() || subject.best().level() > step.rank();
    var open =
        !converted
            && !subject.excluded()
            && !RandomSite.AS_OF.isAfter(Instant.ofEpochMilli(subject.latestDeadlineMillis()));
    return switch (state) {
      case ENTERED -> true;
      case CONVERTED -> converted;
      case DROPPED -> !converted && !open;
      case OPEN -> open;
      case EXCLUDED -> !converted && subject.excluded();
    };
  }

  private static List<Object> known(
      NaiveReport.Counted subject, FunnelQuestion question, int step) {
    var best = subject.best();
    var reachedMillis = best.stepTimesMillis().get(step - 1);
    var way = best.wayOut();
    return List.of(
        best.visitorId(),
        question.funnel().subject() == Subject.SESSION ? best.sessionStartMillis() : -1L,
        sessionOf(best.visitorId(), reachedMillis),
        question.funnel().hold() == null ? "none" : best.value(),
        Dimension.DEVICE.of(best.chain().getFirst()),
        best.chain().getFirst().timeMillis(),
        reachedMillis,
        best.level(),
        way.lastPage(),
        way.lastClick(),
        way.next(),
        way.signals().stream().sorted().toList());
  }

  private static List<Object> known(FunnelSubjects.Subject subject) {
    return List.of(
        subject.visitorId(),
        subject.sessionStart() == null ? -1L : subject.sessionStart().toEpochMilli(),
        String.valueOf(subject.sessionId()),
        subject.held() == null ? "none" : subject.held(),
        String.valueOf(subject.value()),
        subject.enteredAt().toEpochMilli(),
        subject.reachedAt().toEpochMilli(),
        subject.level(),
        subject.lastPage(),
        subject.lastClick(),
        subject.next(),
        subject.signals());
  }

  private static Map<String, List<Long>> starts;

  private static String sessionOf(String visitorId, long millis) {
    if (starts == null) {
      starts =
          site.sessions()
              .collect(
                  Collectors.groupingBy(
                      session -> session.getFirst().visitorId(),
                      Collectors.mapping(
                          session -> session.getFirst().timeMillis(), Collectors.toList())));
    }
    var start =
        starts.get(visitorId).stream().filter(at -> at <= millis).max(Long::compare).orElseThrow();
    return new SessionId(visitorId, start).text();
  }

  @Test
  void aStepOrACursorThatIsNoneIsRefused() {
    var question = RandomSite.question(RandomSite.SEED, FunnelReport.Ref.AD_HOC);
    assertThatThrownBy(() -> Steps.of(question.funnel(), 20))
        .hasMessageContaining("step: 20 (expected: 1 to ");
    for (var text : List.of("", "x", "e30", "W10", "bnVsbA")) {
      assertThatThrownBy(() -> Cursor.of(text)).hasMessageContaining("after: " + text);
    }
  }

  @Test
  void everyStatementIsExplained() {
    var after = new Cursor(1, "v?'\\", 0, "");
    for (var seed : seeds().limit(4).toArray()) {
      var question = RandomSite.question(seed, new FunnelReport.Ref("f", 1));
      for (var source : Source.values()) {
        var sql =
            SubjectReports.sql(
                new SubjectQuestion(question, 1, SubjectState.DROPPED, 10, after),
                source,
                RandomSite.AS_OF);
        assertThat(
                site.clickHouse()
                    .query(new Sql("EXPLAIN " + sql.text(), sql.values()), row -> row.text(1)))
            .isNotEmpty();
      }
    }
  }
}
