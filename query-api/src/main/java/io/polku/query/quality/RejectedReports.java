package io.polku.query.quality;

import io.polku.contract.report.RejectedList;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.Map;

/** Reads the dead letters that are stored. Thread-safe; blocks on ClickHouse. */
public final class RejectedReports {
  /** Letters in an answer that names no limit. */
  public static final int LIMIT_DEFAULT = 50;

  /** Most letters in an answer. */
  public static final int LIMIT_MAX = 1_000;

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public RejectedReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * What was refused of a site.
   *
   * @param from first moment of receipt
   * @param to end of the time of receipt, exclusive
   * @param code only this reason; "" for all
   * @param limit most letters, at most {@link #LIMIT_MAX}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public RejectedList report(String site, Instant from, Instant to, String code, int limit) {
    var reasons =
        clickHouse.query(
            sql("rejected_reasons.sql", site, from, to, code, limit),
            row ->
                new RejectedList.Reason(
                    row.text(1), row.number(2), time(row.number(3)), time(row.number(4))));
    var letters =
        clickHouse.query(
            sql("rejected_letters.sql", site, from, to, code, limit),
            row ->
                new RejectedList.Letter(
                    time(row.number(1)), row.text(2), row.text(3), row.text(4)));
    return new RejectedList(reasons, letters);
  }

  static Sql sql(String file, String site, Instant from, Instant to, String code, int limit) {
    return Sql.file(
        RejectedReports.class,
        file,
        Map.of(
            "site",
            site,
            "from_ms",
            from.toEpochMilli(),
            "to_ms",
            to.toEpochMilli(),
            "code",
            code,
            "limit",
            limit));
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
