package io.polku.query.session;

import io.polku.query.store.ClickHouse;
import io.polku.query.store.Sql;
import java.util.List;
import java.util.Map;

/** Reads a visitor's facts of all funnels. Thread-safe; blocks on ClickHouse. */
final class StoredFacts {
  /** Most facts that are looked at. */
  private static final int FACTS_MAX = 20_000;

  private final ClickHouse clickHouse;

  StoredFacts(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * A fact.
   *
   * @param funnel id of the funnel
   * @param version its version
   * @param level how many required steps were reached
   * @param stepTimes when each step was reached, in milliseconds; 0 for an optional one that was
   *     not
   */
  record Fact(String funnel, int version, int level, List<Long> stepTimes) {
    Fact {
      stepTimes = List.copyOf(stepTimes);
    }
  }

  /** By funnel and version, of each the best first. */
  List<Fact> read(String site, String visitorId) {
    return clickHouse.query(
        sql(site, visitorId),
        row -> new Fact(row.text(1), (int) row.number(2), (int) row.number(3), row.numbers(4)));
  }

  /** The statement, to be explained and looked at. */
  static Sql sql(String site, String visitorId) {
    return Sql.file(
        StoredFacts.class,
        "facts.sql",
        Map.of("site", site, "visitor", visitorId, "limit", FACTS_MAX));
  }
}
