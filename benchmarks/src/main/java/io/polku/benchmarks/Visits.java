package io.polku.benchmarks;

import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.SimulatedVisit;
import io.polku.testkit.simulator.VisitorSimulator;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/** Simulated visits, in order of their start. The same arguments make the same ones. */
final class Visits {
  /** The day of the first visit. */
  static final LocalDate FIRST_DAY = LocalDate.parse("2025-03-01");

  /** A day after the last visit, whatever the number of events. */
  static final LocalDate END = FIRST_DAY.plusDays(90);

  private static final int DAYS = 80;
  private static final int DAYS_AIMED_AT = 28;
  private static final int EVENTS_PER_VISIT = 10;
  private static final int VISITS_PER_DAY_MIN = 20;

  private Visits() {}

  /**
   * Visits that spread this many events over about four weeks; there are more than that.
   *
   * @param seed all chance follows from it
   */
  static Stream<SimulatedVisit> of(int events, long seed) {
    var perDay = Math.max(VISITS_PER_DAY_MIN, events / DAYS_AIMED_AT / EVENTS_PER_VISIT);
    return new VisitorSimulator(Shop.demo("https://shop.example"), seed)
        .history(FIRST_DAY, DAYS, perDay, ZoneOffset.UTC);
  }
}
