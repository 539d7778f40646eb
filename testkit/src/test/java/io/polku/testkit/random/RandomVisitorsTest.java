package io.polku.testkit.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.session.SessionRules;
import io.polku.testkit.oracle.NaiveFunnel;
import io.polku.testkit.oracle.NaiveSessions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RandomVisitorsTest {
  private static final long SEED = 42;
  private static final int VISITORS = 2_000;
  private static final int FUNNELS = 6_000;
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final SessionRules RULES = new SessionRules(SessionRules.GAP_DEFAULT);
  private static final RandomVisitors GENERATOR =
      new RandomVisitors("shop", ZONE, Delivery.WITHIN_GRACE);

  private static final List<RandomVisitor> MANY = GENERATOR.visitors(SEED, VISITORS).toList();
  private static final List<RandomVisitor> FOR_OPTIONS =
      GENERATOR.forOptions().visitors(SEED, VISITORS).toList();

  @Test
  void theSameSeedMakesTheSameVisitor() {
    assertThat(GENERATOR.visitor(7)).isEqualTo(GENERATOR.visitor(7));
    assertThat(RandomFunnels.funnel(7)).isEqualTo(RandomFunnels.funnel(7));
    assertThat(GENERATOR.visitor(7).events()).isNotEqualTo(GENERATOR.visitor(8).events());
  }

  @Test
  void eventsAreInOrderAndDeliveredAtLeastOnce() {
    for (var visitor : MANY) {
      assertThat(visitor.events()).isSortedAccordingTo(Event.ORDER).doesNotHaveDuplicates();
      assertThat(visitor.delivery()).containsAll(visitor.events());
      assertThat(visitor.delivery().stream().map(Event::id).distinct())
          .hasSameSizeAs(visitor.events());
    }
    assertThat(MANY)
        .anySatisfy(v -> assertThat(v.delivery()).hasSizeGreaterThan(v.events().size()));
  }

  @Test
  void nothingArrivesLaterThanTheLag() {
    var lagMillis = Delivery.WITHIN_GRACE.lagMax().toMillis();
    var furthestBehindMillis = 0L;
    for (var visitor : MANY) {
      var newestMillis = Long.MIN_VALUE;
      for (var event : visitor.delivery()) {
        newestMillis = Math.max(newestMillis, event.timeMillis());
        furthestBehindMillis = Math.max(furthestBehindMillis, newestMillis - event.timeMillis());
      }
    }
    assertThat(furthestBehindMillis).isLessThan(lagMillis).isGreaterThan(lagMillis / 2);
  }

  @Test
  void fallsWhereMistakesAre() {
    assertNeighbours(
        "the same time and seq",
        (one, other) -> sinceMillis(one, other) == 0 && one.seq() == other.seq());
    assertNeighbours("exactly the gap", (one, other) -> sinceMillis(one, other) == 1_800_000);
    assertNeighbours("just over the gap", (one, other) -> sinceMillis(one, other) == 1_800_001);
    assertNeighbours(
        "midnight between",
        (one, other) -> sinceMillis(one, other) < 60_000 && !day(one).equals(day(other)));
    assertNeighbours(
        "clock change between",
        (one, other) ->
            !ZONE.getRules()
                .getOffset(instant(one))
                .equals(ZONE.getRules().getOffset(instant(other))));
    assertThat(MANY)
        .as("a session cut for its length")
        .anyMatch(
            v ->
                NaiveSessions.of(v.events(), RULES).stream()
                    .anyMatch(
                        s ->
                            sinceMillis(s.getFirst(), s.getLast())
                                > Duration.ofHours(23).toMillis()));
  }

  @Test
  void funnelsReachEveryLevelForBothSubjects() {
    var reached = new HashSet<String>();
    for (var i = 0; i < VISITORS; i++) {
      var funnel = RandomFunnels.funnel(SEED + i);
      for (var fact : NaiveFunnel.facts(MANY.get(i).events(), funnel, RULES, ZONE)) {
        reached.add(funnel.subject() + " " + fact.level());
      }
    }
    for (var subject : Subject.values()) {
      for (var level = 1; level <= 5; level++) {
        assertThat(reached).contains(subject + " " + level);
      }
    }
  }

  @Test
  void funnelsWithOptionsGoTogetherAndEachIsThere() {
    var seen = new HashSet<String>();
    for (var i = 0; i < FUNNELS; i++) {
      var funnel = RandomFunnels.withOptions(SEED + i);
      var order = funnel.order().name();
      seen.add(order);
      seen.add(funnel.subject() + " " + order);
      note(seen, funnel.window().perStep(), order + " per step");
      note(seen, funnel.steps().stream().anyMatch(Step::optional), "optional");
      note(seen, !funnel.exclude().isEmpty(), "exclude");
      note(seen, funnel.hold() instanceof Hold.ItemId, order + " hold item");
      note(seen, funnel.hold() instanceof Hold.Prop, order + " hold prop");
      note(seen, funnel.unit() == Unit.ITEM, "unit item");
    }
    assertThat(seen)
        .contains(
            "ORDERED",
            "STRICT",
            "ANY",
            "SESSION ANY",
            "VISITOR STRICT",
            "ORDERED per step",
            "STRICT per step",
            "optional",
            "exclude",
            "ORDERED hold item",
            "ORDERED hold prop",
            "STRICT hold item",
            "unit item");
    assertThat(RandomFunnels.withOptions(7)).isEqualTo(RandomFunnels.withOptions(7));
  }

  @Test
  void optionsHaveEveryOutcome() {
    var seen = new HashSet<String>();
    for (var i = 0; i < FUNNELS; i++) {
      var funnel = RandomFunnels.withOptions(SEED + i);
      for (var fact :
          NaiveFunnel.facts(FOR_OPTIONS.get(i % VISITORS).events(), funnel, RULES, ZONE)) {
        seen.add(funnel.order() + " " + fact.level());
        note(seen, fact.excluded(), "excluded");
        note(seen, fact.capped(), "capped");
        note(seen, funnel.window().perStep() && fact.level() > 1, "per step");
        note(seen, fact.value().isEmpty() == (funnel.hold() == null), "value");
        note(seen, funnel.hold() != null && fact.level() > 2, "held");
        for (var step = 0; step < fact.stepTimesMillis().size(); step++) {
          if (funnel.steps().get(step).optional()) {
            seen.add("optional " + (fact.stepTimesMillis().get(step) != 0));
          }
        }
        var wayOut = fact.wayOut();
        note(seen, wayOut.next().startsWith("/"), "next page");
        note(seen, wayOut.next().startsWith("event:"), "next event");
        note(seen, wayOut.next().isEmpty(), "exit");
        note(seen, !wayOut.lastClick().isEmpty(), "click");
        note(seen, !wayOut.lastPage().isEmpty(), "page");
        wayOut.signals().forEach(signal -> seen.add(signal.word()));
      }
    }
    assertThat(seen)
        .contains("excluded", "capped", "per step", "value", "held", "optional true")
        .contains("optional false", "next page", "next event", "exit", "click", "page")
        .contains("ORDERED 5", "STRICT 3", "ANY 4")
        .containsAll(Stream.of(Signal.values()).map(Signal::word).toList());
  }

  private static void note(Set<String> seen, boolean holds, String what) {
    if (holds) {
      seen.add(what);
    }
  }

  private static void assertNeighbours(String what, BiPredicate<Event, Event> neighbours) {
    assertThat(MANY)
        .as(what)
        .anyMatch(
            visitor -> {
              var events = visitor.events();
              for (var i = 1; i < events.size(); i++) {
                if (neighbours.test(events.get(i - 1), events.get(i))) {
                  return true;
                }
              }
              return false;
            });
  }

  private static long sinceMillis(Event one, Event other) {
    return other.timeMillis() - one.timeMillis();
  }

  private static Object day(Event event) {
    return instant(event).atZone(ZONE).toLocalDate();
  }

  private static Instant instant(Event event) {
    return Instant.ofEpochMilli(event.timeMillis());
  }
}
