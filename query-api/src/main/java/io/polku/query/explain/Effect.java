package io.polku.query.explain;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What one segment adds to the difference of the whole.
 *
 * <p>With w a segment's share of those that entered, r its rate, R the rate of the whole, 0 the
 * period before and 1 the one that is explained, and w̄, r̄, R̄ the means of both periods:
 *
 * <pre>
 * mix    = (w1 − w0) · (r̄ − R̄)
 * rate   = w̄ · (r1 − r0)
 * excess = mix + rate − w̄ · (sum of the rates of all segments)
 * </pre>
 *
 * <p>Over the values of a dimension, mix and rate add up to R1 − R0 exactly, and excesses to the
 * mix. What comes of both changing at once is shared evenly, as E. M. Kitagawa did ("Components of
 * a difference between two rates", JASA 50, 1955). A segment that nobody was in has the rate that
 * it has in the other period, so that all it adds is mix.
 *
 * <p>The standard error of an excess is by the delta method: in each period those that entered are
 * in one of the segments and converted or not, outcomes of a multinomial. For this each segment has
 * one subject more, who converts as the whole does, so that one in which nobody converts is not
 * taken for certain.
 *
 * @param mix see above
 * @param rate see above
 * @param excess see above
 * @param error standard error of the excess
 */
record Effect(double mix, double rate, double excess, double error) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final Effect NONE = new Effect(0, 0, 0, 0);

  /** The effects of all segments of a dimension, in the same order. */
  static List<Effect> of(List<Segment> dimension) {
    var then = dimension.stream().map(Segment::then).reduce(Counts.NONE, Counts::plus);
    var now = dimension.stream().map(Segment::now).reduce(Counts.NONE, Counts::plus);
    if (then.entered() == 0 || now.entered() == 0) {
      return dimension.stream().map(segment -> NONE).toList();
    }
    var shares = new Shares(dimension, then, now);
    return IntStream.range(0, dimension.size()).mapToObj(shares::effect).toList();
  }

  /** Chance of an excess as large, to either side, where there is none. */
  double p() {
    return error == 0 ? 1 : 2 * NORMAL.survivalProbability(Math.abs(excess) / error);
  }

  /** Shares and rates by segment, in both periods. */
  private static final class Shares {
    private final double[] w0;
    private final double[] w1;
    private final double[] r0;
    private final double[] r1;
    private final Counts then;
    private final Counts now;

    Shares(List<Segment> dimension, Counts then, Counts now) {
      this.then = then;
      this.now = now;
      w0 = dimension.stream().mapToDouble(s -> share(s.then(), then)).toArray();
      w1 = dimension.stream().mapToDouble(s -> share(s.now(), now)).toArray();
      r0 = dimension.stream().mapToDouble(s -> rate(s.then(), s.now())).toArray();
      r1 = dimension.stream().mapToDouble(s -> rate(s.now(), s.then())).toArray();
    }

    private static double share(Counts segment, Counts all) {
      return (double) segment.entered() / all.entered();
    }

    private static double rate(Counts segment, Counts otherwise) {
      return segment.entered() == 0 ? otherwise.rate() : segment.rate();
    }

    Effect effect(int i) {
      var mix = (w1[i] - w0[i]) * (mean(r0, r1, i) - (then.rate() + now.rate()) / 2);
      var rate = rateOf(i);
      var excess = mix + rate - mean(w0, w1, i) * rates();
      return new Effect(
          mix,
          rate,
          excess,
          Math.sqrt(variance(i, -1, w0, r0, then) + variance(i, 1, w1, r1, now)));
    }

    private double rateOf(int i) {
      return mean(w0, w1, i) * (r1[i] - r0[i]);
    }

    private double rates() {
      return IntStream.range(0, w0.length).mapToDouble(this::rateOf).sum();
    }

    /**
     * Variance of an excess that one period adds.
     *
     * @param sign 1 of the period that is explained, −1 of the one before
     */
    private double variance(int i, int sign, double[] w, double[] r, Counts all) {
      var usual = (then.rate() + now.rate()) / 2;
      var size = all.entered() + w.length;
      var middle = mean(r0, r1, i) - usual;
      var own = (r1[i] - r0[i]) / 2 - rates() / 2;
      var grown = (w1[i] - w0[i]) / 2;
      var mine = mean(w0, w1, i);
      var sum = 0.0;
      var squares = 0.0;
      for (var j = 0; j < w.length; j++) {
        var share = (w[j] * all.entered() + 1) / size;
        var rate = (w[j] * r[j] * all.entered() + usual) / (w[j] * all.entered() + 1);
        var byShare =
            (j == i ? sign * middle + own : 0) - grown * r[j] - mine * (r1[j] - r0[j]) / 2;
        var byRate =
            (j == i ? grown + sign * mine : 0) - grown * w[j] - sign * mine * mean(w0, w1, j);
        var ifConverted = byShare + byRate * (1 - rate) / share;
        var ifNot = byShare - byRate * rate / share;
        sum += share * (rate * ifConverted + (1 - rate) * ifNot);
        squares += share * (rate * ifConverted * ifConverted + (1 - rate) * ifNot * ifNot);
      }
      return Math.max(0, squares - sum * sum) / all.entered();
    }

    private static double mean(double[] before, double[] after, int i) {
      return (before[i] + after[i]) / 2;
    }
  }
}
