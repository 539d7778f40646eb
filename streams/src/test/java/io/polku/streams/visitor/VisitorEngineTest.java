package io.polku.streams.visitor;

import static io.polku.testkit.event.EventBuilder.event;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.change.Change;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.session.Session;
import io.polku.contract.session.SessionRules;
import io.polku.streams.funnel.LiveFunnel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VisitorEngineTest {
  private static final long START = Instant.parse("2019-10-01T10:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final LiveFunnel VISITOR_AB =
      new LiveFunnel("ab", 1, funnel(Subject.VISITOR, Duration.ofDays(7), "A", "B"));
  private static final LiveFunnel SESSION_AB =
      new LiveFunnel("sab", 1, funnel(Subject.SESSION, Duration.ofDays(7), "A", "B"));

  @Test
  void firstEventIsNeverLateHoweverOld() {
    var told = told();
    assertThat(stored(told.accept(at("A", 0))).late()).isFalse();
    assertThat(told.sessions()).hasSize(1);
  }

  @Test
  void eventExactlyTheGraceBehindTheNewestIsLateAndOneMillisecondLaterIsNot() {
    var told = told(VISITOR_AB);
    told.accept(at("B", DAY));
    var late = told.accept(at("A", 0));
    assertThat(stored(late).late()).isTrue();
    assertThat(late.sessions()).isEmpty();
    assertThat(late.facts()).isEmpty();
    var inTime = told.accept(at("A", 1));
    assertThat(stored(inTime).late()).isFalse();
    assertThat(inTime.facts()).extracting(FunnelFact::level).containsExactly(2);
  }

  @Test
  void lateEventIsStoredOnceAndItsRepeatIsADuplicate() {
    var told = told();
    told.accept(at("A", 2 * DAY));
    assertThat(stored(told.accept(at("A", 0))).late()).isTrue();
    assertThat(told.accept(at("A", 0)).duplicate()).isNotNull();
  }

  @Test
  void repeatOfAnEventBehindTheFloorIsADuplicate() {
    var told = told();
    told.accept(at("A", 0));
    told.accept(at("A", 40 * DAY));
    var repeat = told.accept(at("A", 0));
    assertThat(requireNonNull(repeat.duplicate()).id()).isEqualTo("A-" + START + "-0");
    assertThat(told.idsStored()).isEqualTo(1);
  }

  @Test
  void sameIdWithAnotherNameIsKeptUnderAnIdOfItsOwnAndRepeatsOfItAreDuplicates() {
    var told = told();
    told.accept(event("A").id("1").at(START).build());
    var other = event("B").id("1").at(START + 1).build();
    var kept = stored(told.accept(other));
    assertThat(kept.idConflict()).isTrue();
    assertThat(kept.event().id()).startsWith("1#").isNotEqualTo("1");
    assertThat(told.accept(other).duplicate()).isNotNull();
    assertThat(stored(told.accept(event("C").id("1").at(START + 2).build())).event().id())
        .startsWith("1#")
        .isNotEqualTo(kept.event().id());
    assertThat(told.sessions()).extracting(Session::events).containsExactly(3);
  }

  @Test
  void duplicateChangesNothing() {
    var told = told(VISITOR_AB);
    told.accept(at("A", 0));
    var change = told.accept(at("A", 0));
    assertThat(change.stored()).isNull();
    assertThat(change.sessions()).isEmpty();
    assertThat(change.facts()).isEmpty();
  }

  @Test
  void lateEventInsideGraceMergesTwoSessionsAndTheSecondIsGone() {
    var told = told(SESSION_AB);
    told.accept(at("A", 0));
    told.accept(at("A", 40 * MINUTE));
    assertThat(told.sessions()).hasSize(2);
    var merging = told.accept(at("B", 20 * MINUTE));
    assertThat(merging.sessionsGone()).containsExactly(START + 40 * MINUTE);
    assertThat(merging.factsGone())
        .containsExactly(
            new Change.FactKey("sab", 1, START + 40 * MINUTE, LocalDate.of(2019, 10, 1), ""));
    assertThat(told.sessions()).extracting(Session::events).containsExactly(3);
    assertThat(told.facts()).extracting(FunnelFact::level).containsExactly(2);
  }

  @Test
  void verRisesWithEveryStoredChange() {
    var told = told();
    Stream.of(0, 5, 3).forEach(minute -> told.accept(at("A", minute * MINUTE)));
    assertThat(told.changes()).extracting(Change::ver).containsExactly(1L, 2L, 3L);
  }

  @Test
  void unchangedRowsAreNotToldAgain() {
    var told = told(VISITOR_AB);
    told.accept(at("A", 0));
    var change = told.accept(at("scroll", MINUTE));
    assertThat(change.sessions()).hasSize(1);
    assertThat(change.facts()).isEmpty();
  }

  @Test
  void chainGoesOnAfterItsEntryFellBehindTheFloor() {
    var told = told(VISITOR_AB);
    told.accept(at("A", 0));
    told.accept(at("other", 3 * DAY));
    var change = told.accept(at("B", 7 * DAY));
    assertThat(change.facts())
        .singleElement()
        .satisfies(
            fact -> {
              assertThat(fact.stepTimesMillis()).containsExactly(START, START + 7 * DAY);
              assertThat(fact.entryDay()).isEqualTo(LocalDate.of(2019, 10, 1));
            });
  }

  @Test
  void chainDoesNotGoOnAMillisecondAfterItsWindow() {
    var told = told(VISITOR_AB);
    told.accept(at("A", 0));
    assertThat(told.accept(at("B", 7 * DAY + 1)).facts()).isEmpty();
  }

  @Test
  void finalRowsLeaveTheState() {
    var told = told(VISITOR_AB, SESSION_AB);
    for (var day = 0; day < 400; day++) {
      told.accept(at("A", day * DAY));
      told.accept(at("B", day * DAY + MINUTE));
    }
    assertThat(told.facts()).hasSize(800);
    assertThat(told.state().emitted()).hasSizeLessThan(12);
    assertThat(told.stateBytes()).isLessThan(600);
  }

  @Test
  void newVersionOfAFunnelTakesOverAndTheOldOnesFactsStay() {
    var told = told(VISITOR_AB);
    told.accept(at("A", 0));
    var second = new LiveFunnel("ab", 2, VISITOR_AB.definition());
    var other = told(second);
    other.continueFrom(told);
    var change = other.accept(at("A", MINUTE));
    assertThat(change.factsGone()).isEmpty();
    assertThat(change.facts()).extracting(FunnelFact::version).containsExactly(2);
    assertThat(change.sessions()).extracting(Session::events).containsExactly(2);
  }

  @Test
  void moreEventsThanAreHeldMoveTheFloorUpAndKeepTheRowsRight() {
    var told = told(VISITOR_AB, SESSION_AB);
    var count = VisitorEngine.RETAINED_MAX + 100;
    for (var i = 0; i < count; i++) {
      told.accept(event(i % 2 == 0 ? "A" : "B").at(START + i * 1_000L).build());
    }
    assertThat(told.state().retained()).hasSize(VisitorEngine.RETAINED_MAX);
    assertThat(told.sessions()).extracting(Session::events).containsExactly(count);
    assertThat(stored(told.accept(event("A").at(START + 500).build())).late()).isTrue();
    assertThat(told.facts()).extracting(FunnelFact::level).containsOnly(2);
  }

  @Test
  void entryDayIsADayOfTheSitesZone() {
    var told = told(VISITOR_AB);
    var change =
        told.accept(event("A").at(Instant.parse("2019-10-01T21:30:00Z").toEpochMilli()).build());
    assertThat(change.facts())
        .extracting(FunnelFact::entryDay)
        .containsExactly(LocalDate.of(2019, 10, 2));
  }

  @Test
  void idsAndTextsOfEveryKindSurviveTheStore() {
    var told = told(VISITOR_AB);
    for (var id : List.of("0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "ÄÖ-😀", "x".repeat(128))) {
      told.accept(event("A").id(id).at(START).url("https://s.example/%C3%A4").build());
      assertThat(told.accept(event("A").id(id).at(START).build()).duplicate()).isNotNull();
    }
    assertThat(told.sessions()).extracting(Session::entryPath).containsExactly("/%C3%A4");
  }

  private static Change.Stored stored(Change change) {
    return requireNonNull(change.stored());
  }

  private static Event at(String name, long afterMillis) {
    return event(name).at(START + afterMillis).build();
  }

  private static Told told(LiveFunnel... funnels) {
    return new Told(
        new SiteRules(
            ZoneId.of("Europe/Helsinki"),
            new SessionRules(SessionRules.GAP_DEFAULT),
            Duration.ofHours(24),
            List.of(funnels)));
  }

  private static FunnelDefinition funnel(Subject subject, Duration window, String... names) {
    return new FunnelDefinition(
        "funnel",
        subject,
        window,
        Arrays.stream(names)
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
            .toList());
  }
}
