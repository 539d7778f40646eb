package io.polku.query.explain;

import io.polku.contract.report.Explanation.Conversion;
import io.polku.contract.report.Explanation.DimensionChange;
import io.polku.contract.report.Explanation.SegmentChange;
import io.polku.contract.report.Explanation.StepChange;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Newcombe;
import io.polku.contract.report.ReportStep;
import io.polku.contract.report.Wilson;
import io.polku.query.statistics.FalseDiscovery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a difference of conversion apart: counts in, what explains it out. */
final class Explainer {
  private final Counts then;
  private final Counts now;

  /**
   * @param then the whole in the period before
   * @param now the whole in the period that is explained
   */
  Explainer(Counts then, Counts now) {
    this.then = then;
    this.now = now;
  }

  /** The rate now minus the rate then. */
  double difference() {
    return now.rate() - then.rate();
  }

  /** 95 % interval of the difference. */
  List<Double> interval() {
    return interval(then, now);
  }

  /** Whether that interval leaves out 0. */
  boolean beyondNoise() {
    return interval().getFirst() > 0 || interval().getLast() < 0;
  }

  /** The required steps after the first; both lists are of the same funnel. */
  List<StepChange> steps(List<ReportStep> stepsThen, List<ReportStep> stepsNow) {
    var changes = new ArrayList<StepChange>();
    var whole = Math.log(now.rate() / then.rate());
    ReportStep baseThen = null;
    ReportStep baseNow = null;
    for (var i = 0; i < stepsNow.size(); i++) {
      if (stepsNow.get(i).optional()) {
        continue;
      }
      if (baseThen != null && baseNow != null) {
        changes.add(step(baseThen, stepsThen.get(i), baseNow, stepsNow.get(i), whole));
      }
      baseThen = stepsThen.get(i);
      baseNow = stepsNow.get(i);
    }
    return List.copyOf(changes);
  }

  private StepChange step(
      ReportStep baseThen,
      ReportStep stepThen,
      ReportStep baseNow,
      ReportStep stepNow,
      double whole) {
    var before = new Counts(baseThen.entered(), stepThen.entered(), 0);
    var after = new Counts(baseNow.entered(), stepNow.entered(), 0);
    var share = Math.log(after.rate() / before.rate()) / whole;
    var known = Double.isFinite(share);
    return new StepChange(
        stepNow.index(),
        stepNow.name(),
        before.rate(),
        after.rate(),
        after.rate() - before.rate(),
        interval(before, after),
        known ? share : null,
        known ? share * difference() : null);
  }

  /** The segments of all dimensions judged together, in the same order. */
  List<SegmentChange> judge(List<List<Segment>> dimensions) {
    var segments = dimensions.stream().flatMap(List::stream).toList();
    var effects = dimensions.stream().flatMap(dimension -> Effect.of(dimension).stream()).toList();
    var judged = new ArrayList<Integer>();
    for (var i = 0; i < segments.size(); i++) {
      if (segments.get(i).enough()) {
        judged.add(i);
      }
    }
    var qValues = FalseDiscovery.qValues(judged.stream().map(i -> effects.get(i).p()).toList());
    var changes = new ArrayList<SegmentChange>();
    for (var i = 0; i < segments.size(); i++) {
      var place = judged.indexOf(i);
      changes.add(change(segments.get(i), effects.get(i), place < 0 ? null : qValues.get(place)));
    }
    return List.copyOf(changes);
  }

  private SegmentChange change(Segment segment, Effect effect, @Nullable Double q) {
    var sameWay = effect.excess() * difference() > 0;
    return new SegmentChange(
        segment.by(),
        segment.other() ? FunnelReport.OTHER : segment.value(),
        segment.other(),
        conversion(segment.then()),
        conversion(segment.now()),
        segment.now().rate() - segment.then().rate(),
        interval(segment.then(), segment.now()),
        effect.mix(),
        effect.rate(),
        effect.mix() + effect.rate(),
        effect.excess(),
        q == null
            ? null
            : List.of(
                effect.excess() - Wilson.Z * effect.error(),
                effect.excess() + Wilson.Z * effect.error()),
        q == null ? null : effect.p(),
        q,
        q != null,
        q != null && beyondNoise() && sameWay && q <= FalseDiscovery.Q_MAX);
  }

  /** By dimension, in the order of the segments. */
  static List<DimensionChange> dimensions(List<SegmentChange> segments) {
    Map<String, List<SegmentChange>> byDimension =
        segments.stream()
            .collect(
                Collectors.groupingBy(
                    SegmentChange::by, java.util.LinkedHashMap::new, Collectors.toList()));
    return byDimension.entrySet().stream()
        .map(
            entry ->
                new DimensionChange(
                    entry.getKey(),
                    sum(entry.getValue(), SegmentChange::mix),
                    sum(entry.getValue(), SegmentChange::rate),
                    entry.getValue()))
        .toList();
  }

  /** Findings first, then by excess in the direction of the change; those alike by name. */
  List<SegmentChange> ranked(List<SegmentChange> segments) {
    var sign = difference() < 0 ? -1 : 1;
    return segments.stream()
        .filter(segment -> !segment.other())
        .sorted(
            Comparator.comparing(SegmentChange::finding, Comparator.reverseOrder())
                .thenComparingDouble(segment -> -sign * segment.excess())
                .thenComparing(SegmentChange::by)
                .thenComparing(SegmentChange::value))
        .toList();
  }

  /**
   * The segments of one dimension: the most entered first, the rest as one.
   *
   * @param by the dimension's word
   * @param valuesThen by value; a value that is not there was in nobody's event, or lies behind
   *     {@code knownThen}
   * @param valuesNow the same of the period that is explained
   * @param allThen whether all values of the period before are there
   * @param allNow whether all values of the period that is explained are there
   * @param most values that get a segment of their own
   */
  List<Segment> segments(
      String by,
      Map<String, Counts> valuesThen,
      Map<String, Counts> valuesNow,
      boolean allThen,
      boolean allNow,
      int most) {
    Function<String, Counts> both =
        value ->
            valuesThen
                .getOrDefault(value, Counts.NONE)
                .plus(valuesNow.getOrDefault(value, Counts.NONE));
    var own =
        Stream.concat(valuesThen.keySet().stream(), valuesNow.keySet().stream())
            .distinct()
            .filter(value -> allThen || valuesThen.containsKey(value))
            .filter(value -> allNow || valuesNow.containsKey(value))
            .sorted(
                Comparator.comparingLong((String value) -> -both.apply(value).entered())
                    .thenComparing(value -> value))
            .limit(most)
            .map(
                value ->
                    new Segment(
                        by,
                        value,
                        false,
                        valuesThen.getOrDefault(value, Counts.NONE),
                        valuesNow.getOrDefault(value, Counts.NONE)))
            .toList();
    var rest =
        new Segment(by, "", true, rest(then, own, Segment::then), rest(now, own, Segment::now));
    return rest.then().entered() == 0 && rest.now().entered() == 0
        ? own
        : Stream.concat(own.stream(), Stream.of(rest)).toList();
  }

  private static Counts rest(Counts all, List<Segment> own, Function<Segment, Counts> period) {
    return all.minus(own.stream().map(period).reduce(Counts.NONE, Counts::plus));
  }

  static Conversion conversion(Counts counts) {
    return Conversion.of(counts.entered(), counts.converted(), counts.open());
  }

  private static List<Double> interval(Counts then, Counts now) {
    return Newcombe.interval(now.converted(), now.entered(), then.converted(), then.entered());
  }

  private static double sum(
      List<SegmentChange> segments, java.util.function.ToDoubleFunction<SegmentChange> part) {
    return segments.stream().mapToDouble(part).sum();
  }
}
