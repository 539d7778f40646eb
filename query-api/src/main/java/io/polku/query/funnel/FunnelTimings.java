package io.polku.query.funnel;

import io.polku.contract.report.FunnelTiming;
import io.polku.contract.report.FunnelTiming.Times;
import io.polku.contract.report.Source;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Answers how long subjects take. Thread-safe; blocks on ClickHouse. */
public final class FunnelTimings {
  /** 0, then 1 s and its doubles up to 97 days, which is beyond every window. */
  private static final List<Long> EDGES_SECONDS =
      LongStream.concat(LongStream.of(0), LongStream.range(0, 24).map(power -> 1L << power))
          .boxed()
          .toList();

  private static final double MILLIS_OF_SECOND = 1_000;

  private final ClickHouse clickHouse;
  private final Reached reached;
  private final FunnelReports reports;

  /**
   * @param clickHouse where facts and events are
   * @param reached who reached what
   * @param reports how many
   */
  public FunnelTimings(ClickHouse clickHouse, Reached reached, FunnelReports reports) {
    this.clickHouse = clickHouse;
    this.reached = reached;
    this.reports = reports;
  }

  private record Took(boolean fromFirst, int step, Times times) {}

  /**
   * The times.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public FunnelTiming report(FunnelQuestion question, DataState state, Instant asOf) {
    var plain = question.by(null);
    var source = reached.source(plain);
    var edgesMillis = EDGES_SECONDS.stream().map(seconds -> seconds * 1_000).toList();
    var took =
        clickHouse.query(
            new FunnelSql(plain, asOf).timing(source == Source.FACTS, edgesMillis),
            FunnelTimings::took);
    var bins = took.stream().mapToInt(one -> one.times().histogram().size()).max().orElse(1);
    var steps = new ArrayList<FunnelTiming.Step>();
    for (var step : reports.steps(plain, asOf, source)) {
      steps.add(
          new FunnelTiming.Step(
              step.index(),
              step.name(),
              step.optional(),
              step.entered(),
              times(took, false, step.index(), bins),
              times(took, true, step.index(), bins)));
    }
    return new FunnelTiming(
        question.ref(),
        question.funnel().unit(),
        source,
        question.range().from(),
        question.range().to(),
        asOf,
        asOf.minus(question.funnel().span()).minus(question.site().grace()),
        state.version(),
        question.filter(),
        EDGES_SECONDS.subList(0, bins + 1),
        steps);
  }

  private static @Nullable Times times(List<Took> took, boolean fromFirst, int step, int bins) {
    if (step == 1) {
      return null;
    }
    var found =
        took.stream()
            .filter(one -> one.fromFirst() == fromFirst && one.step() == step)
            .map(Took::times)
            .collect(Collectors.toList());
    return found.isEmpty()
        ? new Times(0, null, null, null, null, null, null, padded(List.of(), bins))
        : padded(found.getFirst(), bins);
  }

  private static Times padded(Times times, int bins) {
    return new Times(
        times.n(),
        times.mean(),
        times.median(),
        times.p25(),
        times.p75(),
        times.p90(),
        times.p95(),
        padded(times.histogram(), bins));
  }

  private static List<Long> padded(List<Long> histogram, int bins) {
    var padded = new ArrayList<>(histogram);
    while (padded.size() < bins) {
      padded.add(0L);
    }
    return padded;
  }

  private static Took took(Row row) throws SQLException {
    var quantiles = row.reals(5);
    return new Took(
        row.number(1) == 1,
        (int) row.number(2),
        new Times(
            row.number(3),
            row.real(4) / MILLIS_OF_SECOND,
            quantiles.get(1) / MILLIS_OF_SECOND,
            quantiles.get(0) / MILLIS_OF_SECOND,
            quantiles.get(2) / MILLIS_OF_SECOND,
            quantiles.get(3) / MILLIS_OF_SECOND,
            quantiles.get(4) / MILLIS_OF_SECOND,
            histogram(row.numbers(6))));
  }

  /**
   * Counts by bin, without the empty bins at the end.
   *
   * @param notBelow how many are not below each edge
   */
  private static List<Long> histogram(List<Long> notBelow) {
    var bins = new ArrayList<Long>();
    for (var i = 0; i < notBelow.size() - 1 && notBelow.get(i) > 0; i++) {
      // What is beyond the last edge, which no window allows, would be in the last bin.
      var last = i == notBelow.size() - 2;
      bins.add(notBelow.get(i) - (last ? 0 : notBelow.get(i + 1)));
    }
    return bins;
  }
}
