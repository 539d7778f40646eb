package io.polku.query.funnel;

import io.polku.contract.report.FunnelAnswer;
import io.polku.contract.report.FunnelReport;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Which funnel versions have all their facts, in every partition, and how far the others are. */
public final class FactsReadiness {
  private final ClickHouse clickHouse;
  private final Supplier<OptionalInt> partitions;

  /**
   * @param clickHouse where the streams' progress is stored
   * @param partitions how many partitions the events topic has, empty while that is not known
   */
  public FactsReadiness(ClickHouse clickHouse, Supplier<OptionalInt> partitions) {
    this.clickHouse = clickHouse;
    this.partitions = partitions;
  }

  /**
   * Whether a version's facts are all there.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public boolean complete(String site, FunnelReport.Ref ref) {
    return state(site, ref).complete();
  }

  /**
   * How far a version's facts are.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public FunnelAnswer.Facts state(String site, FunnelReport.Ref ref) {
    var expected = partitions.get();
    if (expected.isEmpty() || ref.id() == null || ref.version() == null) {
      return FunnelAnswer.Facts.NONE;
    }
    return clickHouse.queryOne(
        progress(site, ref.id(), ref.version()),
        row -> state(row.number(1), row.number(2), row.real(3), expected.getAsInt()));
  }

  private static FunnelAnswer.Facts state(
      long known, long complete, double share, long partitions) {
    if (complete >= partitions) {
      return FunnelAnswer.Facts.COMPLETE;
    }
    // A share of 1 would say that they are complete.
    return known < partitions
        ? FunnelAnswer.Facts.NONE
        : new FunnelAnswer.Facts(false, Math.min(share, 0.999));
  }

  static Sql progress(String site, String funnel, int version) {
    return Sql.file(
        FactsReadiness.class,
        "facts_progress.sql",
        Map.of("site", site, "funnel", funnel, "version", version));
  }
}
