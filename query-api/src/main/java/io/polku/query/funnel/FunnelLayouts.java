package io.polku.query.funnel;

import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.List;

/**
 * Statements of a funnel report as they are run, and the same over another layout of events, so
 * that layouts can be measured beside each other. Not for funnels that hold a value.
 */
public final class FunnelLayouts {
  private FunnelLayouts() {}

  /** The whole range and its breakdown: what {@link FunnelReports} runs. */
  public static Sql stored(FunnelQuestion question, Instant asOf, boolean fromFacts) {
    return new FunnelSql(question, asOf).byValue(fromFacts);
  }

  /**
   * The same from events that are kept otherwise.
   *
   * @param subjects what defines {@code subjects} in a {@code WITH}: a row a subject with {@code
   *     visitor_id}, {@code session_start}, {@code horizon} and {@code chosen}, an array in order
   *     of (milliseconds, seq, id, number with a bit for each step), and the breakdown's value as
   *     fifth where there is a breakdown
   */
  public static Sql over(FunnelQuestion question, Instant asOf, Sql subjects) {
    return new FunnelSql(question, asOf).byValue(subjects);
  }

  /**
   * Rows of facts from events: subject, day (in days since 1970), level, step times, first entry,
   * deadline and the breakdown's value.
   */
  public static Sql facts(FunnelQuestion question, Instant asOf) {
    return Sql.join(
        "",
        List.of(
            Sql.of("WITH "),
            new FunnelSql(question, asOf).found(),
            Sql.of(
                " SELECT visitor_id, session_start, bucket, level, step_times, first_entry,"
                    + " deadline, entry_value FROM found")));
  }
}
