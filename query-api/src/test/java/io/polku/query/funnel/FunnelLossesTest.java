package io.polku.query.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.report.FunnelReport;
import io.polku.query.TrackedRows.Tracked;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.testkit.fixture.ClickHouseFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FunnelLossesTest {
  private static final Instant DAY = Instant.parse("2026-01-10T00:00:00Z");
  private static final Instant NOON = DAY.plus(Duration.ofHours(12));
  private static final Instant AS_OF = DAY.plus(Duration.ofDays(9));
  private static final Duration GRACE = Duration.ofMinutes(2);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static Tracked event(String visitor, String view, int seq, int second, String name) {
    return Tracked.of("shop", visitor, view, seq, NOON.plusSeconds(second)).named(name, "/p/1");
  }

  private static Step step(String event) {
    return new Step(event, List.of(new Matcher(event, null, List.of())));
  }

  private static FunnelQuestion question(FunnelDefinition funnel) {
    var site =
        new Site(
            "shop",
            List.of(),
            ZoneOffset.UTC,
            Duration.ofMinutes(30),
            Duration.ofHours(24),
            "",
            Instant.EPOCH);
    return new FunnelQuestion(
        site,
        FunnelReport.Ref.AD_HOC,
        false,
        funnel,
        new TimeRange(DAY, DAY.plus(Duration.ofDays(1)), ZoneOffset.UTC),
        null,
        null);
  }

  @Test
  void lossIsMeasuredAroundTheStepOfThoseWhoWereNotSeenAtTheNext() {
    var rows =
        Stream.of(
            // Went on: what was lost of him explains no drop-off.
            event("on", "on-1", 1, 0, "view_item"),
            event("on", "on-1", 4, 10, "add_to_cart"),
            // Dropped off, and on that page view two of four were lost; the next one tells.
            event("off", "off-1", 1, 0, "page_view"),
            event("off", "off-1", 2, 5, "view_item"),
            event("off", "off-2", 1, 60, "page_view").after("off-1", 4, "/p/1"),
            // An hour before it, and an hour after: not around it.
            event("off", "off-0", 3, -3_600, "page_view"),
            event("off", "off-3", 3, 3_665, "page_view"),
            // Never at the step.
            event("away", "away-1", 3, 0, "page_view"));
    CLICKHOUSE.insertJson("events", rows.map(Tracked::row).toList());
    var funnel =
        new FunnelDefinition(
            "Buy",
            Subject.VISITOR,
            Duration.ofHours(1),
            List.of(step("view_item"), step("add_to_cart"), step("purchase")));
    try (var clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT)) {
      // One for all attempts, as what takes longer than a request waits is there for the next.
      var reports = new FunnelLosses(clickHouse, GRACE);
      var losses =
          await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> reports.report(question(funnel), AS_OF), found -> found.isPresent())
              .orElseThrow();
      assertThat(losses).hasSize(2);
      var first = losses.getFirst();
      assertThat(first.step()).isEqualTo(1);
      assertThat(first.next()).isEqualTo(2);
      assertThat(first.measured().pageViews()).isEqualTo(2);
      assertThat(first.measured().expected()).isEqualTo(4 + 1);
      assertThat(first.measured().lost()).isEqualTo(2);
      // Of the one at the cart who did not buy.
      var second = losses.getLast();
      assertThat(second.step()).isEqualTo(2);
      assertThat(second.measured().expected()).isEqualTo(4);
      assertThat(second.measured().lost()).isEqualTo(2);
    }
  }
}
