package io.polku.query.funnel;

import io.polku.contract.funnel.Attribute;
import io.polku.contract.report.Compared;
import io.polku.contract.report.Compared.Incomplete;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.ReportStep;
import io.polku.contract.report.Source;
import io.polku.contract.report.StepCounts;
import io.polku.query.range.Buckets;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers {@link FunnelQuestion}s. Thread-safe; blocks on ClickHouse. */
public final class FunnelReports {
  private static final double MILLIS_OF_SECOND = 1_000;
  private static final int COUNTS_COLUMNS = 5;

  private final ClickHouse clickHouse;
  private final Reached reached;

  /**
   * @param clickHouse where facts and events are
   * @param reached who reached what
   */
  public FunnelReports(ClickHouse clickHouse, Reached reached) {
    this.clickHouse = clickHouse;
    this.reached = reached;
  }

  /**
   * The report.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   * @throws IllegalArgumentException when the series would have too many buckets
   */
  public FunnelReport report(FunnelQuestion question, DataState state, Instant asOf) {
    var buckets = buckets(question);
    var source = reached.source(question);
    var fromFacts = source == Source.FACTS;
    var sql = new FunnelSql(question, asOf);
    var groups = groups(question, asOf, fromFacts);
    var interval = question.interval();
    var series =
        interval == null
            ? Map.<Long, List<StepCounts>>of()
            : clickHouse
                .query(sql.byBucket(fromFacts, interval), row -> bucket(row, question))
                .stream()
                .collect(Collectors.toMap(CountedBucket::key, CountedBucket::counts));
    var completeThrough = asOf.minus(question.funnel().span()).minus(question.site().grace());
    return new FunnelReport(
        question.ref(),
        question.funnel().unit(),
        source,
        question.range().from(),
        question.range().to(),
        asOf,
        completeThrough,
        state.version(),
        state.lateEvents(),
        groups.stream().filter(Group::isTotal).mapToLong(Group::capped).sum(),
        state.leftOut(),
        steps(question, total(groups, question)),
        buckets.stream().map(b -> bucket(b, series, question, completeThrough)).toList(),
        groups.stream().filter(group -> !group.isTotal()).map(g -> row(g, question)).toList(),
        question.breakdown(),
        question.filter(),
        null,
        null);
  }

  /**
   * The same beside another range.
   *
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public FunnelReport compared(
      FunnelReport report, FunnelQuestion question, TimeRange other, Instant asOf) {
    var otherQuestion = question.of(other);
    var source = reached.source(otherQuestion);
    var sql = new FunnelSql(otherQuestion, asOf);
    var groups =
        clickHouse.query(sql.byValue(source == Source.FACTS), row -> group(row, otherQuestion));
    var steps = steps(otherQuestion, total(groups, otherQuestion));
    return report.withCompared(
        new Compared(
            other.from(),
            other.to(),
            source,
            incomplete(report, other, firstEvent(question)),
            steps,
            Compared.differences(report.steps(), steps)));
  }

  private Instant firstEvent(FunnelQuestion question) {
    return clickHouse.queryOne(
        Sql.file(FunnelReports.class, "first_event.sql", Map.of("site", question.site().site())),
        row -> Instant.ofEpochMilli(row.number(1)));
  }

  private static List<Incomplete> incomplete(
      FunnelReport report, TimeRange other, Instant firstEvent) {
    var incomplete = new ArrayList<Incomplete>();
    if (report.to().isAfter(report.completeThrough())) {
      incomplete.add(Incomplete.RANGE_OPEN);
    }
    if (other.to().isAfter(report.completeThrough())) {
      incomplete.add(Incomplete.COMPARED_OPEN);
    }
    if (report.from().isBefore(firstEvent)) {
      incomplete.add(Incomplete.RANGE_BEFORE_FIRST_EVENT);
    }
    if (other.from().isBefore(firstEvent)) {
      incomplete.add(Incomplete.COMPARED_BEFORE_FIRST_EVENT);
    }
    return incomplete;
  }

  /** Of items, rows overlap: the total is counted by itself, and which get a row is asked first. */
  private List<Group> groups(FunnelQuestion question, Instant asOf, boolean fromFacts) {
    var sql = new FunnelSql(question, asOf);
    if (!(question.breakdown() instanceof Attribute.ItemField)) {
      return clickHouse.query(sql.byValue(fromFacts), row -> group(row, question));
    }
    var total = new FunnelSql(question.by(null), asOf).byValue(fromFacts);
    var groups = new ArrayList<>(clickHouse.query(total, row -> group(row, question)));
    var named = clickHouse.query(sql.itemValues(fromFacts), row -> row.text(1));
    if (!named.isEmpty()) {
      groups.addAll(clickHouse.query(sql.byItem(fromFacts, named), row -> group(row, question)));
    }
    return groups;
  }

  /** Of the whole range, in order of steps. */
  List<ReportStep> steps(FunnelQuestion question, Instant asOf, Source source) {
    var plain = question.by(null);
    var sql = new FunnelSql(plain, asOf).byValue(source == Source.FACTS);
    return steps(plain, total(clickHouse.query(sql, row -> group(row, plain)), plain));
  }

  private static List<Buckets.Bucket> buckets(FunnelQuestion question) {
    var interval = question.interval();
    return interval == null ? List.of() : Buckets.of(question.range(), interval);
  }

  private static List<ReportStep> steps(FunnelQuestion question, List<StepCounts> counts) {
    return StepCounts.report(question.funnel().steps(), counts);
  }

  private record Group(
      boolean isTotal, boolean other, String value, List<StepCounts> counts, long capped) {}

  private record CountedBucket(long key, List<StepCounts> counts) {}

  private static Group group(Row row, FunnelQuestion question) throws SQLException {
    return new Group(
        row.number(1) == 0,
        row.number(2) == 1,
        row.text(3),
        counts(row, 4, question),
        row.number(4 + COUNTS_COLUMNS));
  }

  private static CountedBucket bucket(Row row, FunnelQuestion question) throws SQLException {
    return new CountedBucket(row.number(1), counts(row, 2, question));
  }

  /** Nobody at all is no row at all. */
  private static List<StepCounts> total(List<Group> groups, FunnelQuestion question) {
    return groups.stream()
        .filter(Group::isTotal)
        .map(Group::counts)
        .findFirst()
        .orElse(nobody(question));
  }

  private static List<StepCounts> nobody(FunnelQuestion question) {
    return question.funnel().steps().stream().map(step -> StepCounts.NONE).toList();
  }

  private static FunnelReport.Bucket bucket(
      Buckets.Bucket bucket,
      Map<Long, List<StepCounts>> series,
      FunnelQuestion question,
      Instant completeThrough) {
    return new FunnelReport.Bucket(
        bucket.from(),
        bucket.to(),
        !bucket.to().isAfter(completeThrough),
        steps(question, series.getOrDefault(bucket.key(), nobody(question))));
  }

  private static FunnelReport.Row row(Group group, FunnelQuestion question) {
    return new FunnelReport.Row(
        group.other() ? FunnelReport.OTHER : group.value(),
        group.other(),
        steps(question, group.counts()));
  }

  /**
   * Five arrays: entered, open and excluded by step; medians by step from the second, as far as
   * known.
   */
  private static List<StepCounts> counts(Row row, int firstColumn, FunnelQuestion question)
      throws SQLException {
    var entered = row.numbers(firstColumn);
    var open = row.numbers(firstColumn + 1);
    var excluded = row.numbers(firstColumn + 2);
    var fromPrevious = row.reals(firstColumn + 3);
    var fromFirst = row.reals(firstColumn + 4);
    var counts = new ArrayList<StepCounts>();
    for (var k = 0; k < question.funnel().steps().size(); k++) {
      counts.add(
          new StepCounts(
              entered.get(k),
              open.get(k),
              excluded.get(k),
              seconds(fromPrevious, k - 1),
              seconds(fromFirst, k - 1)));
    }
    return List.copyOf(counts);
  }

  private static @Nullable Double seconds(List<Double> millis, int index) {
    return index < 0 || index >= millis.size() || millis.get(index).isNaN()
        ? null
        : millis.get(index) / MILLIS_OF_SECOND;
  }

  /** The statements of a question, to be explained and looked at. */
  static List<Sql> statements(FunnelQuestion question, Instant asOf, boolean fromFacts) {
    var sql = new FunnelSql(question, asOf);
    var statements = new ArrayList<Sql>();
    if (question.breakdown() instanceof Attribute.ItemField) {
      statements.add(sql.itemValues(fromFacts));
      statements.add(sql.byItem(fromFacts, List.of("a", "b")));
    } else {
      statements.add(sql.byValue(fromFacts));
    }
    var interval = question.interval();
    if (interval != null) {
      statements.add(sql.byBucket(fromFacts, interval));
    }
    return statements;
  }
}
