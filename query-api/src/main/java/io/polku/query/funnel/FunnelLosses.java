package io.polku.query.funnel;

import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.report.ClusteredRate;
import io.polku.contract.report.Loss.Measured;
import io.polku.contract.report.StepLoss;
import io.polku.query.quality.LossReports;
import io.polku.query.quality.Measurements;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures what was lost between the steps of a funnel: on the page views of visitors who reached a
 * required step within the range and were not seen at the next one afterwards, from the page view
 * on which they were last at the step until {@value #AROUND_MINUTES} minutes later. Windows and
 * exclusions of the funnel play no part. Costs like an ad-hoc report, so figures are kept for a
 * while, see {@link Measurements}.
 */
public final class FunnelLosses {
  /** What follows a step within this time belongs to it: the longest pause within a session. */
  private static final int AROUND_MINUTES = 30;

  private static final Duration AROUND = Duration.ofMinutes(AROUND_MINUTES);

  /** How long after the range the next step and the next page view are looked for, at most. */
  private static final Duration AFTER_MAX = Duration.ofDays(7);

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WAIT_MAX = Duration.ofMillis(300);

  private final ClickHouse clickHouse;
  private final Duration grace;
  private final Measurements<Question, List<StepLoss>> measurements = new Measurements<>(WAIT_MAX);

  private record Question(String site, FunnelDefinition funnel, Instant from, Instant to) {}

  /**
   * @param clickHouse where events are
   * @param grace how long nothing more of a page view must have come before it is judged
   */
  public FunnelLosses(ClickHouse clickHouse, Duration grace) {
    this.clickHouse = clickHouse;
    this.grace = grace;
  }

  /**
   * The losses, by step; a step around which no page view was judged has none. Empty where they are
   * still being measured, or ClickHouse does not answer. Where steps have no order, nothing lies
   * between them.
   *
   * @param asOf how far the log has been processed
   */
  public Optional<List<StepLoss>> report(FunnelQuestion asked, Instant asOf) {
    if (asked.funnel().order() == Order.ANY) {
      return Optional.of(List.of());
    }
    var question =
        new Question(asked.site().site(), asked.funnel(), asked.range().from(), asked.range().to());
    return measurements.of(question, () -> measure(question, asOf.minus(grace)));
  }

  private List<StepLoss> measure(Question question, Instant settledBefore) {
    var numbers =
        IntStream.range(0, question.funnel().steps().size())
            .filter(i -> !question.funnel().steps().get(i).optional())
            .map(i -> i + 1)
            .toArray();
    return clickHouse.query(sql(question, settledBefore), row -> loss(row, numbers));
  }

  private static StepLoss loss(Row row, int[] numbers) throws SQLException {
    var rank = (int) row.number(1);
    var sums =
        new ClusteredRate.Sums(
            row.number(2), row.number(3), row.number(4), row.real(5), row.real(6), row.real(7));
    return new StepLoss(numbers[rank - 1], numbers[rank], Measured.of(sums, 0));
  }

  /** The statement of a question, to be explained and looked at. */
  static Sql sql(FunnelQuestion asked, Instant settledBefore) {
    return sql(
        new Question(asked.site().site(), asked.funnel(), asked.range().from(), asked.range().to()),
        settledBefore);
  }

  private static Sql sql(Question question, Instant settledBefore) {
    var required = question.funnel().requiredSteps();
    var to = question.to().toEpochMilli();
    var after =
        question.funnel().span().compareTo(AFTER_MAX) < 0 ? question.funnel().span() : AFTER_MAX;
    var until = latest(question.to().plus(after));
    return Sql.file(
        FunnelLosses.class,
        "step_losses.sql",
        Map.ofEntries(
            Map.entry("site", question.site()),
            Map.entry("from_ms", question.from().toEpochMilli()),
            Map.entry("until_ms", until.toEpochMilli()),
            Map.entry("scan_from_ms", question.from().minus(DAY).toEpochMilli()),
            Map.entry("scan_to_ms", latest(question.to().plus(DAY)).toEpochMilli()),
            Map.entry("settled_ms", settledBefore.toEpochMilli()),
            Map.entry("around_ms", AROUND.toMillis()),
            Map.entry("events_max", LossReports.PAGE_VIEW_EVENTS_MAX),
            Map.entry("steps", required.size()),
            Map.entry("mask", Conditions.bits(required.stream().map(Step::match).toList(), 0)),
            Map.entry(
                "firsts",
                times(
                    required,
                    k -> "minIf(happened, bitTest(mask, %d) AND happened < %d)".formatted(k, to))),
            Map.entry(
                "lasts",
                times(
                    required,
                    k -> "maxIf(happened, bitTest(mask, %d) AND happened < %d)".formatted(k, to))),
            Map.entry(
                "latests",
                times(required, k -> "maxIf(happened, bitTest(mask, %d))".formatted(k)))));
  }

  private static Instant latest(Instant time) {
    return time.isAfter(TimeRange.MAX) ? TimeRange.MAX : time;
  }

  /** An array with a time for each step. Numbers of ours, so they may become text. */
  private static Sql times(List<Step> required, IntFunction<String> time) {
    return Sql.of(
        IntStream.range(0, required.size())
            .mapToObj(time)
            .collect(Collectors.joining(", ", "[", "]")));
  }
}
