package io.polku.streams.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.session.SessionRules;
import io.polku.streams.funnel.LiveFunnel;
import io.polku.testkit.oracle.NaiveFunnel;
import io.polku.testkit.oracle.NaiveSessions;
import io.polku.testkit.random.Delivery;
import io.polku.testkit.random.RandomFunnels;
import io.polku.testkit.random.RandomVisitors;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generated visitors, shuffled and repeated on their way, against an oracle that tries every chain.
 * {@code -Dpolku.visitors=N} makes more of them, {@code -Dpolku.seed=S} others; a failure names the
 * visitor's seed.
 */
class EngineAgainstOracleTest {
  private static final int VISITORS = Integer.getInteger("polku.visitors", 4_000);
  private static final long SEED = Long.getLong("polku.seed", 1);
  private static final int FUNNELS = 3;
  private static final SessionRules SESSION = new SessionRules(SessionRules.GAP_DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Helsinki", "America/Havana", "UTC"})
  void rowsAreTheOraclesUnderReorderingWithinGraceAndRepeats(String zone) {
    var visitors = new RandomVisitors("shop", ZoneId.of(zone), Delivery.WITHIN_GRACE);
    for (var seed = SEED; seed < SEED + VISITORS; seed++) {
      check(visitors, seed, ZoneId.of(zone), Duration.ofHours(24), false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.001S", "PT1H", "P7D"})
  void rowsAreTheOraclesInOrderWhateverTheGrace(Duration grace) {
    var zone = ZoneId.of("Europe/Helsinki");
    var visitors = new RandomVisitors("shop", zone, Delivery.IN_ORDER);
    for (var seed = SEED; seed < SEED + VISITORS / 4; seed++) {
      check(visitors, seed, zone, grace, false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Helsinki"})
  void rowsAreTheOraclesAfterEachSingleEvent(String zone) {
    var visitors = new RandomVisitors("shop", ZoneId.of(zone), Delivery.WITHIN_GRACE);
    for (var seed = SEED; seed < SEED + VISITORS / 10; seed++) {
      check(visitors, seed, ZoneId.of(zone), Duration.ofHours(24), true);
    }
  }

  private static void check(
      RandomVisitors visitors, long seed, ZoneId zone, Duration grace, boolean eachEvent) {
    var visitor = visitors.visitor(seed);
    var funnels =
        IntStream.range(0, FUNNELS)
            .mapToObj(i -> new LiveFunnel("f" + i, 1 + i, funnel(i, seed * FUNNELS + i)))
            .toList();
    var rules = new SiteRules(zone, SESSION, grace, funnels);
    var told = seed % 2 == 0 ? new Told(rules) : new Told(rules).remembering();
    var arrived = new ArrayList<Event>();
    for (var event : visitor.delivery()) {
      var repeated = arrived.stream().anyMatch(e -> e.id().equals(event.id()));
      var change = told.accept(event);
      assertThat(change.duplicate() != null).as("seed %d, repeat", seed).isEqualTo(repeated);
      if (!repeated) {
        arrived.add(event);
        var stored = change.stored();
        assertThat(stored != null && stored.late()).as("seed %d, late", seed).isFalse();
      }
      if (eachEvent) {
        compare(told, arrived, rules, seed);
      }
    }
    compare(told, visitor.events(), rules, seed);
  }

  /** The first is plain, the others have options. */
  private static FunnelDefinition funnel(int number, long seed) {
    return number == 0 ? RandomFunnels.funnel(seed) : RandomFunnels.withOptions(seed);
  }

  private static void compare(Told told, List<Event> events, SiteRules rules, long seed) {
    assertThat(told.sessions())
        .as("sessions of visitor with seed %d", seed)
        .isEqualTo(
            NaiveSessions.of(events, SESSION).stream().map(NaiveSessions::describe).toList());
    var expected =
        rules.funnels().stream()
            .flatMap(
                funnel ->
                    NaiveFunnel.facts(events, funnel.definition(), SESSION, rules.zone()).stream()
                        .map(fact -> fact.toFact(funnel.id(), funnel.version())))
            .toList();
    assertThat(told.facts())
        .as("facts of visitor with seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
