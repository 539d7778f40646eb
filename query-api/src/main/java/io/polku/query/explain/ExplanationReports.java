package io.polku.query.explain;

import io.polku.contract.event.Dimension;
import io.polku.contract.report.Explanation;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.ReportStep;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.Reached;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Explains a funnel's change between two periods: which step, which mix, which segment.
 * Thread-safe; blocks on ClickHouse.
 */
public final class ExplanationReports {
  private static final List<Dimension> DIMENSIONS = Arrays.asList(Dimension.values());

  /** Values of a dimension that are read of a period; the rest counts as one. */
  private static final int VALUES_READ_MAX = 1_000;

  private final ClickHouse clickHouse;
  private final FunnelReports reports;
  private final Reached reached;

  /** All that an explanation is made of. */
  public ExplanationReports(ClickHouse clickHouse, FunnelReports reports, Reached reached) {
    this.clickHouse = clickHouse;
    this.reports = reports;
    this.reached = reached;
  }

  private record ValueRow(int dimension, String value, Counts counts) {}

  /** By dimension, in their order, then by value. */
  private record Values(List<Map<String, Counts>> byDimension) {
    Map<String, Counts> of(int dimension) {
      return byDimension.get(dimension);
    }

    /** Whether none was left out. */
    boolean all(int dimension) {
      return of(dimension).size() < VALUES_READ_MAX;
    }
  }

  /**
   * The explanation.
   *
   * @param question the period that is explained, without interval and breakdown
   * @param before the period it is compared with
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public Explanation report(
      FunnelQuestion question, TimeRange before, DataState state, Instant asOf) {
    var then = question.over(before);
    var reportThen = reports.report(then, state, asOf);
    var reportNow = reports.report(question, state, asOf);
    var countsThen = whole(reportThen.steps());
    var countsNow = whole(reportNow.steps());
    var explainer = new Explainer(countsThen, countsNow);
    var valuesThen = values(then, asOf);
    var valuesNow = values(question, asOf);
    var segments =
        IntStream.range(0, DIMENSIONS.size())
            .mapToObj(
                i ->
                    explainer.segments(
                        DIMENSIONS.get(i).word(),
                        valuesThen.of(i),
                        valuesNow.of(i),
                        valuesThen.all(i),
                        valuesNow.all(i),
                        FunnelReport.BREAKDOWN_VALUES_MAX))
            .toList();
    var judged = explainer.judge(segments);
    var ranked = explainer.ranked(judged);
    var steps = explainer.steps(reportThen.steps(), reportNow.steps());
    var conversionThen = Explainer.conversion(countsThen);
    var conversionNow = Explainer.conversion(countsNow);
    return new Explanation(
        question.ref(),
        question.funnel().unit(),
        question.range().from(),
        question.range().to(),
        new Explanation.Period(before.from(), before.to()),
        asOf,
        reportNow.completeThrough(),
        state.version(),
        conversionThen,
        conversionNow,
        explainer.difference(),
        explainer.interval(),
        explainer.beyondNoise(),
        Segment.ENTERED_MIN,
        (int) segments.stream().flatMap(List::stream).filter(Segment::enough).count(),
        steps,
        Explainer.dimensions(judged),
        ranked.stream().limit(Explanation.SEGMENTS_MAX).toList(),
        Summary.of(
            conversionThen,
            conversionNow,
            explainer.difference(),
            explainer.interval(),
            explainer.beyondNoise(),
            steps,
            ranked));
  }

  /** From the first step to the last required one. */
  private static Counts whole(List<ReportStep> steps) {
    var required = steps.stream().filter(step -> !step.optional()).toList();
    return new Counts(
        required.getFirst().entered(),
        required.getLast().entered(),
        required.stream().mapToLong(ReportStep::open).sum());
  }

  private Values values(FunnelQuestion question, Instant asOf) {
    var rows =
        clickHouse.query(
            sql(question, asOf),
            row ->
                new ValueRow(
                    (int) row.number(1) - 1,
                    row.text(2),
                    new Counts(row.number(3), row.number(4), row.number(5))));
    return new Values(
        IntStream.range(0, DIMENSIONS.size())
            .mapToObj(
                i ->
                    (Map<String, Counts>)
                        rows.stream()
                            .filter(row -> row.dimension() == i)
                            .collect(
                                Collectors.toMap(
                                    ValueRow::value,
                                    ValueRow::counts,
                                    Counts::plus,
                                    LinkedHashMap::new)))
            .toList());
  }

  private Sql sql(FunnelQuestion question, Instant asOf) {
    return sql(question, asOf, Reached.sql(question, asOf, reached.source(question), values()));
  }

  /** The statement of a question, to be explained and looked at. */
  static Sql sql(FunnelQuestion question, Instant asOf, Sql subjects) {
    var fillings = new HashMap<String, Object>();
    fillings.put("reached", subjects);
    fillings.put("required", question.funnel().requiredSteps().size());
    fillings.put("as_of_ms", asOf.toEpochMilli());
    fillings.put("values_max", VALUES_READ_MAX);
    return Sql.file(ExplanationReports.class, "segments.sql", fillings);
  }

  /** The values of all dimensions as one text, which no value's own characters can cut. */
  private static Sql values() {
    return Sql.of(
        DIMENSIONS.stream()
            .map(dimension -> "replaceAll(toString(" + dimension.word() + "), char(0), '')")
            .collect(Collectors.joining(", ", "arrayStringConcat([", "], char(0))")));
  }
}
