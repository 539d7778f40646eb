package io.polku.testkit.oracle;

import static io.polku.testkit.event.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.funnel.Window;
import io.polku.contract.session.SessionRules;
import io.polku.testkit.event.EventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NaiveFunnelTest {
  private static final SessionRules RULES = new SessionRules(Duration.ofMinutes(30));
  private static final long NOON = FunnelVector.START_MILLIS;

  static List<FunnelVector> vectors() {
    return FunnelVector.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void answersTheContractsVectors(FunnelVector vector) {
    var facts =
        NaiveFunnel.facts(vector.delivery(), vector.funnel(), RULES, ZoneId.of("Europe/Helsinki"))
            .stream()
            .sorted(
                Comparator.comparingLong(NaiveFact::sessionStartMillis)
                    .thenComparing(NaiveFact::entryDay)
                    .thenComparing(NaiveFact::value))
            .toList();

    assertThat(facts).extracting(NaiveFact::level).isEqualTo(vector.levels());
    said(vector.values(), facts, NaiveFact::value);
    said(vector.unexcludedLevels(), facts, NaiveFact::unexcludedLevel);
    said(vector.stepSeconds(), facts, f -> f.stepTimesMillis().stream().map(this::second).toList());
    said(vector.deadlineSeconds(), facts, f -> second(f.deadlineMillis()));
    said(vector.wayOuts(), facts, NaiveFact::wayOut);
    if (!vector.chainSeconds().isEmpty()) {
      assertThat(facts)
          .extracting(f -> (f.stepTimesMillis().getLast() - f.stepTimesMillis().getFirst()) / 1000)
          .isEqualTo(vector.chainSeconds());
    }
    if (!vector.firstEntryToLastSeconds().isEmpty()) {
      assertThat(facts)
          .extracting(f -> (f.stepTimesMillis().getLast() - f.firstEntryMillis()) / 1000)
          .isEqualTo(vector.firstEntryToLastSeconds());
    }
  }

  private static <T> void said(
      List<T> expected, List<NaiveFact> facts, Function<NaiveFact, T> part) {
    if (!expected.isEmpty()) {
      assertThat(facts.stream().map(part).toList()).isEqualTo(expected);
    }
  }

  private long second(long millis) {
    return millis == 0 ? -1 : (millis - NOON) / 1000;
  }

  @Test
  void atMostSoManyValuesOfADayAreLookedAtInOrderOfEvents() {
    var funnel = hold("A", "B");
    var events =
        List.of(
            EventBuilder.event("A").at(NOON).item(Map.of("item_id", "c")).build(),
            EventBuilder.event("A")
                .at(NOON + 1)
                .item(Map.of("item_id", "b"))
                .item(Map.of("item_id", "a"))
                .build(),
            EventBuilder.event("B").at(NOON + 2).item(Map.of("item_id", "a")).build());

    var facts = NaiveFunnel.facts(events, funnel, RULES, ZoneId.of("UTC"), time -> true, 2);
    assertThat(facts).extracting(NaiveFact::value).containsExactly("c", "b");
    assertThat(facts).extracting(NaiveFact::level).containsExactly(1, 1);
    assertThat(facts).allMatch(NaiveFact::capped);

    var all = NaiveFunnel.facts(events, funnel, RULES, ZoneId.of("UTC"), time -> true, 3);
    assertThat(all).extracting(NaiveFact::value).containsExactly("c", "b", "a");
    assertThat(all).extracting(NaiveFact::level).containsExactly(1, 1, 2);
    assertThat(all).noneMatch(NaiveFact::capped);
  }

  @Test
  void onlyEntriesAreLimitedToARange() {
    var events =
        List.of(
            EventBuilder.event("A").at(NOON).item(Map.of("item_id", "a")).build(),
            EventBuilder.event("A").at(NOON + 10).item(Map.of("item_id", "b")).build(),
            EventBuilder.event("B").at(NOON + 20).item(Map.of("item_id", "b")).build());

    var facts =
        NaiveFunnel.facts(
            events, hold("A", "B"), RULES, ZoneId.of("UTC"), time -> time >= NOON + 5, 200);
    assertThat(facts).extracting(NaiveFact::value).containsExactly("b");
    assertThat(facts).extracting(NaiveFact::level).containsExactly(2);
  }

  private static FunnelDefinition hold(String... names) {
    return new FunnelDefinition(
        "f",
        Subject.VISITOR,
        Order.ORDERED,
        Window.whole(Duration.ofMinutes(1)),
        Stream.of(names)
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
            .toList(),
        List.of(),
        new Hold.ItemId(),
        Unit.SUBJECT);
  }

  @Test
  void theLongestChainWinsEvenIfItFinishesLater() {
    assertThat(chain("A0 A1 B2 A100 B101 C102", 60, "A", "B", "C")).isEqualTo("A100 B101 C102");
  }

  @Test
  void ofEquallyLongChainsTheOneThatFinishesEarliestWins() {
    assertThat(chain("A0 B10 A20 B21", 60, "A", "B")).isEqualTo("A0 B10");
  }

  @Test
  void ofChainsThatFinishTogetherTheOneThatStartsLatestWins() {
    assertThat(chain("A0 B1 A2 B3 C4", 60, "A", "B", "C")).isEqualTo("A2 B3 C4");
  }

  @Test
  void ofChainsWithOneStartAndFinishEarlierStepsAreTheLatestThatFit() {
    assertThat(chain("A0 B1 C2 B3 C4 C5 D6", 60, "A", "B", "C", "D")).isEqualTo("A0 B3 C5 D6");
  }

  @Test
  void theStartIsTheLatestThatFitsAndNotTheFirst() {
    assertThat(chain("A0 A30 B45 C75", 60, "A", "B", "C")).isEqualTo("A30 B45 C75");
  }

  @Test
  void anEventServesOneStepOnly() {
    assertThat(chain("A0 A5 A9", 60, "A", "A", "A", "A")).isEqualTo("A0 A5 A9");
  }

  @Test
  void eachEntryDayHasItsFactAndLaterStepsMayLieAfterIt() {
    var zone = ZoneId.of("Europe/Helsinki");
    var beforeMidnight = Instant.parse("2025-03-29T21:59:59.999Z").toEpochMilli();
    var events =
        List.of(
            event("A").at(beforeMidnight).build(),
            event("A").at(beforeMidnight + 1).build(),
            // The night the clocks go forward: 24 hours later it is 1 o'clock of the day after.
            event("A").at(beforeMidnight + 1 + Duration.ofHours(23).toMillis()).build(),
            event("B").at(beforeMidnight + 2 + Duration.ofHours(23).toMillis()).build());

    var facts =
        NaiveFunnel.facts(
            events, funnel(Subject.VISITOR, Duration.ofDays(7), "A", "B"), RULES, zone);

    assertThat(facts)
        .extracting(NaiveFact::entryDay)
        .containsExactly(
            LocalDate.of(2025, 3, 29), LocalDate.of(2025, 3, 30), LocalDate.of(2025, 3, 31));
    assertThat(facts).extracting(NaiveFact::level).containsExactly(2, 2, 2);
  }

  @Test
  void theDeadlineIsTheDaysLastEntryPlusTheWindow() {
    var facts =
        NaiveFunnel.facts(
            events("A0 A10 B20"),
            funnel(Subject.VISITOR, Duration.ofHours(1), "A", "B"),
            RULES,
            ZoneOffset.UTC);

    assertThat(facts.getFirst().deadlineMillis()).isEqualTo(NOON + 10_000 + 3_600_000);
    assertThat(facts.getFirst().firstEntryMillis()).isEqualTo(NOON);
    assertThat(facts.getFirst().sessionStartMillis()).isZero();
  }

  @Test
  void aSessionsDeadlineEndsWithTheSession() {
    var shortWindow = funnel(Subject.SESSION, Duration.ofSeconds(60), "A", "B");
    var longWindow = funnel(Subject.SESSION, Duration.ofDays(7), "A", "B");

    assertThat(deadlines(shortWindow, "X0 A10 X20")).containsExactly(NOON + 70_000);
    assertThat(deadlines(longWindow, "X0 A10 X20")).containsExactly(NOON + 20_000 + 1_800_000);
    var everyHalfHour =
        IntStream.rangeClosed(0, 48).mapToObj(i -> event("A").at(NOON + i * 1_800_000L).build());
    assertThat(NaiveFunnel.facts(everyHalfHour.toList(), longWindow, RULES, ZoneOffset.UTC))
        .extracting(NaiveFact::deadlineMillis)
        .containsExactly(NOON + 86_400_000, NOON + 86_400_000);
  }

  @Test
  void refusesMoreChainsThanItCanTry() {
    var many = IntStream.range(0, 200).mapToObj(i -> event("A").at(NOON + i).build()).toList();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                NaiveFunnel.facts(
                    many,
                    funnel(Subject.VISITOR, Duration.ofHours(1), "A", "A", "A", "A", "A"),
                    RULES,
                    ZoneOffset.UTC))
        .withMessageContaining("chains");
  }

  private static List<Long> deadlines(FunnelDefinition funnel, String events) {
    return NaiveFunnel.facts(events(events), funnel, RULES, ZoneOffset.UTC).stream()
        .map(NaiveFact::deadlineMillis)
        .toList();
  }

  private static String chain(String events, long windowSeconds, String... steps) {
    var facts =
        NaiveFunnel.facts(
            events(events).reversed(),
            funnel(Subject.VISITOR, Duration.ofSeconds(windowSeconds), steps),
            RULES,
            ZoneOffset.UTC);
    return String.join(
        " ",
        facts.getFirst().chain().stream()
            .map(e -> e.name() + (e.timeMillis() - NOON) / 1000)
            .toList());
  }

  /** Events such as {@code A0 B10}: a name of one letter and seconds after noon. */
  private static List<Event> events(String text) {
    var events = new ArrayList<Event>();
    for (var word : text.split(" ", -1)) {
      events.add(
          event(word.substring(0, 1))
              .at(NOON + 1000 * Long.parseLong(word.substring(1)))
              .seq(events.size())
              .build());
    }
    return events;
  }

  private static FunnelDefinition funnel(Subject subject, Duration window, String... names) {
    return new FunnelDefinition(
        "test",
        subject,
        window,
        Arrays.stream(names)
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
            .toList());
  }
}
