package io.polku.testkit.oracle;

import static io.polku.testkit.event.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Context;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.funnel.Window;
import io.polku.testkit.oracle.NaiveReport.StepFigures;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class NaiveReportTest {
  private static final LocalDate MONDAY = LocalDate.of(2025, 6, 9);
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);
  private static final LocalDate WEDNESDAY = MONDAY.plusDays(2);
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @Test
  void countsASubjectOnceAtItsHighestLevel() {
    var facts =
        List.of(
            fact("anna", MONDAY, 100, 0, 10),
            fact("anna", TUESDAY, 200, 50, 70, 90),
            fact("bert", MONDAY, 100, 0));

    assertThat(NaiveReport.of(facts, 3, MONDAY, WEDNESDAY, 1_000_000).steps())
        .containsExactly(
            new StepFigures(1, 2, 1, 1, 0, 0, NONE, NONE),
            new StepFigures(2, 1, 1, 0, 0, 0, OptionalDouble.of(20), OptionalDouble.of(20)),
            new StepFigures(3, 1, 1, 0, 0, 0, OptionalDouble.of(20), OptionalDouble.of(40)));
    assertThat(NaiveReport.of(facts, 3, MONDAY, TUESDAY, 1_000_000).steps())
        .extracting(StepFigures::entered)
        .containsExactly(2L, 1L, 0L);
  }

  @Test
  void aSubjectIsOpenUntilTheLastOfItsDeadlinesHasPassed() {
    var facts = List.of(fact("anna", MONDAY, 100, 0, 10), fact("anna", TUESDAY, 200, 50));

    assertThat(step(NaiveReport.of(facts, 3, MONDAY, WEDNESDAY, 200_000), 2))
        .isEqualTo(new StepFigures(2, 1, 0, 0, 1, 0, OptionalDouble.of(10), OptionalDouble.of(10)));
    assertThat(step(NaiveReport.of(facts, 3, MONDAY, WEDNESDAY, 200_001), 2))
        .isEqualTo(new StepFigures(2, 1, 0, 1, 0, 0, OptionalDouble.of(10), OptionalDouble.of(10)));
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    var facts =
        List.of(
            fact("anna", MONDAY, 100, 0, 1),
            fact("bert", MONDAY, 100, 0, 2),
            fact("cleo", MONDAY, 100, 0, 5),
            fact("dora", MONDAY, 100, 0, 100));

    assertThat(step(NaiveReport.of(facts, 2, MONDAY, TUESDAY, 0), 2).medianSeconds()).hasValue(3.5);
  }

  @Test
  void breaksDownByTheValueAtTheChainsFirstEvent() {
    var facts = List.of(fact("anna", MONDAY, 100, 0, 10), fact("bert", MONDAY, 100, 0));

    var byDevice = NaiveReport.breakdown(facts, 2, MONDAY, TUESDAY, 1_000_000, Dimension.DEVICE);

    assertThat(byDevice).containsOnlyKeys("device of anna", "device of bert");
    assertThat(byDevice)
        .hasEntrySatisfying(
            "device of anna",
            report ->
                assertThat(report.steps())
                    .extracting(StepFigures::entered)
                    .containsExactly(1L, 1L));
  }

  private static StepFigures step(NaiveReport report, int index) {
    return report.steps().get(index - 1);
  }

  private static NaiveFact fact(
      String visitor, LocalDate day, long deadlineSeconds, long... stepSeconds) {
    var chain =
        LongStream.of(stepSeconds).mapToObj(seconds -> stepEvent(visitor, seconds)).toList();
    return new NaiveFact(
        visitor,
        0,
        day,
        "",
        chain,
        chain.stream().map(Event::timeMillis).toList(),
        chain.getFirst().timeMillis(),
        deadlineSeconds * 1000,
        chain.size(),
        false,
        WayOut.NONE);
  }

  /** The same with a value, what the level would be, and whether there were too many values. */
  private static NaiveFact with(NaiveFact fact, String value, int unexcluded, boolean capped) {
    return new NaiveFact(
        fact.visitorId(),
        fact.sessionStartMillis(),
        fact.entryDay(),
        value,
        fact.chain(),
        fact.stepTimesMillis(),
        fact.firstEntryMillis(),
        fact.deadlineMillis(),
        unexcluded,
        capped,
        fact.wayOut());
  }

  private static NaiveReport report(FunnelDefinition funnel, NaiveFact... facts) {
    return NaiveReport.of(List.of(facts), funnel, MONDAY, WEDNESDAY, 0);
  }

  private static FunnelDefinition funnel(Unit unit, boolean... optional) {
    var steps = new ArrayList<Step>();
    for (var one : optional) {
      steps.add(new Step("step", List.of(new Matcher("step", null, List.of())), one));
    }
    return new FunnelDefinition(
        "f",
        Subject.VISITOR,
        Order.ORDERED,
        Window.whole(Duration.ofDays(1)),
        steps,
        List.of(),
        new Hold.ItemId(),
        unit);
  }

  @Test
  void theExcludedAreDroppedWhateverTheDeadline() {
    var stopped = with(fact("anna", MONDAY, 100, 1), "", 2, false);
    var open = fact("anna", TUESDAY, 100, 50);
    var further = fact("anna", TUESDAY, 100, 50, 60);
    var funnel = funnel(Unit.SUBJECT, false, false);

    assertThat(step(report(funnel, stopped, open), 1).excluded()).isEqualTo(1);
    assertThat(step(report(funnel, stopped, open), 1).dropped()).isEqualTo(1);
    assertThat(step(report(funnel, stopped, further), 1).excluded()).isZero();
    assertThat(step(report(funnel, stopped, further), 2).entered()).isEqualTo(1);
  }

  @Test
  void excludedOnADayThatWouldHaveBeenTheBest() {
    var stopped = with(fact("anna", MONDAY, 100, 1), "", 3, false);
    var further = fact("anna", TUESDAY, 100, 50, 60);
    var steps = report(funnel(Unit.SUBJECT, false, false, false), stopped, further).steps();

    assertThat(steps).extracting(StepFigures::excluded).containsExactly(0L, 1L, 0L);
    assertThat(steps).extracting(StepFigures::open).containsExactly(0L, 0L, 0L);
  }

  @Test
  void aSubjectCountsAtItsBestValueAndAPairByItself() {
    var one = with(fact("anna", MONDAY, 100, 1), "s1", 1, true);
    var two = with(fact("anna", MONDAY, 100, 1, 9), "s2", 2, true);
    var both = List.of(one, two).toArray(new NaiveFact[0]);

    var subjects = report(funnel(Unit.SUBJECT, false, false), both);
    assertThat(subjects.steps()).extracting(StepFigures::entered).containsExactly(1L, 1L);
    assertThat(subjects.capped()).isEqualTo(1);
    var pairs = report(funnel(Unit.ITEM, false, false), both);
    assertThat(pairs.steps()).extracting(StepFigures::entered).containsExactly(2L, 1L);
    assertThat(pairs.capped()).isEqualTo(1);
  }

  @Test
  void optionalStepsLoseNobody() {
    var chain = fact("anna", MONDAY, 100, 10, 30);
    var with =
        new NaiveFact(
            "anna",
            0,
            MONDAY,
            "",
            chain.chain(),
            List.of(10_000L, 15_000L, 30_000L),
            5_000,
            0,
            2,
            false,
            WayOut.NONE);
    var without =
        new NaiveFact(
            "bert",
            0,
            MONDAY,
            "",
            chain.chain(),
            List.of(10_000L, 0L, 30_000L),
            10_000,
            0,
            2,
            false,
            WayOut.NONE);

    var steps =
        report(funnel(Unit.SUBJECT, false, true, false), with, without, fact("cilla", MONDAY, 0, 1))
            .steps();

    assertThat(steps).extracting(StepFigures::entered).containsExactly(3L, 1L, 2L);
    assertThat(steps).extracting(StepFigures::converted).containsExactly(2L, 1L, 2L);
    assertThat(steps.get(1).medianSeconds()).hasValue(5);
    assertThat(steps.get(1).medianSecondsFromFirst()).hasValue(10);
    assertThat(steps.get(2).medianSeconds()).hasValue(20);
  }

  private static Event stepEvent(String visitor, long seconds) {
    return event("step")
        .visitor(visitor)
        .at(seconds * 1000)
        .context(new Context("device of " + visitor, "", "", "", "", "", "", "", ""))
        .build();
  }
}
