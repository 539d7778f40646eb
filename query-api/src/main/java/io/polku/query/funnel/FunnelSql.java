package io.polku.query.funnel;

import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Interval;
import io.polku.contract.session.SessionRules;
import io.polku.query.range.Buckets;
import io.polku.query.range.TimeRange;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a funnel report. Both sources yield one row a subject and bucket, which the
 * same two statements count: the whole range with its breakdown, and the series.
 */
final class FunnelSql {
  private static final String CAPPED_STATE =
      ",\n    uniqExactIfState((visitor_id, session_start), capped) AS capped_state";
  private static final Sql ENTRY_DAY = Sql.of("entry_day");

  private final FunnelQuestion question;
  private final Instant asOf;
  private final Map<String, Object> values;
  private final EntrySql entry;
  private final boolean detailed;

  FunnelSql(FunnelQuestion question, Instant asOf) {
    this(question, asOf, null, false);
  }

  /**
   * @param entryValue what is asked of the event that enters in place of the breakdown, or null
   */
  FunnelSql(FunnelQuestion question, Instant asOf, @Nullable Sql entryValue) {
    this(question, asOf, entryValue, false);
  }

  private FunnelSql(
      FunnelQuestion question, Instant asOf, @Nullable Sql entryValue, boolean detailed) {
    this.question = question;
    this.asOf = asOf;
    this.entry = new EntrySql(question, entryValue);
    this.values = values(question, asOf);
    this.detailed = detailed;
    values.put("begun", begun(question.funnel().order()));
    values.put("detail", Sql.of(detailed ? ",\n    detail" : ""));
  }

  /** The same with a column {@code detail} in {@code reached}, see {@link Reached}. */
  FunnelSql detailed() {
    return new FunnelSql(question, asOf, null, true);
  }

  /** The whole range, and a row for each value of the breakdown. */
  Sql byValue(boolean fromFacts) {
    return fromFacts && isTallied() ? ranked(tallied(null)) : byValueOf(reached(fromFacts));
  }

  /** The same, of subjects that are read from elsewhere. */
  Sql byValue(Sql subjects) {
    return byValueOf(adHoc(null, subjects));
  }

  /** {@code reached}: one row a subject that counts, for the whole range. */
  Sql reached(boolean fromFacts) {
    return reached(fromFacts, null);
  }

  private Sql reached(boolean fromFacts, @Nullable Interval interval) {
    return fromFacts ? stored(interval) : adHoc(interval, null);
  }

  /**
   * Values of items at the entry, most subjects first: as many as get a row, and one more where
   * there are more.
   */
  Sql itemValues(boolean fromFacts) {
    var fillings = new HashMap<>(values);
    fillings.put("reached", reached(fromFacts));
    fillings.put("values_max", FunnelReport.BREAKDOWN_VALUES_MAX);
    return file("item_values.sql", fillings);
  }

  /**
   * A row for each of these values, and one for all others; a subject stands in all of its own.
   *
   * @param named values with a row of their own
   */
  Sql byItem(boolean fromFacts, List<String> named) {
    var fillings = new HashMap<>(values);
    fillings.put("reached", reached(fromFacts));
    fillings.put("durations", durations());
    fillings.put("counts", counts());
    fillings.put(
        "named",
        Sql.of(
            "[" + String.join(", ", Collections.nCopies(named.size(), "?")) + "]",
            named.toArray()));
    return file("steps_by_item.sql", fillings);
  }

  /** How long each took to each step, in bins between these edges. */
  Sql timing(boolean fromFacts, List<Long> edgesMillis) {
    var fillings = new HashMap<>(values);
    fillings.put("reached", reached(fromFacts));
    fillings.put("durations", durations());
    fillings.put("edges", numbers(edgesMillis));
    return file("timing.sql", fillings);
  }

  /** What each had at each step. */
  Sql worth(boolean fromFacts) {
    var fillings = new HashMap<>(values);
    var bits = new EventBits(question.funnel());
    fillings.put("reached", reached(fromFacts));
    fillings.put("mask", bits.mask());
    fillings.put("step_bits", numbers(bits.ofSteps()));
    fillings.put("ranks", numbers(ranks()));
    fillings.put("required", question.funnel().requiredSteps().size());
    fillings.put("number", ScalarText.NUMBER);
    return file("worth.sql", fillings);
  }

  private Sql byValueOf(Sql reached) {
    var fillings = new HashMap<>(values);
    fillings.put("reached", reached);
    fillings.put("durations", durations());
    fillings.put("counts", counts());
    fillings.put("capped_state", Sql.of(isHeld() ? CAPPED_STATE : ""));
    return ranked(file("grouped.sql", fillings));
  }

  /** Of rows a value the most frequent, the rest as one, and all together. */
  private Sql ranked(Sql grouped) {
    var fillings = new HashMap<>(values);
    fillings.put("grouped", grouped);
    fillings.put("breakdown", question.breakdown() == null ? 0 : 1);
    fillings.put("values_max", FunnelReport.BREAKDOWN_VALUES_MAX);
    fillings.put(
        "capped_count", Sql.of(isHeld() ? "uniqExactIfMerge(capped_state)" : "toUInt64(0)"));
    return file("steps_by_value.sql", fillings);
  }

  /**
   * Whether facts can be counted straight off their columns: then the level tells which steps were
   * reached and the last time is when a chain finished, and a subject has one fact a day.
   */
  private boolean isTallied() {
    return !isHeld()
        && question.funnel().order() != Order.ANY
        && !entry.needsSession()
        && question.funnel().steps().stream().noneMatch(Step::optional);
  }

  /** {@code grouped}, a row a bucket and value, from facts that are nowhere carried along whole. */
  private Sql tallied(@Nullable Interval interval) {
    var carried = entry.carried();
    var byBucket = interval != null;
    var fillings = new HashMap<>(values);
    fillings.put("bucket", interval != null ? Buckets.ofDay(interval, ENTRY_DAY) : Buckets.NONE);
    fillings.put("entry_value", carried == null ? entry.nothing() : carried);
    fillings.put("where", entry.where("entry_value"));
    fillings.put("value", entry.value("entry_value"));
    fillings.put("best_bucket", byBucket ? Sql.of("facts.bucket") : Buckets.NONE);
    fillings.put("by_bucket", Sql.of(byBucket ? ", facts.bucket" : ""));
    fillings.put(
        "same",
        Sql.of(
            "lone.visitor_hash = several.visitor_hash"
                + (byBucket ? " AND lone.bucket = several.bucket" : "")));
    fillings.put("facts", file("tally_facts.sql", fillings));
    fillings.put("took", file("tally_took.sql", fillings));
    fillings.put("tallied", file(tallyFile(interval), fillings));
    return file("tally_grouped.sql", fillings);
  }

  private String tallyFile(@Nullable Interval interval) {
    if (interval == Interval.DAY) {
      return "tally_each.sql";
    }
    return switch (question.funnel().subject()) {
      case SESSION -> "tally_sessions.sql";
      case VISITOR -> "tally_visitors.sql";
    };
  }

  /** A row for each bucket in which somebody entered. */
  Sql byBucket(boolean fromFacts, Interval interval) {
    if (fromFacts && isTallied()) {
      var plain = new FunnelSql(question.by(null), asOf);
      return file("tally_by_bucket.sql", Map.of("grouped", plain.tallied(interval)));
    }
    var fillings = new HashMap<>(values);
    fillings.put("reached", reached(fromFacts, interval));
    fillings.put("durations", durations());
    fillings.put("counts", counts());
    return file("steps_by_bucket.sql", fillings);
  }

  /** What a day's facts are made of: by subject and bucket, before the best are chosen. */
  Sql found() {
    return new AdHocSql(question, values, Interval.DAY, entry, null).found();
  }

  private Sql adHoc(@Nullable Interval interval, @Nullable Sql subjects) {
    var adHoc = new AdHocSql(question, values, interval, entry, subjects);
    var found = detailed ? adHoc.detailed().found() : adHoc.found();
    if (AdHocSql.byDay(question.funnel())) {
      return counted(found);
    }
    return withSession(
        Sql.join(",\n", List.of(found, file("whole.sql", ofEntry("found.entry_value")))));
  }

  /** From facts, where few subjects have several to choose from. */
  private Sql stored(@Nullable Interval interval) {
    var found = facts(interval);
    if (isHeld()) {
      return counted(found);
    }
    var sessions = question.funnel().subject() == Subject.SESSION;
    var fillings = ofEntry("winning.entry_value");
    fillings.put("several", sessions ? file("facts_several.sql", values) : Sql.of(""));
    fillings.put(
        "only_several",
        Sql.of(sessions ? " WHERE session_start IN (SELECT session_start FROM crossing)" : ""));
    fillings.put("place", file("facts_place.sql", values));
    return withSession(Sql.join(",\n", List.of(found, file("facts_best.sql", fillings))));
  }

  private Sql counted(Sql found) {
    return withSession(Sql.join(",\n", List.of(found, best())));
  }

  /** What the sessions say, after whoever counts is known. */
  private Sql withSession(Sql rows) {
    return entry.needsSession()
        ? Sql.join(",\n", List.of(rows, entry.reached(question.range(), Sql.of(moreColumns()))))
        : rows;
  }

  private String moreColumns() {
    return cappedColumn().text() + (detailed ? ",\n    detail" : "");
  }

  private Map<String, Object> ofEntry(String carried) {
    var fillings = new HashMap<>(values);
    fillings.put("name", Sql.of(entry.needsSession() ? "entered_rows" : "reached"));
    fillings.put("value", entry.value(carried));
    fillings.put("where", entry.where(carried));
    return fillings;
  }

  private Sql facts(@Nullable Interval interval) {
    var fillings = new HashMap<>(values);
    var carried = entry.carried();
    fillings.put("bucket", interval == null ? Buckets.NONE : Buckets.ofDay(interval, ENTRY_DAY));
    fillings.put("entry_value", carried == null ? entry.nothing() : carried);
    fillings.put("held_columns", Sql.of(isHeld() ? ",\n    value,\n    capped" : ""));
    fillings.put("detail", detailed ? file("facts_detail.sql", values) : Sql.of(""));
    return file("facts_rows.sql", fillings);
  }

  /** Of several facts of a subject, the one it counts with. */
  private Sql best() {
    var pairs = question.funnel().unit() == Unit.ITEM;
    var fillings = ofEntry("fact.4");
    fillings.put("detail", Sql.of(detailed ? ", detail" : ""));
    fillings.put("detail_column", Sql.of(detailed ? ",\n    fact.5 AS detail" : ""));
    fillings.put("tie", Sql.of(isHeld() && !pairs ? ", value" : ""));
    fillings.put("unit", Sql.of(pairs ? ", value" : ""));
    fillings.put("capped", Sql.of(isHeld() ? ",\n    max(found.capped) AS capped" : ""));
    fillings.put("capped_column", cappedColumn());
    return file("best.sql", fillings);
  }

  /** When a chain began: in any order, with whichever step came first. */
  private static Sql begun(Order order) {
    return Sql.of(
        switch (order) {
          case ANY -> "arrayMin(arrayFilter(reached_at -> reached_at > 0, step_times))";
          case ORDERED, STRICT -> "step_times[1]";
        });
  }

  private boolean isHeld() {
    return question.funnel().hold() != null;
  }

  private Sql cappedColumn() {
    return Sql.of(isHeld() ? ",\n    capped" : "");
  }

  private Sql counts() {
    var fillings = new HashMap<>(values);
    fillings.put("ranks", numbers(ranks()));
    return file("counts.sql", fillings);
  }

  private Sql durations() {
    if (question.funnel().steps().stream().noneMatch(Step::optional)) {
      return file("durations.sql", values);
    }
    return file("durations_optional.sql", Map.of("bases", numbers(bases())));
  }

  /** For each step which required one it is, from 1; 0 for an optional step. */
  private List<Integer> ranks() {
    var ranks = new ArrayList<Integer>();
    var required = 0;
    for (var step : question.funnel().steps()) {
      ranks.add(step.optional() ? 0 : ++required);
    }
    return ranks;
  }

  /** For each step after the first the number of the required one before it. */
  private List<Integer> bases() {
    var bases = new ArrayList<Integer>();
    var steps = question.funnel().steps();
    var base = 1;
    for (var i = 1; i < steps.size(); i++) {
      bases.add(base);
      base = steps.get(i).optional() ? base : i + 1;
    }
    return bases;
  }

  private static Sql numbers(List<? extends Number> numbers) {
    return Sql.of(numbers.toString());
  }

  private static Sql file(String name, Map<String, Object> fillings) {
    return Sql.file(FunnelSql.class, name, fillings);
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
    values.put("window_ms", funnel.window().length().toMillis());
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
