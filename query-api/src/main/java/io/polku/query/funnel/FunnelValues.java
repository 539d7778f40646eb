package io.polku.query.funnel;

import io.polku.contract.report.FunnelValue;
import io.polku.contract.report.FunnelValue.Amount;
import io.polku.contract.report.Source;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Answers what the steps of a funnel are worth. Thread-safe; blocks on ClickHouse. */
public final class FunnelValues {
  private static final int AT_STEP = 0;
  private static final int AT_RISK = 1;
  private static final int REVENUE = 2;

  private final ClickHouse clickHouse;
  private final Reached reached;
  private final FunnelReports reports;

  /**
   * @param clickHouse where facts and events are
   * @param reached who reached what
   * @param reports how many
   */
  public FunnelValues(ClickHouse clickHouse, Reached reached, FunnelReports reports) {
    this.clickHouse = clickHouse;
    this.reached = reached;
    this.reports = reports;
  }

  private record Worth(int kind, int step, boolean known, Amount amount) {}

  /**
   * The worth.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public FunnelValue report(FunnelQuestion question, DataState state, Instant asOf) {
    var plain = question.by(null);
    var source = reached.source(plain);
    var worths =
        clickHouse.query(
            new FunnelSql(plain, asOf).worth(source == Source.FACTS), FunnelValues::worth);
    var steps = new ArrayList<FunnelValue.Step>();
    for (var step : reports.steps(plain, asOf, source)) {
      steps.add(
          new FunnelValue.Step(
              step.index(),
              step.name(),
              step.optional(),
              step.entered(),
              amounts(worths, AT_STEP, step.index()),
              unknown(worths, AT_STEP, step.index()),
              step.dropped(),
              amounts(worths, AT_RISK, step.index()),
              unknown(worths, AT_RISK, step.index())));
    }
    return new FunnelValue(
        question.ref(),
        question.funnel().unit(),
        source,
        question.range().from(),
        question.range().to(),
        asOf,
        asOf.minus(question.funnel().span()).minus(question.site().grace()),
        state.version(),
        question.filter(),
        amounts(worths, REVENUE, steps.size()),
        steps);
  }

  private static List<Amount> amounts(List<Worth> worths, int kind, int step) {
    return worths.stream()
        .filter(worth -> worth.kind() == kind && worth.step() == step && worth.known())
        .map(Worth::amount)
        .toList();
  }

  private static long unknown(List<Worth> worths, int kind, int step) {
    return worths.stream()
        .filter(worth -> worth.kind() == kind && worth.step() == step && !worth.known())
        .mapToLong(worth -> worth.amount().subjects())
        .sum();
  }

  private static Worth worth(Row row) throws SQLException {
    return new Worth(
        (int) row.number(1),
        (int) row.number(2),
        row.number(3) == 1,
        new Amount(row.text(4), row.number(5), row.real(6)));
  }
}
