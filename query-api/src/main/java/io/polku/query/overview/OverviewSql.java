package io.polku.query.overview;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.report.Interval;
import io.polku.query.range.Buckets;
import io.polku.query.range.TimeRange;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.Sql;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements of an overview. */
final class OverviewSql {
  private final TimeRange range;
  private final Map<String, Object> values = new HashMap<>();

  OverviewSql(Site site, TimeRange range, Filter filter) {
    this.range = range;
    values.put("site", site.site());
    values.put("from_ms", range.fromMillis());
    values.put("to_ms", range.toMillis());
    values.put("fits", FilterSql.inSessions(filter, site.site(), range));
    values.put("sessions", StoredSessions.sql(site, range, filter));
  }

  Sql extent() {
    return file("extent.sql");
  }

  Sql eventFigures(@Nullable Interval interval) {
    return with("event_figures.sql", "bucket", bucket(interval, "event_time"));
  }

  Sql sessionFigures(@Nullable Interval interval) {
    return with("session_figures.sql", "bucket", bucket(interval, "session_start"));
  }

  /** A column of sessions, by name; never a text from outside. */
  Sql sessionsBy(String column) {
    return with("sessions_by.sql", "column", Sql.of(column));
  }

  Sql file(String name) {
    return Sql.file(OverviewSql.class, name, values);
  }

  private Sql with(String name, String hole, Sql piece) {
    var fillings = new HashMap<>(values);
    fillings.put(hole, piece);
    return Sql.file(OverviewSql.class, name, fillings);
  }

  private Sql bucket(@Nullable Interval interval, String column) {
    return interval == null ? Buckets.NONE : Buckets.ofTime(interval, Sql.of(column), range);
  }
}
