package io.polku.query.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.polku.contract.alert.AlertRule;
import io.polku.contract.alert.AlertRule.Channel;
import io.polku.contract.alert.AlertRule.Condition;
import io.polku.contract.alert.AlertRule.Is;
import io.polku.contract.alert.AlertRule.Kind;
import io.polku.contract.alert.AlertRule.Metric;
import io.polku.contract.alert.AlertRule.Period;
import io.polku.contract.alert.AlertState;
import io.polku.contract.alert.AlertState.Outcome;
import io.polku.contract.alert.AlertState.Status;
import io.polku.contract.alert.AlertState.Verdict;
import io.polku.contract.definition.Definition.Alert;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.json.Json;
import io.polku.contract.report.Wilson;
import io.polku.query.range.TimeRange;
import io.polku.query.webhook.Webhooks;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlertsTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");
  private static final Duration DAY = Duration.ofDays(1);

  /** Midnight in Helsinki, a Tuesday. */
  private static final Instant MIDNIGHT = Instant.parse("2026-11-23T22:00:00Z");

  private final String site = "alert-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicReference<Instant> now = new AtomicReference<>(MIDNIGHT);
  private final AtomicReference<Duration> lag = new AtomicReference<>(Duration.ZERO);
  private final Map<Instant, Figure> figures = new HashMap<>();
  private final Webhooks webhooks = new Webhooks(true);
  private HttpServer receiver;
  private Catalog catalog;
  private DefinitionWriter writer;

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          var body = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
          if (status.get() == 200) {
            taken.add(body);
          }
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    receiver.start();
    KafkaTopics.create(KAFKA.bootstrapServers(), 3, (short) 1);
    catalog = Catalog.follow(KAFKA.bootstrapServers());
    writer = new DefinitionWriter(KAFKA.bootstrapServers(), catalog);
    writer.write(
        new Site(
            site,
            List.of(),
            HELSINKI,
            Duration.ofMinutes(30),
            Duration.ofHours(24),
            "0".repeat(64),
            MIDNIGHT));
  }

  @AfterEach
  void stop() {
    catalog.saved(Alert.class, Alert.keyPrefix(site)).stream()
        .map(alert -> alert.deletion(MIDNIGHT))
        .forEach(writer::write);
    writer.close();
    catalog.close();
    webhooks.close();
    receiver.stop(0);
  }

  @Test
  void tellsOnceThatItFiresAndOnceThatItDoesNotThoughTwoLookAndOneStartsAnew() {
    var alert = save(rule(Is.BELOW, 0.5));
    put(MIDNIGHT, 40, 100);
    var one = alerts(catalog, writer);
    one.look();
    one.look();
    try (var other = Catalog.follow(KAFKA.bootstrapServers());
        var otherWriter = new DefinitionWriter(KAFKA.bootstrapServers(), other)) {
      await().atMost(Duration.ofMinutes(1)).until(other::ready);
      alerts(other, otherWriter).look();
      assertThat(events()).containsExactly("firing");
      var body = taken.getFirst();
      assertThat(body.path("text").asText())
          .isEqualTo(
              "Alert: Sale falls ("
                  + site
                  + "). Conversion of buy was 40.0 % (30.9 % to 49.8 %) of 100 that could,"
                  + " 23 Nov 2026 00:00 to 24 Nov 2026 00:00; the alert is for less than 50.0 %.");
      assertThat(body.at("/judged/value").asDouble()).isEqualTo(0.4);
      assertThat(body.at("/judged/subjects").asLong()).isEqualTo(100);
      assertThat(body.path("url").asText())
          .isEqualTo(
              "https://polku.example/?site="
                  + site
                  + "&page=funnels&funnel=buy&from=2026-11-23&to=2026-11-23");
      assertThat(one.state(alert).status()).isEqualTo(Status.FIRING);

      // The next day it is well; both look, and one of them is another process.
      next(60, 100);
      alerts(other, otherWriter).look();
      one.look();
      assertThat(events()).containsExactly("firing", "resolved");
      assertThat(one.state(alert).status()).isEqualTo(Status.OK);
      next(60, 100);
      one.look();
      alerts(other, otherWriter).look();
      assertThat(taken).hasSize(2);
    }
  }

  @Test
  void saysAgainThatItFiresOnceTheQuietTimeIsOver() {
    save(rule(Is.BELOW, 0.5, Duration.ofDays(2)));
    var alerts = alerts(catalog, writer);
    put(MIDNIGHT, 40, 100);
    alerts.look();
    next(41, 100);
    alerts.look();
    assertThat(events()).containsExactly("firing");
    next(42, 100);
    alerts.look();
    assertThat(events()).containsExactly("firing", "still_firing");
  }

  /** The moment of looking is not the same each day. */
  @Test
  void saysAgainEachDayWhereTheQuietTimeIsADay() {
    save(rule(Is.BELOW, 0.5, DAY));
    var alerts = alerts(catalog, writer);
    put(MIDNIGHT, 40, 100);
    now.set(MIDNIGHT.plusSeconds(29));
    alerts.look();
    put(MIDNIGHT.plus(DAY), 41, 100);
    now.set(MIDNIGHT.plus(DAY).plusSeconds(1));
    alerts.look();
    assertThat(events()).containsExactly("firing", "still_firing");
  }

  /** A figure that swings around the value must not send a message each time. */
  @Test
  void isQuietAboutWhatFiresAgainSoonAndThenAboutItsEnd() {
    save(rule(Is.BELOW, 0.5, Duration.ofDays(3)));
    var alerts = alerts(catalog, writer);
    put(MIDNIGHT, 40, 100);
    alerts.look();
    next(60, 100);
    alerts.look();
    next(40, 100);
    alerts.look();
    next(60, 100);
    alerts.look();
    assertThat(events()).containsExactly("firing", "resolved");
    next(40, 100);
    alerts.look();
    assertThat(events()).containsExactly("firing", "resolved", "firing");
  }

  @Test
  void saysNothingBeforeThePeriodIsCompleteUnlessAskedTo() {
    var complete = save(rule(Is.BELOW, 0.5));
    var alerts = alerts(catalog, writer);
    put(MIDNIGHT.minus(DAY), 60, 100);
    put(MIDNIGHT, 1, 100);
    now.set(MIDNIGHT.minusSeconds(1));
    alerts.look();
    assertThat(alerts.state(complete).status()).isEqualTo(Status.OK);

    // The day is over, but who came in it may still convert.
    completeAfter = Duration.ofHours(2);
    now.set(MIDNIGHT.plus(Duration.ofHours(2)).minusMillis(1));
    alerts.look();
    assertThat(taken).isEmpty();
    var early = save("early", incomplete());
    alerts.look();
    assertThat(alerts.state(early).status()).isEqualTo(Status.FIRING);
    assertThat(alerts.state(complete).status()).isEqualTo(Status.OK);
    assertThat(taken).extracting(body -> body.path("alert").asText()).containsExactly("early");

    now.set(MIDNIGHT.plus(Duration.ofHours(2)));
    alerts.look();
    assertThat(alerts.state(complete).status()).isEqualTo(Status.FIRING);
  }

  @Test
  void tooFewSayNothingAndEndNothing() {
    var alert = save(rule(Is.BELOW, 0.5));
    var alerts = alerts(catalog, writer);
    put(MIDNIGHT, 1, 29);
    alerts.look();
    assertThat(taken).isEmpty();
    assertThat(alerts.state(alert).status()).isEqualTo(Status.WAITING);
    assertThat(judged(alerts, alert).reason()).isEqualTo("29 (expected: at least 30)");

    next(10, 30);
    alerts.look();
    next(29, 29);
    alerts.look();
    assertThat(events()).containsExactly("firing");
    assertThat(alerts.state(alert).status()).isEqualTo(Status.FIRING);
    assertThat(judged(alerts, alert).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void comparesWithTheSameTimeAWeekBefore() {
    var fell = save("fell", rule(Is.FELL, 0.2));
    var rose = save("rose", rule(Is.ROSE, 0.2));
    var alerts = alerts(catalog, writer);
    put(MIDNIGHT.minus(DAY.multipliedBy(7)), 50, 100);
    put(MIDNIGHT, 40, 100);
    alerts.look();
    assertThat(taken).isEmpty();
    assertThat(alerts.state(fell).status()).isEqualTo(Status.OK);

    put(MIDNIGHT.minus(DAY.multipliedBy(6)), 50, 100);
    next(39, 100);
    alerts.look();
    assertThat(alerts.state(fell).status()).isEqualTo(Status.FIRING);
    assertThat(alerts.state(rose).status()).isEqualTo(Status.OK);
    assertThat(taken.getLast().path("text").asText())
        .contains("less than a week before, which was 50.0 %");

    put(MIDNIGHT.minus(DAY.multipliedBy(5)), 50, 100);
    next(61, 100);
    alerts.look();
    assertThat(alerts.state(fell).status()).isEqualTo(Status.OK);
    assertThat(alerts.state(rose).status()).isEqualTo(Status.FIRING);

    // Nothing is known of a week before.
    next(1, 100);
    alerts.look();
    assertThat(alerts.state(fell).status()).isEqualTo(Status.OK);
    assertThat(judged(alerts, fell).reason()).startsWith("a week before: 0 (expected");
  }

  @Test
  void comparesWithTheBandOfTheWeeksBefore() {
    var alert = save(rule(Is.OUTSIDE, null));
    var alerts = alerts(catalog, writer);
    for (var week = 1; week <= 3; week++) {
      put(weeksBefore(MIDNIGHT, week), 50, 100);
    }
    put(MIDNIGHT, 1, 100);
    alerts.look();
    assertThat(judged(alerts, alert).reason())
        .isEqualTo("weeks before with at least 30: 3 of the last 8 (expected: 4 or more)");

    for (var week = 1; week <= 8; week++) {
      put(weeksBefore(MIDNIGHT.plus(DAY), week), 50, 100);
      put(weeksBefore(MIDNIGHT.plus(DAY.multipliedBy(2)), week), 50, 100);
    }
    next(40, 100);
    alerts.look();
    assertThat(alerts.state(alert).status()).isEqualTo(Status.OK);
    next(30, 100);
    alerts.look();
    assertThat(alerts.state(alert).status()).isEqualTo(Status.FIRING);
    assertThat(taken.getLast().path("text").asText()).contains("by the 8 weeks before");
  }

  @Test
  void triesAgainWhatNobodyTookAndShowsWhy() {
    var alert = save(rule(Is.BELOW, 0.5));
    put(MIDNIGHT, 40, 100);
    var alerts = alerts(catalog, writer);
    status.set(503);
    alerts.look();
    var failed = delivery(alerts, alert);
    assertThat(failed.outcome()).isEqualTo(Outcome.PENDING);
    assertThat(failed.error()).isEqualTo("127.0.0.1 answered 503 (expected: 200 to 299)");

    status.set(200);
    now.set(MIDNIGHT.plusSeconds(59));
    alerts.look();
    assertThat(taken).isEmpty();
    // Another process takes it over.
    now.set(MIDNIGHT.plusSeconds(60));
    alerts(catalog, writer).look();
    assertThat(events()).containsExactly("firing");
    assertThat(delivery(alerts, alert).outcome()).isEqualTo(Outcome.TAKEN);
    assertThat(delivery(alerts, alert).tries()).isEqualTo(2);

    status.set(500);
    now.set(MIDNIGHT);
    next(60, 100);
    for (var i = 0; i < 400; i++) {
      alerts.look();
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(3)));
    }
    status.set(200);
    alerts.look();
    assertThat(delivery(alerts, alert).outcome()).isEqualTo(Outcome.GIVEN_UP);
    assertThat(delivery(alerts, alert).tries()).isEqualTo(6);
    assertThat(events()).containsExactly("firing");
  }

  @Test
  void lagIsOfNow() {
    var alert =
        save(
            new AlertRule(
                "Behind",
                new Metric.Lag(),
                new Condition(Is.ABOVE, 300.0),
                null,
                true,
                1,
                Duration.ofHours(1),
                List.of(new Channel(Kind.SLACK, hook()))));
    var alerts = alerts(catalog, writer);
    alerts.look();
    assertThat(alerts.state(alert).status()).isEqualTo(Status.OK);
    lag.set(Duration.ofMinutes(6));
    alerts.look();
    alerts.look();
    assertThat(taken).hasSize(1);
    assertThat(taken.getFirst().path("text").asText())
        .isEqualTo(
            "Alert: Behind ("
                + site
                + "). Lag is 6 min; the alert is for more than 5 min.\n<https://polku.example/?site="
                + site
                + "&page=overview|Open>");
    lag.set(Duration.ZERO);
    alerts.look();
    assertThat(taken).hasSize(2);
  }

  @Test
  void whatIsChangedBeginsAnewAndWhatIsDeletedSaysNothing() {
    var before = save(rule(Is.BELOW, 0.5));
    put(MIDNIGHT, 40, 100);
    var alerts = alerts(catalog, writer);
    alerts.look();
    var after = new Alert(site, "sale", rule(Is.BELOW, 0.3), MIDNIGHT.plusSeconds(1));
    writer.write(after);
    assertThat(alerts.state(after)).isEqualTo(AlertState.NEW);
    alerts.look();
    assertThat(alerts.state(after).status()).isEqualTo(Status.OK);
    assertThat(events()).containsExactly("firing");
    writer.write(before.deletion(MIDNIGHT));
    next(1, 100);
    alerts.look();
    assertThat(taken).hasSize(1);
  }

  @Test
  void aNameForAChatCallsNobody() {
    var rule =
        new AlertRule(
            "<!channel> & co",
            new Metric.FunnelRate("buy", 2),
            new Condition(Is.BELOW, 0.5),
            Period.DAY,
            true,
            30,
            DAY,
            List.of(new Channel(Kind.SLACK, hook()), new Channel(Kind.WEBHOOK, hook())));
    var alert = save(rule);
    var sent = alerts(catalog, writer).sendTest(catalog.site(site).orElseThrow(), alert);
    assertThat(sent).allMatch(each -> each instanceof Webhooks.Delivery.Taken);
    assertThat(taken.getFirst().path("text").asText())
        .startsWith("Test: &lt;!channel&gt; &amp; co (");
    assertThat(taken.get(1).path("event").asText()).isEqualTo("test");
  }

  private Duration completeAfter = Duration.ZERO;

  private AlertRule rule(Is is, @Nullable Double value) {
    return rule(is, value, DAY);
  }

  private AlertRule rule(Is is, @Nullable Double value, Duration quiet) {
    return new AlertRule(
        "Sale falls",
        new Metric.FunnelRate("buy", null),
        new Condition(is, value),
        Period.DAY,
        true,
        30,
        quiet,
        List.of(new Channel(Kind.WEBHOOK, hook())));
  }

  private AlertRule incomplete() {
    var rule = rule(Is.BELOW, 0.5);
    return new AlertRule(
        rule.name(),
        rule.metric(),
        rule.when(),
        rule.period(),
        false,
        rule.minimum(),
        rule.quiet(),
        rule.channels());
  }

  private Alert save(AlertRule rule) {
    return save("sale", rule);
  }

  private Alert save(String id, AlertRule rule) {
    var alert = new Alert(site, id, rule, MIDNIGHT);
    writer.write(alert);
    return alert;
  }

  /** Of the day that ends then. */
  private void put(Instant end, long reached, long entered) {
    figures.put(
        end,
        new Figure(
            (double) reached / entered, Wilson.interval(reached, entered), entered, entered));
  }

  /** By the clock: there is a change of it in between. */
  private static Instant weeksBefore(Instant end, int weeks) {
    return end.atZone(HELSINKI).minusWeeks(weeks).toInstant();
  }

  /** A day goes by, and this is its figure. */
  private void next(long reached, long entered) {
    put(now.updateAndGet(time -> time.plus(DAY)), reached, entered);
  }

  private List<String> events() {
    return taken.stream().map(body -> body.path("event").asText()).toList();
  }

  private static AlertState.Judgement judged(Alerts alerts, Alert alert) {
    return Objects.requireNonNull(alerts.state(alert).judged());
  }

  private static AlertState.Delivery delivery(Alerts alerts, Alert alert) {
    return Objects.requireNonNull(alerts.state(alert).message()).deliveries().getFirst();
  }

  private URI hook() {
    return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?secret=1");
  }

  private Alerts alerts(Catalog known, DefinitionWriter with) {
    return new Alerts(
        known,
        with,
        webhooks,
        new Figures() {
          @Override
          public Instant asOf() {
            return now.get().minus(lag.get());
          }

          @Override
          public Instant completeThrough(Site of, Metric metric, Instant asOf) {
            return asOf.minus(completeAfter);
          }

          @Override
          public Answer of(Site of, Metric metric, TimeRange range, Instant asOf) {
            return new Answer.Known(
                figures.getOrDefault(range.to(), new Figure(0, List.of(0.0, 1.0), 0, 0)));
          }
        },
        new AlertText("https://polku.example"),
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        });
  }
}
