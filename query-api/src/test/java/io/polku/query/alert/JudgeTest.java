package io.polku.query.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polku.contract.alert.AlertRule.Period;
import io.polku.contract.report.Wilson;
import io.polku.query.range.TimeRange;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final double EXACT = 1e-9;

  @Test
  void theBandIsThreeDeviationsWide() {
    var band = Judge.band(figure(50, 100), Collections.nCopies(8, figure(50, 100)));
    // (402 / 804) (402 / 804) (1 / 100 + 1 / 800), of which three roots.
    var half = 3 * Math.sqrt(0.25 * (0.01 + 0.00125));
    assertThat(band.expected()).isCloseTo(0.5, within(EXACT));
    assertThat(band.low()).isCloseTo(0.5 - half, within(EXACT));
    assertThat(band.high()).isCloseTo(0.5 + half, within(EXACT));
    assertThat(band.subjects()).isEqualTo(800);
  }

  @Test
  void weeksThatDifferByMoreThanChanceWidenIt() {
    var weeks = List.of(figure(20, 100), figure(80, 100), figure(20, 100), figure(80, 100));
    var band = Judge.band(figure(50, 100), weeks);
    // Pearson: 4 * 100 * 0.09 / 0.25 = 144, over 3 degrees of freedom.
    var half = 3 * Math.sqrt(48 * 0.25 * (1 / 100.0 + 1 / 400.0));
    assertThat(half).isGreaterThan(0.5);
    assertThat(band.low()).isZero();
    assertThat(band.high()).isEqualTo(1);
  }

  @Test
  void aShareOfZeroHasABand() {
    var band = Judge.band(figure(0, 100), Collections.nCopies(4, figure(0, 100)));
    assertThat(band.low()).isZero();
    assertThat(band.high()).isBetween(0.02, 0.06);
  }

  /** Of periods that are all alike, few are out of it. */
  @Test
  void seldomIsSomethingOutOfItByChance() {
    var random = new Random(48);
    var rounds = 4_000;
    var out =
        IntStream.range(0, rounds)
            .filter(
                round -> {
                  var now = drawn(random);
                  var weeks =
                      IntStream.range(0, Judge.WEEKS).mapToObj(week -> drawn(random)).toList();
                  var band = Judge.band(now, weeks);
                  return now.value() < band.low() || now.value() > band.high();
                })
            .count();
    assertThat(out / (double) rounds).as("seed 48").isLessThan(0.01);
  }

  @ParameterizedTest
  @CsvSource({
    "hour, 2026-11-23T10:59:59Z, 2026-11-23T09:00:00Z, 2026-11-23T10:00:00Z",
    "hour, 2026-11-23T11:00:00Z, 2026-11-23T10:00:00Z, 2026-11-23T11:00:00Z",
    "day,  2026-11-23T21:59:59Z, 2026-11-21T22:00:00Z, 2026-11-22T22:00:00Z",
    "day,  2026-11-23T22:00:00Z, 2026-11-22T22:00:00Z, 2026-11-23T22:00:00Z",
    "week, 2026-11-29T21:59:59Z, 2026-11-15T22:00:00Z, 2026-11-22T22:00:00Z",
    "week, 2026-11-29T22:00:00Z, 2026-11-22T22:00:00Z, 2026-11-29T22:00:00Z",
    // The day on which the clocks go back has 25 hours.
    "day,  2026-10-25T22:00:00Z, 2026-10-24T21:00:00Z, 2026-10-25T22:00:00Z"
  })
  void periodsAreBySitesClock(String period, Instant by, Instant from, Instant to) {
    var zone = ZoneId.of("Europe/Helsinki");
    assertThat(Periods.last(Period.valueOf(period.toUpperCase(java.util.Locale.ROOT)), by, zone))
        .isEqualTo(new TimeRange(from, to, zone));
  }

  @Test
  void aWeekBeforeIsTheSameTimeByTheClock() {
    var zone = ZoneId.of("Europe/Helsinki");
    var day = Periods.last(Period.DAY, Instant.parse("2026-10-26T22:00:00Z"), zone);
    assertThat(Periods.weeksBefore(Period.DAY, day, 1))
        .isEqualTo(
            new TimeRange(
                Instant.parse("2026-10-18T21:00:00Z"),
                Instant.parse("2026-10-19T21:00:00Z"),
                zone));
    // The hour before which the clocks went forward: there was none, and the next is taken.
    var hour = Periods.last(Period.HOUR, Instant.parse("2026-04-05T01:00:00Z"), zone);
    assertThat(Periods.weeksBefore(Period.HOUR, hour, 1).to())
        .isAfter(Periods.weeksBefore(Period.HOUR, hour, 1).from());
  }

  private static Figure drawn(Random random) {
    var reached = IntStream.range(0, 200).filter(i -> random.nextDouble() < 0.3).count();
    return figure(reached, 200);
  }

  private static Figure figure(long reached, long trials) {
    return new Figure((double) reached / trials, Wilson.interval(reached, trials), trials, trials);
  }
}
