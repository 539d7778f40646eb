package io.polku.testkit.oracle;

import static io.polku.testkit.event.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Context;
import io.polku.contract.event.Dimension;
import io.polku.contract.event.Event;
import io.polku.testkit.oracle.NaiveReport.StepFigures;
import java.time.LocalDate;
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
            new StepFigures(1, 2, 1, 1, 0, NONE, NONE),
            new StepFigures(2, 1, 1, 0, 0, OptionalDouble.of(20), OptionalDouble.of(20)),
            new StepFigures(3, 1, 1, 0, 0, OptionalDouble.of(20), OptionalDouble.of(40)));
    assertThat(NaiveReport.of(facts, 3, MONDAY, TUESDAY, 1_000_000).steps())
        .extracting(StepFigures::entered)
        .containsExactly(2L, 1L, 0L);
  }

  @Test
  void aSubjectIsOpenUntilTheLastOfItsDeadlinesHasPassed() {
    var facts = List.of(fact("anna", MONDAY, 100, 0, 10), fact("anna", TUESDAY, 200, 50));

    assertThat(step(NaiveReport.of(facts, 3, MONDAY, WEDNESDAY, 200_000), 2))
        .isEqualTo(new StepFigures(2, 1, 0, 0, 1, OptionalDouble.of(10), OptionalDouble.of(10)));
    assertThat(step(NaiveReport.of(facts, 3, MONDAY, WEDNESDAY, 200_001), 2))
        .isEqualTo(new StepFigures(2, 1, 0, 1, 0, OptionalDouble.of(10), OptionalDouble.of(10)));
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
        visitor, 0, day, chain, chain.getFirst().timeMillis(), deadlineSeconds * 1000);
  }

  private static Event stepEvent(String visitor, long seconds) {
    return event("step")
        .visitor(visitor)
        .at(seconds * 1000)
        .context(new Context("device of " + visitor, "", "", "", "", "", "", "", ""))
        .build();
  }
}
