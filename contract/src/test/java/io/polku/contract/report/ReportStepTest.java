package io.polku.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.json.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportStepTest {
  @Test
  void wilsonAgreesWithPublishedValues() {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    assertThat(Wilson.interval(81, 263).get(0)).isCloseTo(0.2553, within(5e-5));
    assertThat(Wilson.interval(81, 263).get(1)).isCloseTo(0.3662, within(5e-5));
    assertThat(Wilson.interval(0, 20).get(1)).isCloseTo(0.1611, within(5e-5));
    assertThat(Wilson.interval(1, 29).get(0)).isCloseTo(0.0061, within(5e-5));
  }

  @Test
  void wilsonOfNobodyIsEverything() {
    assertThat(Wilson.interval(0, 0)).containsExactly(0.0, 1.0);
    assertThat(Wilson.interval(0, 5).getFirst()).isZero();
    assertThat(Wilson.interval(5, 5).getLast()).isEqualTo(1.0);
  }

  @Test
  void stepsAddUp() {
    var steps =
        StepCounts.report(
            Stream.of("Product", "Cart", "Paid").map(name -> step(name, false)).toList(),
            List.of(
                new StepCounts(4518, 7, 3, null, null),
                new StepCounts(111, 1, 0, 35.0, 86.0),
                new StepCounts(62, 0, 0, 78.0, 206.0)));
    assertThat(steps).extracting(ReportStep::converted).containsExactly(111L, 62L, 62L);
    assertThat(steps).extracting(ReportStep::dropped).containsExactly(4400L, 48L, 0L);
    assertThat(steps).extracting(ReportStep::open).containsExactly(7L, 1L, 0L);
    assertThat(steps.get(0).rateDecided()).isEqualTo(111.0 / 4511);
    assertThat(steps.get(1).ratePrevious()).isEqualTo(111.0 / 4518);
    assertThat(steps.get(2).rateFirst()).isEqualTo(62.0 / 4518);
    assertThat(steps.get(2).rateDecided()).isEqualTo(1.0);
    assertThat(steps.get(0).intervalFirst()).containsExactly(1.0, 1.0);
    assertThat(steps).extracting(ReportStep::excluded).containsExactly(3L, 0L, 0L);
  }

  @Test
  void optionalStepsLoseNobodyAndAreNoBase() {
    var steps =
        StepCounts.report(
            List.of(step("Product", false), step("Coupon", true), step("Paid", false)),
            List.of(
                new StepCounts(100, 10, 5, null, null),
                new StepCounts(8, 0, 0, 20.0, 30.0),
                new StepCounts(40, 0, 0, 60.0, 70.0)));
    assertThat(steps).extracting(ReportStep::optional).containsExactly(false, true, false);
    assertThat(steps).extracting(ReportStep::converted).containsExactly(40L, 8L, 40L);
    assertThat(steps).extracting(ReportStep::dropped).containsExactly(50L, 0L, 0L);
    assertThat(steps).extracting(ReportStep::open).containsExactly(10L, 0L, 0L);
    assertThat(steps).extracting(ReportStep::ratePrevious).containsExactly(1.0, 0.08, 0.4);
    assertThat(steps).extracting(ReportStep::medianSeconds).containsExactly(null, 20.0, 60.0);
  }

  private static Step step(String name, boolean optional) {
    return new Step(name, List.of(new Matcher(name, null, List.of())), optional);
  }

  @Test
  void ratesOfNobodyAreZeroAndNothingIsLeftOutOfTheJson() throws JsonProcessingException {
    var step = StepCounts.report(List.of(step("A", false)), List.of(StepCounts.NONE)).getFirst();
    assertThat(Json.mapper().writeValueAsString(step))
        .isEqualTo(
            "{\"index\":1,\"name\":\"A\",\"optional\":false,\"entered\":0,\"converted\":0,\"dropped\":0,\"open\":0,"
                + "\"excluded\":0,\"rate_first\":0.0,\"interval_first\":[0.0,1.0],"
                + "\"rate_previous\":0.0,\"interval_previous\":[0.0,1.0],\"rate_decided\":0.0,"
                + "\"median_seconds\":null,\"median_seconds_from_first\":null}");
  }
}
