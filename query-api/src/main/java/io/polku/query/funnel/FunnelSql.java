package io.polku.query.funnel;

import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Subject;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Interval;
import io.polku.contract.session.SessionRules;
import io.polku.query.range.Buckets;
import io.polku.query.range.TimeRange;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a funnel report. Both sources yield one row a subject and bucket, which the
 * same two statements count: the whole range with its breakdown, and the series.
 */
final class FunnelSql {
  private static final Sql NO_VALUE = Sql.of("''");
  private static final Sql EVENT_TIME = Sql.of("event_time");
  private static final Sql ENTRY_DAY = Sql.of("entry_day");

  private final FunnelQuestion question;
  private final Map<String, Object> values;

  FunnelSql(FunnelQuestion question, Instant asOf) {
    this.question = question;
    this.values = values(question, asOf);
  }

  /** The whole range, and a row for each value of the breakdown. */
  Sql byValue(boolean fromFacts) {
    var breakdown = question.breakdown();
    var fillings = new HashMap<>(values);
    fillings.put("breakdown", breakdown == null ? 0 : 1);
    fillings.put("values_max", FunnelReport.BREAKDOWN_VALUES_MAX);
    fillings.put("reached", reached(fromFacts, Buckets.NONE, value(breakdown)));
    return Sql.file(FunnelSql.class, "steps_by_value.sql", fillings);
  }

  /** A row for each bucket in which somebody entered. */
  Sql byBucket(boolean fromFacts, Interval interval) {
    var fillings = new HashMap<>(values);
    var bucket =
        fromFacts
            ? Buckets.ofDay(interval, ENTRY_DAY)
            : Buckets.ofTime(interval, EVENT_TIME, question.range());
    fillings.put("reached", reached(fromFacts, bucket, NO_VALUE));
    return Sql.file(FunnelSql.class, "steps_by_bucket.sql", fillings);
  }

  private Sql reached(boolean fromFacts, Sql bucket, Sql value) {
    var fillings = new HashMap<>(values);
    fillings.put("bucket", bucket);
    fillings.put("value", value);
    if (fromFacts) {
      return Sql.file(FunnelSql.class, "facts_rows.sql", fillings);
    }
    fillings.put("mask", Conditions.mask(question.funnel().steps()));
    fillings.put("subjects", subjects(fillings));
    return Sql.file(FunnelSql.class, "adhoc_rows.sql", fillings);
  }

  private Sql subjects(Map<String, Object> fillings) {
    return switch (question.funnel().subject()) {
      case VISITOR -> Sql.file(FunnelSql.class, "adhoc_visitors.sql", fillings);
      case SESSION -> Sql.file(FunnelSql.class, "adhoc_sessions.sql", fillings);
    };
  }

  private static Sql value(@Nullable Breakdown breakdown) {
    return switch (breakdown) {
      case null -> NO_VALUE;
      case Breakdown.Named named -> Sql.of(named.dimension().word());
      case Breakdown.Prop prop -> Sql.of("props[?]", prop.name());
    };
  }

  private static Map<String, Object> values(FunnelQuestion question, Instant asOf) {
    var site = question.site();
    var funnel = question.funnel();
    var range = question.range();
    var ref = question.ref();
    var gapMillis = site.gap().toMillis();
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var values = new HashMap<String, Object>();
    values.put("site", site.site());
    values.put("zone", range.zone().getId());
    values.put("from_ms", range.fromMillis());
    values.put("to_ms", range.toMillis());
    values.put("scan_from_ms", range.fromMillis() - lengthMaxMillis - gapMillis);
    values.put("scan_to_ms", scanToMillis(funnel, range, lengthMaxMillis));
    values.put("gap_ms", gapMillis);
    values.put("window_ms", funnel.span().toMillis());
    values.put("steps", funnel.steps().size());
    values.put("as_of_ms", asOf.toEpochMilli());
    values.put("funnel", ref.id() == null ? "" : ref.id());
    values.put("version", ref.version() == null ? 0 : ref.version());
    values.put("from_day", range.firstDay().toString());
    values.put("to_day", range.endDay().toString());
    return values;
  }

  /** Where the last step of an entry in the range can lie, or its session's last event. */
  private static long scanToMillis(FunnelDefinition funnel, TimeRange range, long lengthMaxMillis) {
    var longest = funnel.subject() == Subject.SESSION ? lengthMaxMillis : funnel.span().toMillis();
    return range.toMillis() + longest;
  }
}
