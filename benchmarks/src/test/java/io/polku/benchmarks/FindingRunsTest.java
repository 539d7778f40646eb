package io.polku.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.query.store.ClickHouse;
import io.polku.testkit.fixture.ClickHouseFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A few of the sites that {@code bench findings} makes. */
class FindingRunsTest {
  private static final long SEED = Long.getLong("polku.seed", 1L);

  @RegisterExtension static final ClickHouseFixture CLICKHOUSE = ClickHouseFixture.withSchema();

  private static ClickHouse clickHouse;
  private static FindingRuns runs;

  @BeforeAll
  static void start() {
    clickHouse =
        new ClickHouse(
            new ClickHouse.Address(
                CLICKHOUSE.url(), CLICKHOUSE.user(), CLICKHOUSE.password(), CLICKHOUSE.database()),
            ClickHouse.Limits.DEFAULT);
    runs = new FindingRuns(clickHouse, CLICKHOUSE::insertJson);
  }

  @AfterAll
  static void stop() {
    clickHouse.close();
  }

  @Test
  void eachPlantedFaultIsFirstInItsReport() {
    var planted = runs.planted(SEED);

    assertThat(planted.ranks())
        .as("seed %d", SEED)
        .allSatisfy((_, rank) -> assertThat(rank).isOne());
  }

  @Test
  void aShopWithoutFaultsHasNoFindings() {
    var control = runs.control(SEED);

    assertThat(control.tested()).isGreaterThan(10);
    assertThat(control.found()).as("seed %d", SEED).isEmpty();
  }
}
