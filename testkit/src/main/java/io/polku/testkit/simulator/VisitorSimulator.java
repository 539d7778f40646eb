package io.polku.testkit.simulator;

import io.polku.testkit.simulator.Shop.Product;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes visits to a shop, in order of their start. The same seed, shop and arguments make the same
 * visits. Some people come again days later, with what they left in the cart; nobody is in two
 * visits at once. Streams are lazy, sequential and remember some hundred people, however long they
 * are. Not thread-safe: a simulator serves one stream, its people are those of that stream.
 */
public final class VisitorSimulator {
  private static final int REMEMBERED_MAX = 400;

  /** Longer than a session's gap, so that coming back is another session. */
  private static final long AWAY_MILLIS_MIN = 45 * 60_000L;

  /** Visits by hour of day, of a thousand. */
  private static final int[] BY_HOUR = {
    9, 5, 3, 2, 3, 8, 19, 34, 43, 48, 50, 52, 56, 52, 48, 48, 52, 60, 70, 84, 92, 84, 52, 26
  };

  private static final int VISITS_PER_DAY_MAX = 1_000_000;

  private static final Shares<Entrance> ENTRANCES =
      new Shares<>(
          List.of(
              Map.entry(Entrance.SEARCH, 38),
              Map.entry(Entrance.DIRECT, 24),
              Map.entry(Entrance.NEWSLETTER, 14),
              Map.entry(Entrance.ADVERTISEMENT, 13),
              Map.entry(Entrance.SOCIAL, 11)));

  /** Somebody who was here before. */
  private record Known(Shopper shopper, boolean loggedIn, List<Product> cart, long lastMillis) {}

  private final Shop shop;
  private final Set<Fault> faults;
  private final SplittableRandom random;
  private final List<Known> known = new ArrayList<>();

  /**
   * A simulator of the shop with all its faults.
   *
   * @param shop whose pages are visited
   * @param seed all chance follows from it
   */
  public VisitorSimulator(Shop shop, long seed) {
    this(shop, Fault.ALL, seed);
  }

  /**
   * A simulator.
   *
   * @param shop whose pages are visited
   * @param faults what is wrong with it
   * @param seed all chance follows from it
   */
  public VisitorSimulator(Shop shop, Set<Fault> faults, long seed) {
    this.shop = shop;
    this.faults = Set.copyOf(faults);
    this.random = new SplittableRandom(seed);
  }

  /**
   * Visits of some days, more in the evening and at weekends, as hours are in the zone.
   *
   * @param firstDay the first day
   * @param days how many
   * @param visitsPerDay on a usual day, 1 to 1,000,000
   */
  public Stream<SimulatedVisit> history(
      LocalDate firstDay, int days, int visitsPerDay, ZoneId zone) {
    if (visitsPerDay < 1 || visitsPerDay > VISITS_PER_DAY_MAX) {
      throw new IllegalArgumentException(
          "visits per day: " + visitsPerDay + " (expected: 1 to " + VISITS_PER_DAY_MAX + ")");
    }
    return IntStream.range(0, days)
        .mapToObj(firstDay::plusDays)
        .flatMap(day -> starts(day, visitsPerDay, zone).boxed())
        .map(this::visit);
  }

  /**
   * Visits without end.
   *
   * @param from when the first may begin
   * @param visitsPerMinute how many begin in a minute, on average; above 0
   */
  public Stream<SimulatedVisit> live(Instant from, double visitsPerMinute) {
    if (!(visitsPerMinute > 0)) {
      throw new IllegalArgumentException(
          "visits per minute: " + visitsPerMinute + " (expected: > 0)");
    }
    return LongStream.iterate(
            from.toEpochMilli(),
            millis -> millis + Math.round(60_000 * random.nextExponential() / visitsPerMinute))
        .skip(1)
        .mapToObj(this::visit);
  }

  private LongStream starts(LocalDate day, int visitsPerDay, ZoneId zone) {
    var weekend =
        day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    var visits = Math.round(visitsPerDay * (weekend ? 1.2 : 1.0) * random.nextDouble(0.9, 1.1));
    return LongStream.range(0, visits)
        .map(
            i ->
                day.atStartOfDay(zone).toInstant().toEpochMilli()
                    + hour() * 3_600_000L
                    + random.nextInt(3_600_000))
        .sorted();
  }

  private int hour() {
    var left = random.nextInt(IntStream.of(BY_HOUR).sum());
    var hour = 0;
    while (left >= BY_HOUR[hour]) {
      left -= BY_HOUR[hour];
      hour++;
    }
    return hour;
  }

  private SimulatedVisit visit(long startMillis) {
    var chance = random.split();
    var before = cameBack(startMillis, chance);
    var shopper = before == null ? Shoppers.make(startMillis, chance) : before.shopper();
    var loggedIn = before != null && before.loggedIn();
    var entrance = ENTRANCES.pick(chance);
    var id = HexFormat.of().toHexDigits(chance.nextLong() + startMillis);
    var script =
        new VisitScript(
            shop,
            faults,
            shopper,
            entrance,
            loggedIn,
            before != null,
            before == null ? List.of() : before.cart(),
            id,
            chance);
    var visit = new SimulatedVisit(id, shopper, loggedIn, entrance, startMillis, script.play());
    remember(
        new Known(shopper, script.loggedInAtEnd(), script.cartAtEnd(), visit.endMillis()), chance);
    return visit;
  }

  private @Nullable Known cameBack(long startMillis, SplittableRandom chance) {
    if (known.isEmpty() || chance.nextDouble() >= Habits.COMES_BACK) {
      return null;
    }
    var index = chance.nextInt(known.size());
    if (startMillis - known.get(index).lastMillis() < AWAY_MILLIS_MIN) {
      return null;
    }
    return known.remove(index);
  }

  private void remember(Known somebody, SplittableRandom chance) {
    if (known.size() == REMEMBERED_MAX) {
      known.remove(chance.nextInt(known.size()));
    }
    known.add(somebody);
  }
}
