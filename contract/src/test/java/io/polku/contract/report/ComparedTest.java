package io.polku.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparedTest {
  @Test
  void newcombeAgreesWithPublishedValues() {
    // Newcombe, Statistics in Medicine 17 (1998), table II, method 10: 56/70 - 48/80, 9/10 - 3/10,
    // 6/7 - 2/7, 5/56 - 0/29, 0/10 - 0/20, 10/10 - 0/20.
    near(Newcombe.interval(56, 70, 48, 80), 0.0524, 0.3339);
    near(Newcombe.interval(9, 10, 3, 10), 0.1705, 0.8090);
    near(Newcombe.interval(6, 7, 2, 7), 0.0582, 0.8062);
    near(Newcombe.interval(5, 56, 0, 29), -0.0381, 0.1926);
    near(Newcombe.interval(0, 10, 0, 20), -0.1611, 0.2775);
    near(Newcombe.interval(10, 10, 0, 20), 0.6791, 1.0);
  }

  @Test
  void ofNobodyAnythingIsPossible() {
    assertThat(Newcombe.interval(0, 0, 0, 0)).containsExactly(-1.0, 1.0);
  }

  @Test
  void aDifferenceIsToldOnlyOfEnough() {
    var few = Compared.differences(steps(20, 18), steps(20, 2));
    assertThat(few.get(1).rateFirst().enough()).isFalse();
    assertThat(few.get(1).rateFirst().differs()).isFalse();
    var many = Compared.differences(steps(200, 180), steps(200, 20));
    assertThat(many.get(1).rateFirst().differs()).isTrue();
    assertThat(many.get(1).rateFirst().difference()).isCloseTo(0.8, within(1e-9));
    assertThat(many.get(0).rateFirst().differs()).isFalse();
    assertThat(many.get(0).rateFirst().interval()).containsExactly(0.0, 0.0);
    var alike = Compared.differences(steps(200, 100), steps(200, 104));
    assertThat(alike.get(1).ratePrevious().differs()).isFalse();
  }

  private static List<ReportStep> steps(long entered, long reached) {
    return StepCounts.report(
        Stream.of("a", "b")
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of())), false))
            .toList(),
        List.of(
            new StepCounts(entered, 0, 0, null, null), new StepCounts(reached, 0, 0, null, null)));
  }

  private static void near(List<Double> interval, double low, double high) {
    assertThat(interval.getFirst()).isCloseTo(low, within(5e-5));
    assertThat(interval.getLast()).isCloseTo(high, within(5e-5));
  }
}
