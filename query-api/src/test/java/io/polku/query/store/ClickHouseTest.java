package io.polku.query.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.polku.query.store.StoreException.Kind;
import io.polku.testkit.fixture.ClickHouseFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final ClickHouse.Limits TIGHT =
      new ClickHouse.Limits(Duration.ofSeconds(1), 64, 1_000_000, 10, 1, Duration.ofMillis(50));

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  @ParameterizedTest
  @ValueSource(
      strings = {"", "it's", "a\\b", "\\'", "'; DROP TABLE events; --", "?", "ä😀\t\n", "{{x}} :y"})
  void aValueIsNeverReadAsSql(String text) {
    try (var clickHouse = open(ClickHouse.Limits.DEFAULT)) {
      var row =
          clickHouse.queryOne(
              Sql.of("SELECT ?, has(?, ?), '?'", text, List.of("x", text), text),
              r -> r.text(1) + "|" + r.number(2));
      assertThat(row).isEqualTo(text + "|1");
    }
  }

  @Test
  void whatCostsTooMuchIsRefused() {
    try (var clickHouse = open(TIGHT)) {
      for (var costly :
          List.of(
              "SELECT sleepEachRow(0.5) FROM numbers(100) SETTINGS max_block_size = 1",
              "SELECT number FROM numbers(11)",
              "SELECT count() FROM numbers(2000000) WHERE NOT ignore(number)",
              "SELECT length(groupArray(repeat(toString(number), 30))) FROM numbers(999000)")) {
        assertThatThrownBy(() -> clickHouse.query(Sql.of(costly), row -> row.number(1)))
            .as(costly)
            .asInstanceOf(type(StoreException.class))
            .extracting(StoreException::kind)
            .isEqualTo(Kind.TOO_EXPENSIVE);
      }
    }
  }

  @Test
  void nothingCanBeWritten() {
    try (var clickHouse = open(ClickHouse.Limits.DEFAULT)) {
      assertThatThrownBy(
              () ->
                  clickHouse.query(
                      Sql.of("INSERT INTO data_versions VALUES ('x', 0, 0)"), row -> 0))
          .isInstanceOf(StoreException.class);
      long rows =
          clickHouse.queryOne(
              Sql.of("SELECT toInt64(count()) FROM data_versions WHERE site = 'x'"),
              row -> row.number(1));
      assertThat(rows).isZero();
    }
  }

  @Test
  void oneMoreThanMayRunAtOnceIsRefused() throws InterruptedException {
    try (var clickHouse = open(TIGHT);
        var executor = Executors.newSingleThreadExecutor()) {
      var runs = new CountDownLatch(1);
      var release = new CountDownLatch(1);
      var first =
          executor.submit(
              () ->
                  clickHouse.query(
                      Sql.of("SELECT 1"),
                      row -> {
                        runs.countDown();
                        awaitQuietly(release);
                        return row.number(1);
                      }));
      runs.await();
      assertThatThrownBy(() -> clickHouse.query(Sql.of("SELECT 1"), row -> row.number(1)))
          .asInstanceOf(type(StoreException.class))
          .extracting(StoreException::kind)
          .isEqualTo(Kind.BUSY);
      release.countDown();
      assertThat(first).succeedsWithin(PATIENCE);
    }
  }

  @Test
  void aServerThatIsAwayOrHasNoTablesIsAway() throws IOException {
    var port = freePort();
    var nowhere = new ClickHouse.Address("http://127.0.0.1:" + port, "default", "", "polku");
    var empty = new ClickHouse.Address(CLICKHOUSE.url(), CLICKHOUSE.user(), "", "no_such_one");
    for (var address : List.of(nowhere, empty)) {
      try (var clickHouse = new ClickHouse(address, ClickHouse.Limits.DEFAULT)) {
        assertThat(clickHouse.ping()).isNotEmpty();
        assertThatThrownBy(() -> new DataState.Reader(clickHouse).of("shop"))
            .asInstanceOf(type(StoreException.class))
            .extracting(StoreException::kind)
            .isEqualTo(Kind.AWAY);
      }
    }
  }

  @Test
  void theStateOfASiteChangesWithWhatIsStored() {
    try (var clickHouse = open(ClickHouse.Limits.DEFAULT)) {
      var states = new DataState.Reader(clickHouse);
      var before = states.of("state");
      assertThat(states.of("state")).isEqualTo(before);
      CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('other', 0, 7)");
      states.forget("state");
      assertThat(states.of("state")).isEqualTo(before);
      CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('state', 0, 7), ('state', 1, 8)");
      states.forget("state");
      var after = states.of("state");
      assertThat(after.version()).isNotEqualTo(before.version());
      CLICKHOUSE.execute("OPTIMIZE TABLE data_versions FINAL");
      states.forget("state");
      assertThat(states.of("state")).isEqualTo(after);
    }
  }

  @Test
  void theNextLookIsTakenBesideThoseWhoAskBeforeTheLastIsTooOld() {
    try (var clickHouse = open(ClickHouse.Limits.DEFAULT)) {
      var nanos = new AtomicLong();
      var states = new DataState.Reader(clickHouse, nanos::get);
      var first = states.of("ahead");
      CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('ahead', 0, 7)");
      nanos.set(Duration.ofMillis(349).toNanos());
      assertThat(states.of("ahead")).isEqualTo(first);
      nanos.set(Duration.ofMillis(350).toNanos());
      assertThat(states.of("ahead")).as("given while looked at anew").isEqualTo(first);
      await().atMost(PATIENCE).until(() -> !states.of("ahead").equals(first));
      var second = states.of("ahead");
      CLICKHOUSE.execute("INSERT INTO data_versions VALUES ('ahead', 0, 8)");
      assertThat(states.of("ahead")).isEqualTo(second);
      nanos.set(Duration.ofMillis(850).toNanos());
      assertThat(states.of("ahead")).as("half a second later").isNotEqualTo(second);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ClickHouse open(ClickHouse.Limits limits) {
    return new ClickHouse(
        new ClickHouse.Address(
            CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
        limits);
  }
}
