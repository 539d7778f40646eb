package io.polku.query.funnel;

import io.polku.contract.report.FunnelReport;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Which funnel versions have all their facts: computed by every partition from the first event. */
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
   * Whether a version's facts are all there, late events aside.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public boolean complete(String site, FunnelReport.Ref ref) {
    var expected = partitions.get();
    if (expected.isEmpty() || ref.id() == null || ref.version() == null) {
      return false;
    }
    return clickHouse.queryOne(
        progress(site, ref.id(), ref.version()),
        row -> row.number(1) == expected.getAsInt() && row.number(2) == 0);
  }

  static Sql progress(String site, String funnel, int version) {
    return Sql.file(
        FactsReadiness.class,
        "facts_progress.sql",
        Map.of("site", site, "funnel", funnel, "version", version));
  }
}
