package io.polku.query.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.Digest;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.digest.WeeklyDigest;
import io.polku.contract.json.Json;
import io.polku.query.webhook.Webhooks;
import io.polku.query.webhook.Webhooks.Delivery;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.KafkaTopics;
import io.polku.testkit.fixture.KafkaFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestsTest {
  @RegisterExtension static final KafkaFixture KAFKA = KafkaFixture.shared();

  private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

  /** A Monday, 8 o'clock in Helsinki. */
  private static final Instant DUE = Instant.parse("2026-11-23T06:00:00Z");

  private final String site = "digest-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final AtomicReference<Integer> status = new AtomicReference<>(200);
  private final AtomicReference<Instant> now = new AtomicReference<>(DUE);
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
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
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
            DUE));
  }

  @AfterEach
  void stop() {
    catalog.saved(Digest.class, Digest.keyPrefix(site)).stream()
        .map(digest -> digest.deletion(DUE))
        .forEach(writer::write);
    writer.close();
    catalog.close();
    webhooks.close();
    receiver.stop(0);
  }

  @Test
  void sendsOnceAWeekThoughTwoLook() {
    save(DUE.minus(Duration.ofDays(2)));
    try (var other = Catalog.follow(KAFKA.bootstrapServers());
        var otherWriter = new DefinitionWriter(KAFKA.bootstrapServers(), other)) {
      await().atMost(Duration.ofMinutes(1)).until(other::ready);
      var one = digests(catalog, writer);
      var two = digests(other, otherWriter);

      now.set(DUE.minusSeconds(1));
      one.send();
      assertThat(taken).isEmpty();

      now.set(DUE);
      one.send();
      two.send();
      one.send();
      assertThat(taken).hasSize(1);
      assertThat(taken.getFirst()).contains("before 2026-11-23");

      now.set(DUE.plus(Duration.ofDays(7)));
      two.send();
      one.send();
      assertThat(taken).hasSize(2);
      assertThat(taken.getLast()).contains("before 2026-11-30");
    }
  }

  @Test
  void triesAgainForAnHourAndThenNoMore() {
    save(DUE.minus(Duration.ofDays(2)));
    var digests = digests(catalog, writer);
    status.set(503);
    digests.send();
    now.set(DUE.plusSeconds(59));
    status.set(200);
    digests.send();
    assertThat(taken).isEmpty();
    now.set(DUE.plusSeconds(60));
    digests.send();
    assertThat(taken).hasSize(1);

    status.set(500);
    now.set(DUE.plus(Duration.ofDays(7)));
    for (var i = 0; i < 200; i++) {
      digests.send();
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
    }
    status.set(200);
    digests.send();
    assertThat(taken).hasSize(1);
  }

  @Test
  void leavesOutWhatWasDueBeforeItWasSavedOrLongAgo() {
    save(DUE.plusSeconds(1));
    var digests = digests(catalog, writer);
    now.set(DUE.plusSeconds(10));
    digests.send();
    now.set(DUE.plus(Duration.ofDays(8)));
    digests.send();
    assertThat(taken).isEmpty();
    now.set(DUE.plus(Duration.ofDays(14)).plusSeconds(5));
    digests.send();
    assertThat(taken).hasSize(1);
  }

  @Test
  void doesNotPostToPrivateAddresses() {
    try (var careful = new Webhooks(false)) {
      assertThat(careful.post(hook(), Json.mapper().createObjectNode()))
          .isInstanceOfSatisfying(
              Delivery.Failed.class,
              failed ->
                  assertThat(failed.reason())
                      .isEqualTo(
                          "127.0.0.1 is 127.0.0.1 (expected: an address on the internet, or"
                              + " POLKU_WEBHOOK_PRIVATE=true)"));
    }
    assertThat(taken).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "monday,    8, 2026-11-23T06:00:00Z, 2026-11-23T06:00:00Z",
    "monday,    8, 2026-11-23T05:59:59Z, 2026-11-16T06:00:00Z",
    "sunday,   23, 2026-11-23T05:59:59Z, 2026-11-22T21:00:00Z",
    "tuesday,   0, 2026-11-23T05:59:59Z, 2026-11-16T22:00:00Z",
    // The clocks go forward at 3: there is no 3 o'clock that Sunday.
    "sunday,    3, 2027-03-28T12:00:00Z, 2027-03-28T01:00:00Z",
    "sunday,    8, 2027-03-28T12:00:00Z, 2027-03-28T05:00:00Z"
  })
  void isDueByTheSitesClock(String day, int hour, Instant at, Instant due) {
    assertThat(
            digest(DayOfWeek.valueOf(day.toUpperCase(java.util.Locale.ROOT)), hour)
                .dueAt(at, HELSINKI))
        .isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true",
    "172.16.0.1, true",
    "192.168.1.1, true",
    "127.0.0.1, true",
    "169.254.169.254, true",
    "100.64.0.1, true",
    "0.0.0.0, true",
    "224.0.0.1, true",
    "255.255.255.255, true",
    "::1, true",
    "::ffff:10.0.0.1, true",
    "fe80::1, true",
    "fd00::1, true",
    "64:ff9b::a00:1, true",
    "2002:a00:1::1, true",
    "93.184.216.34, false",
    "100.63.0.1, false",
    "172.32.0.1, false",
    "2606:2800:220:1::1, false"
  })
  void knowsPrivateAddresses(String address, boolean isPrivate) throws IOException {
    assertThat(Webhooks.isPrivate(InetAddress.getByName(address))).isEqualTo(isPrivate);
  }

  private void save(Instant changedAt) {
    Definition saved = new Digest(site, "team", digest(DayOfWeek.MONDAY, 8), changedAt);
    writer.write(saved);
  }

  private WeeklyDigest digest(DayOfWeek day, int hour) {
    return new WeeklyDigest("Team", hook(), day, hour);
  }

  private URI hook() {
    var port = receiver.getAddress().getPort();
    return URI.create("http://127.0.0.1:" + port + "/hook?secret=1");
  }

  private Digests digests(Catalog known, DefinitionWriter with) {
    return new Digests(
        known,
        with,
        webhooks,
        (of, digest, before) ->
            Json.mapper().createObjectNode().put("text", of.site() + " before " + before),
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
