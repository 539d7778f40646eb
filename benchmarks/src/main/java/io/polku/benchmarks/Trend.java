package io.polku.benchmarks;

import java.util.List;

/**
 * Whether a series grows. Neighbouring samples are alike, so that an ordinary interval of their
 * regression would be too narrow. The samples are therefore put into {@value #BLOCKS} blocks of one
 * length, whose means are nearly independent once a block is longer than what makes neighbours
 * alike (batch means, as in the analysis of simulations), and a line is laid through the means by
 * least squares. Its 95 % interval is Student's with two fewer degrees of freedom than there are
 * blocks.
 *
 * @param perHour slope of the line, in the series' unit an hour
 * @param low lower end of the interval of 95 %
 * @param high upper end
 * @param mean of all samples
 */
record Trend(double perHour, double low, double high, double mean) {
  static final int BLOCKS = 10;

  /** 97.5 % quantile of Student's distribution with eight degrees of freedom. */
  private static final double STUDENT = 2.306;

  private static final double SECONDS_PER_HOUR = 3_600;

  /**
   * Of samples taken at even distances.
   *
   * @param values at least {@value #BLOCKS}; the oldest that do not fill a block are left out
   * @param secondsBetween from a sample to the next
   */
  static Trend of(List<Double> values, double secondsBetween) {
    var size = values.size() / BLOCKS;
    if (size == 0) {
      throw new IllegalArgumentException(
          "samples: " + values.size() + " (expected: at least " + BLOCKS + ")");
    }
    var used = values.subList(values.size() - size * BLOCKS, values.size());
    var means = new double[BLOCKS];
    for (var i = 0; i < used.size(); i++) {
      means[i / size] += used.get(i) / size;
    }
    var middle = (BLOCKS - 1) / 2.0;
    var mean = 0.0;
    for (var one : means) {
      mean += one / BLOCKS;
    }
    var squares = 0.0;
    var products = 0.0;
    for (var i = 0; i < BLOCKS; i++) {
      squares += (i - middle) * (i - middle);
      products += (i - middle) * (means[i] - mean);
    }
    var slope = products / squares;
    var rest = 0.0;
    for (var i = 0; i < BLOCKS; i++) {
      var error = means[i] - mean - slope * (i - middle);
      rest += error * error;
    }
    var half = STUDENT * Math.sqrt(rest / (BLOCKS - 2) / squares);
    var blocksPerHour = SECONDS_PER_HOUR / (size * secondsBetween);
    return new Trend(
        slope * blocksPerHour,
        (slope - half) * blocksPerHour,
        (slope + half) * blocksPerHour,
        mean);
  }

  /** What can be said with 95 % confidence. */
  String verdict() {
    return low > 0 ? "grows" : high < 0 ? "falls" : "flat";
  }
}
