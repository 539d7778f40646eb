package io.polku.query.overview;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.query.range.TimeRange;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.Sql;
import java.util.Map;

/** The sessions that figures are made of, as SQL that reports build on. */
public final class StoredSessions {
  private StoredSessions() {}

  /**
   * A {@code SELECT} of the sessions that began in a range, one row each, without those of visitors
   * whom all figures leave out.
   *
   * @param filter which of them
   */
  public static Sql sql(Site site, TimeRange range, Filter filter) {
    return Sql.file(
        StoredSessions.class,
        "stored_sessions.sql",
        Map.of(
            "site",
            site.site(),
            "from_ms",
            range.fromMillis(),
            "to_ms",
            range.toMillis(),
            "fits",
            FilterSql.onSessions(filter, site.site(), range)));
  }
}
