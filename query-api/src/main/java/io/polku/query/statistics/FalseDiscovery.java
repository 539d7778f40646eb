package io.polku.query.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Controls how many of many findings are none. Y. Benjamini and Y. Hochberg, "Controlling the false
 * discovery rate", Journal of the Royal Statistical Society B 57 (1995): of those with a q-value up
 * to 0.05, about one in twenty is expected to be chance.
 */
public final class FalseDiscovery {
  /** A q-value up to it may be called a finding. */
  public static final double Q_MAX = 0.05;

  private FalseDiscovery() {}

  /** The q-values of p-values, in the same order; empty for none. */
  public static List<Double> qValues(List<Double> pValues) {
    var count = pValues.size();
    var greatestFirst =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> pValues.get(i)).reversed())
            .toList();
    var qValues = new ArrayList<>(pValues);
    var least = 1.0;
    for (var place = 0; place < count; place++) {
      var i = greatestFirst.get(place);
      least = Math.min(least, pValues.get(i) * count / (count - place));
      qValues.set(i, least);
    }
    return List.copyOf(qValues);
  }
}
