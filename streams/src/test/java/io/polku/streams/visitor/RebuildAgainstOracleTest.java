package io.polku.streams.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Event;
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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * However late, repeated and shuffled events come, whoever is evicted in between, and whenever a
 * funnel is defined and histories arrive: in the end the rows are the oracle's.
 */
class RebuildAgainstOracleTest {
  private static final int VISITORS = Integer.getInteger("polku.rebuild.visitors", 10_000);
  private static final long SEED = Long.getLong("polku.seed", 1);
  private static final SessionRules SESSION = new SessionRules(SessionRules.GAP_DEFAULT);
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final List<Duration> GRACES =
      List.of(Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofHours(24));

  @Test
  void rowsAreThoseOfAFreshStart() {
    System.out.println("seed " + SEED + ", " + VISITORS + " visitors (-Dpolku.seed)");
    var visitors = new RandomVisitors("shop", ZONE, new Delivery(Duration.ofDays(60), 15));
    for (var seed = SEED; seed < SEED + VISITORS; seed++) {
      check(visitors, seed);
    }
  }

  private static void check(RandomVisitors visitors, long seed) {
    var random = new SplittableRandom(seed);
    var visitor = visitors.visitor(seed);
    var delivery = new ArrayList<>(visitor.delivery());
    if (random.nextBoolean()) {
      Collections.shuffle(delivery, new Random(seed));
    }
    var one = new LiveFunnel("f1", 1, RandomFunnels.funnel(seed * 2));
    var other = new LiveFunnel("f2", 1, RandomFunnels.withOptions(seed * 2 + 1));
    var grace = GRACES.get(random.nextInt(GRACES.size()));
    var before = new SiteRules(ZONE, SESSION, grace, List.of(one), 1, List.of(1L));
    var after = new SiteRules(ZONE, SESSION, grace, List.of(one, other), 2, List.of(1L, 2L));
    var definedAt = random.nextInt(delivery.size() + 1);
    var stored = new StoredVisitor(visitor.visitorId(), before);
    for (var i = 0; i < delivery.size(); i++) {
      if (i == definedAt) {
        stored.define(after);
      }
      stored.accept(delivery.get(i));
      meanwhile(stored, random);
    }
    if (definedAt == delivery.size()) {
      stored.define(after);
    }
    stored.settle();
    assertThat(stored.judged()).as("seed %d", seed).isEqualTo(delivery.size());
    compare(stored, visitor.events(), after, seed);
  }

  private static void meanwhile(StoredVisitor stored, SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 -> stored.read();
      case 1 -> stored.answer(false);
      case 2 -> stored.answer(true);
      case 3 -> {
        stored.read();
        stored.answer(false);
      }
      case 4 -> stored.evict();
      default -> {}
    }
  }

  private static void compare(
      StoredVisitor stored, List<Event> events, SiteRules rules, long seed) {
    assertThat(stored.events()).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(stored.events()).as("seed %d", seed).hasSameSizeAs(events);
    assertThat(stored.sessions())
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
    assertThat(stored.facts())
        .as("facts of visitor with seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
