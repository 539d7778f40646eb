package io.polku.query.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polku.contract.alert.AlertRule.Metric;
import io.polku.contract.alert.AlertRule.Period;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.json.Json;
import io.polku.contract.link.IntendedLink;
import io.polku.contract.link.LinkMatch;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.Reached;
import io.polku.query.link.LinkReports;
import io.polku.query.quality.LossReports;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.fixture.ClickHouseFixture;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Figures of rules, of real events in a real store. */
class StoredFiguresTest {
  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Instant END = Instant.parse("2026-03-03T00:00:00Z");
  private static final TimeRange DAY = new TimeRange(END.minus(Duration.ofDays(1)), END, UTC);

  @Test
  void areThoseOfTheReports() throws IOException {
    var name = "figures-" + UUID.randomUUID().toString().substring(0, 8);
    KafkaTopics.create(KAFKA.bootstrapServers(), 3, (short) 1);
    try (var catalog = Catalog.follow(KAFKA.bootstrapServers());
        var writer = new DefinitionWriter(KAFKA.bootstrapServers(), catalog);
        var clickHouse =
            new ClickHouse(
                new ClickHouse.Address(
                    CLICKHOUSE.url(),
                    CLICKHOUSE.user(),
                    CLICKHOUSE.password(),
                    CLICKHOUSE.database()),
                ClickHouse.Limits.DEFAULT)) {
      var site =
          new Site(
              name,
              List.of(),
              UTC,
              Duration.ofMinutes(30),
              Duration.ofHours(24),
              "0".repeat(64),
              END);
      writer.write(site);
      var clock = Clock.systemUTC();
      var funnels = new Funnels(catalog, writer, clock);
      var links = new SavedDefinitions<>(catalog, writer, clock, Link.class, Link::keyPrefix);
      store(name);
      var read =
          FunnelJson.read(
              Json.mapper()
                  .readTree(
                      """
                      {"name": "Buy", "window": "PT1H", "steps": [
                        {"name": "A", "match": [{"event": "a"}]},
                        {"name": "B", "match": [{"event": "b"}], "optional": true},
                        {"name": "C", "match": [{"event": "c"}]}]}"""));
      assertThat(read).isInstanceOf(FunnelJson.Result.Read.class);
      funnels.put(name, "buy", ((FunnelJson.Result.Read) read).funnel());
      links.put(
          name,
          "hero",
          now ->
              new Link(
                  name,
                  "hero",
                  new IntendedLink(
                      "Hero",
                      List.of(new PathGlob("/")),
                      new LinkMatch("hero", null, null, null),
                      List.of(),
                      null),
                  now));

      var asOf = END.plus(Duration.ofDays(2));
      var reached = new Reached(new FactsReadiness(clickHouse, () -> OptionalInt.of(3)));
      var figures =
          new StoredFigures(
              funnels,
              links,
              new FunnelReports(clickHouse, reached),
              new LinkReports(clickHouse),
              new LossReports(clickHouse, Duration.ofMinutes(2)),
              new DataState.Reader(clickHouse),
              () -> asOf);

      var whole = known(figures, site, new Metric.FunnelRate("buy", null), asOf);
      assertThat(whole.subjects()).isEqualTo(100);
      assertThat(whole.value()).isCloseTo(0.25, within(1e-9));
      assertThat(whole.interval()).hasSize(2);
      // The step before is optional: the base is the one before that.
      var step = known(figures, site, new Metric.FunnelRate("buy", 3), asOf);
      assertThat(step.subjects()).isEqualTo(100);
      assertThat(step.value()).isCloseTo(0.25, within(1e-9));
      assertThat(known(figures, site, new Metric.LinkShare("hero"), asOf).subjects()).isZero();
      assertThat(known(figures, site, new Metric.Loss(), asOf).value()).isZero();

      assertThat(figures.of(site, new Metric.FunnelRate("none", null), DAY, asOf))
          .isEqualTo(new Figures.Answer.Never("funnel: none (expected: one that is stored)"));
      assertThat(figures.of(site, new Metric.FunnelRate("buy", 4), DAY, asOf))
          .isEqualTo(new Figures.Answer.Never("step: 4 (expected: 2 to 3)"));
      assertThat(figures.of(site, new Metric.LinkShare("none"), DAY, asOf))
          .isInstanceOf(Figures.Answer.Never.class);

      assertThat(figures.completeThrough(site, new Metric.FunnelRate("buy", null), asOf))
          .isEqualTo(asOf.minus(Duration.ofHours(25)));
      assertThat(figures.completeThrough(site, new Metric.LinkShare("hero"), asOf))
          .isEqualTo(asOf.minus(Duration.ofDays(1)));
      assertThat(Periods.last(Period.DAY, END, UTC)).isEqualTo(DAY);
    }
  }

  private static Figure known(Figures figures, Site site, Metric metric, Instant asOf) {
    var answer = figures.of(site, metric, DAY, asOf);
    assertThat(answer).isInstanceOf(Figures.Answer.Known.class);
    return ((Figures.Answer.Known) answer).figure();
  }

  /** Of 100 who did a, 25 did c a minute later; 100 more of the day before. */
  private static void store(String site) {
    for (var each : List.of("a 100 10:00:00 02", "c 25 10:01:00 02", "a 100 10:00:00 01")) {
      var parts = each.split(" ", -1);
      CLICKHOUSE.execute(
          ("INSERT INTO events (site, visitor_id, event_time, seq, event_id, name, path)"
                  + " SELECT '%s', concat('v', '%s', toString(number)),"
                  + " toDateTime64('2026-03-%s %s', 3, 'UTC'), number,"
                  + " concat('%s', '%s', toString(number)), '%s', '/' FROM numbers(%s)")
              .formatted(
                  site, parts[3], parts[3], parts[2], parts[0], parts[3], parts[0], parts[1]));
    }
    CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('" + site + "', 0, 1)");
  }
}
