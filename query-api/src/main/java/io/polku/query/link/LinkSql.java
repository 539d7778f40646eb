package io.polku.query.link;

import io.polku.contract.funnel.PathGlob;
import io.polku.contract.link.LinkMatch;
import io.polku.contract.report.LinkReport;
import io.polku.contract.session.SessionRules;
import io.polku.query.range.Buckets;
import io.polku.query.segment.FilterSql;
import io.polku.query.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    values.put("meant", meant(link.link()));
    values.put("page", anyOf(link.pages()));
    values.put("goal", anyOf(link.destinations()));
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

  private static Sql meant(LinkMatch link) {
    var parts = new ArrayList<Sql>();
    var href = link.href();
    if (link.name() != null) {
      parts.add(Sql.of("element_link = ?", link.name()));
    }
    if (href != null) {
      parts.add(glob(href, link.isOfPath() ? "path(element_href)" : "element_href"));
    }
    if (link.selector() != null) {
      parts.add(Sql.of("element_selector = ?", link.selector()));
    }
    if (link.text() != null) {
      parts.add(Sql.of("element_text = ?", link.text()));
    }
    return FilterSql.all(parts);
  }

  /** Whether the path of an event fits one of them; never where there are none. */
  private static Sql anyOf(List<PathGlob> globs) {
    return globs.isEmpty()
        ? Sql.of("false")
        : Sql.join(
            "",
            List.of(
                Sql.of("("),
                Sql.join(" OR ", globs.stream().map(glob -> glob(glob, "path")).toList()),
                Sql.of(")")));
  }

  private static Sql glob(PathGlob glob, String column) {
    return glob.isLiteral()
        ? Sql.of(column + " = ?", glob.toString())
        : Sql.of("match(" + column + ", ?)", glob.regex());
  }
}
