package io.polku.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final double EVERY_SECONDS = 10;

  /** One sample of 10 s more is 360 an hour. */
  @Test
  void straightLineHasItsSlopeAndNoWidth() {
    var trend = Trend.of(IntStream.range(0, 103).mapToObj(i -> 5.0 + i).toList(), EVERY_SECONDS);

    assertThat(trend.perHour()).isCloseTo(360, within(1e-6));
    assertThat(trend.low()).isCloseTo(360, within(1e-6));
    assertThat(trend.verdict()).isEqualTo("grows");
  }

  /** Each value keeps six tenths of the one before: an ordinary interval would be half as wide. */
  @Test
  void autocorrelatedNoiseWithoutSlopeIsFlatAsOftenAsItsConfidenceSays() {
    var random = new Random(11);
    var flat =
        IntStream.range(0, 1_000)
            .filter(_ -> Trend.of(noise(random, 100), EVERY_SECONDS).verdict().equals("flat"))
            .count();

    assertThat(flat).isBetween(880L, 985L);
  }

  @Test
  void tooFewSamplesAreRefused() {
    assertThatThrownBy(() -> Trend.of(List.of(1.0, 2.0), EVERY_SECONDS))
        .hasMessage("samples: 2 (expected: at least 10)");
  }

  private static List<Double> noise(Random random, int size) {
    var values = new Double[size];
    var last = 0.0;
    for (var i = 0; i < size; i++) {
      last = 0.6 * last + random.nextGaussian();
      values[i] = last;
    }
    return List.of(values);
  }
}
