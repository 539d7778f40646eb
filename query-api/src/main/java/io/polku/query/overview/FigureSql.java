package io.polku.query.overview;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.session.SessionRules;
import io.polku.query.range.TimeRange;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.Sql;
import java.util.HashMap;
import java.util.Map;

/** Files of this package, filled with what every question about a site and a range binds. */
final class FigureSql {
  private final Map<String, Object> values;

  FigureSql(Site site, TimeRange range, Filter filter) {
    this(new HashMap<>());
    values.put("site", site.site());
    values.put("from_ms", range.fromMillis());
    values.put("to_ms", range.toMillis());
    // A session that began in the range may last until then.
    values.put("sessions_to_ms", range.toMillis() + SessionRules.LENGTH_MAX.toMillis());
    values.put("sessions", StoredSessions.sql(site, range, filter));
    values.put("fits", FilterSql.inSessions(filter, site.site(), range));
    values.put("number", ScalarText.NUMBER);
    values.put("passive", WayOut.PASSIVE.stream().sorted().toList());
  }

  private FigureSql(Map<String, Object> values) {
    this.values = values;
  }

  /** With one more filling. */
  FigureSql with(String name, Object filling) {
    var more = new HashMap<>(values);
    more.put(name, filling);
    return new FigureSql(more);
  }

  Sql file(String name) {
    return Sql.file(FigureSql.class, name, values);
  }
}
