package io.polku.query.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FalseDiscoveryTest {
  /** The example of the paper's procedure: p·m/rank, and never below what a smaller p has. */
  @Test
  void qValuesAreThoseOfBenjaminiAndHochberg() {
    assertThat(FalseDiscovery.qValues(List.of(0.04, 0.01, 0.03, 0.02)))
        .usingComparatorForType((one, other) -> Math.abs(one - other) < 1e-9 ? 0 : 1, Double.class)
        .containsExactly(0.04, 0.04, 0.04, 0.04);
    assertThat(FalseDiscovery.qValues(List.of(0.001, 0.5, 0.02)))
        .usingComparatorForType((one, other) -> Math.abs(one - other) < 1e-9 ? 0 : 1, Double.class)
        .containsExactly(0.003, 0.5, 0.03);
    assertThat(FalseDiscovery.qValues(List.of())).isEmpty();
  }
}
