package io.polku.testkit.simulator;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A choice among things of different weight.
 *
 * @param weights things and their weights, which need not add up to anything
 */
record Shares<T>(List<Map.Entry<T, Integer>> weights) {
  /** One of them, each as often as its weight says. */
  T pick(SplittableRandom random) {
    var left = random.nextInt(weights.stream().mapToInt(Map.Entry::getValue).sum());
    for (var entry : weights) {
      left -= entry.getValue();
      if (left < 0) {
        return entry.getKey();
      }
    }
    throw new AssertionError("weights changed");
  }
}
