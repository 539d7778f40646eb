package io.polku.query.link;

import io.polku.contract.report.LinkReport;
import io.polku.contract.session.SessionRules;
import io.polku.query.range.Buckets;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The statements about a link. */
final class LinkSql {
  private static final Sql SHOWN = Sql.of("fromUnixTimestamp64Milli(toInt64(shown_ms))");
  private static final Sql NO_VALUE = Sql.of("''");

  private final LinkQuestion question;
  private final Map<String, Object> values = new HashMap<>();

  LinkSql(LinkQuestion question) {
    this.question = question;
    var site = question.site().site();
    var range = question.range();
    var link = question.link().link();
    var dayMillis = SessionRules.LENGTH_MAX.toMillis();
    var breakdown = question.breakdown();
    var interval = question.interval();
    values.put("site", site);
    values.put("from_ms", range.fromMillis());
    values.put("to_ms", range.toMillis());
    values.put("scan_to_ms", range.toMillis() + dayMillis);
    values.put("sessions_from_ms", range.fromMillis() - dayMillis);
    values.put("half_ms", half().toEpochMilli());
    values.put("rows_max", LinkReport.ROWS_MAX);
    values.put("meant", Elements.meant(link.link()));
    values.put("page", Elements.onAnyOf(link.pages()));
    values.put("goal", Elements.onAnyOf(link.destinations()));
    values.put("fits", FilterSql.onEvents(question.filter(), site, range));
    values.put("value", breakdown == null ? NO_VALUE : FilterSql.ofEvent(breakdown));
    values.put("bucket", interval == null ? Buckets.NONE : Buckets.ofTime(interval, SHOWN, range));
  }

  /** The middle of the range. */
  Instant half() {
    var range = question.range();
    return range.from().plus(Duration.between(range.from(), range.to()).dividedBy(2));
  }

  /** One row: page views, whether any had it in view, clicks, clicks on it. */
  Sql totals() {
    return file("totals.sql");
  }

  /**
   * A statement about the page views that count.
   *
   * @param measured whether only those count that had the link in view
   */
  Sql counted(String file, boolean measured) {
    values.put("counts", Sql.of(measured ? "in_view" : "1"));
    return file(file);
  }

  private Sql file(String name) {
    values.put("views", Sql.file(LinkSql.class, "views.sql", values));
    return Sql.file(LinkSql.class, name, values);
  }
}
