package io.polku.query.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.json.Json;
import io.polku.contract.report.Explanation.SegmentChange;
import io.polku.contract.report.FunnelReport;
import io.polku.query.StoredRows;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.Reached;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.testkit.event.EventBuilder;
import io.polku.testkit.fixture.ClickHouseFixture;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExplanationReportsTest {
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final Instant THEN = Instant.parse("2025-03-02T22:00:00Z");
  private static final Instant NOW = THEN.plus(Duration.ofDays(7));
  private static final Instant END = NOW.plus(Duration.ofDays(7));
  private static final Site SITE =
      new Site("x", List.of(), ZONE, Duration.ofMinutes(30), Duration.ofDays(1), "", THEN);
  private static final List<String> BROWSERS = List.of("Chrome", "Safari", "Firefox");
  private static final int VISITORS = 4_000;

  private static ClickHouse clickHouse;
  private static ExplanationReports reports;
  private static final List<Event> EVENTS = new ArrayList<>();

  @BeforeAll
  static void open() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    var reached = new Reached(new FactsReadiness(clickHouse, OptionalInt::empty));
    reports = new ExplanationReports(clickHouse, new FunnelReports(clickHouse, reached), reached);
    var random = new SplittableRandom(11);
    for (var i = 0; i < VISITORS; i++) {
      var now = i % 2 == 1;
      var browser = BROWSERS.get(random.nextInt(BROWSERS.size()));
      var start = (now ? NOW : THEN).plusSeconds(random.nextInt(600_000));
      view(i, "view_item", start, browser);
      var broken = now && browser.equals("Safari");
      if (random.nextDouble() < 0.6) {
        view(i, "begin_checkout", start.plusSeconds(60), browser);
        if (random.nextDouble() < (broken ? 0.02 : 0.5)) {
          view(i, "purchase", start.plusSeconds(120), browser);
        }
      }
    }
    CLICKHOUSE.insertJson(
        "events", EVENTS.stream().map(event -> StoredRows.event(event, false)).toList());
  }

  @AfterAll
  static void close() {
    clickHouse.close();
  }

  @Test
  void theBrowserInWhichTheCheckoutBrokeIsNamed() throws IOException {
    var explanation =
        reports.report(
            question(new TimeRange(NOW, END, ZONE)),
            new TimeRange(THEN, NOW, ZONE),
            new DataState("v", 0, 0),
            END.plus(Duration.ofDays(30)));

    assertThat(explanation.then().entered()).isEqualTo(visitors("view_item", THEN, NOW, ""));
    assertThat(explanation.now().entered()).isEqualTo(visitors("view_item", NOW, END, ""));
    assertThat(explanation.now().converted()).isEqualTo(visitors("purchase", NOW, END, ""));
    assertThat(explanation.beyondNoise()).isTrue();
    var browsers =
        explanation.dimensions().stream()
            .filter(dimension -> dimension.by().equals("browser"))
            .findFirst()
            .orElseThrow();
    assertThat(browsers.values())
        .extracting(SegmentChange::value)
        .containsExactlyInAnyOrderElementsOf(BROWSERS);
    for (var browser : browsers.values()) {
      assertThat(browser.then().entered())
          .isEqualTo(visitors("view_item", THEN, NOW, browser.value()));
      assertThat(browser.now().converted())
          .isEqualTo(visitors("purchase", NOW, END, browser.value()));
    }
    var first = explanation.segments().getFirst();
    assertThat(first.by()).isEqualTo("browser");
    assertThat(first.value()).isEqualTo("Safari");
    assertThat(first.finding()).isTrue();
    assertThat(explanation.steps().get(1).share()).isGreaterThan(0.7);
    assertThat(explanation.summary())
        .contains("step 3, Purchase")
        .contains("browser Safari")
        .startsWith("Conversion went from ");
  }

  @Test
  void aPeriodWithoutAnybodyIsSaidToBeOne() throws IOException {
    var explanation =
        reports.report(
            question(new TimeRange(NOW, END, ZONE)),
            new TimeRange(THEN.minus(Duration.ofDays(7)), THEN, ZONE),
            new DataState("v", 0, 0),
            END);
    assertThat(explanation.then().entered()).isZero();
    assertThat(explanation.summary()).contains("nothing to compare");
    assertThat(explanation.segments()).noneMatch(SegmentChange::finding);
  }

  private static long visitors(String name, Instant from, Instant to, String browser) {
    return EVENTS.stream()
        .filter(event -> event.name().equals(name))
        .filter(event -> browser.isEmpty() || event.context().browser().equals(browser))
        .filter(event -> event.timeMillis() >= from.toEpochMilli())
        .filter(event -> event.timeMillis() < to.toEpochMilli())
        .map(Event::visitorId)
        .distinct()
        .count();
  }

  private static FunnelQuestion question(TimeRange range) throws IOException {
    var json =
        Json.mapper()
            .readTree(
                """
                {"name":"Buy","steps":[
                  {"name":"Product","match":[{"event":"view_item"}]},
                  {"name":"Checkout","match":[{"event":"begin_checkout"}]},
                  {"name":"Purchase","match":[{"event":"purchase"}]}]}
                """);
    if (!(FunnelJson.read(json) instanceof FunnelJson.Result.Read(var funnel))) {
      throw new AssertionError("funnel refused");
    }
    return new FunnelQuestion(SITE, FunnelReport.Ref.AD_HOC, false, funnel, range, null, null);
  }

  private static void view(int visitor, String name, Instant time, String browser) {
    EVENTS.add(
        EventBuilder.event(name)
            .site("x")
            .visitor("v" + visitor)
            .at(time.toEpochMilli())
            .context(
                new Context(
                    visitor % 3 == 0 ? "mobile" : "desktop", browser, "", "", "", "", "", "", ""))
            .build());
  }
}
