package io.polku.query.quality;

import io.polku.contract.report.ClusteredRate;
import io.polku.contract.report.Loss;
import io.polku.contract.report.Loss.Measured;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures what trackers sent and nobody received, from the numbers of stored events alone: what
 * comes later heals the figure. Groups all events of the range by page view, which takes about half
 * a second for a million, so figures are kept for a while, see {@link Measurements}.
 */
public final class LossReports {
  /** More events than a page view has; who claims more made them up. */
  public static final int PAGE_VIEW_EVENTS_MAX = 10_000;

  /** A tab may stand open over a weekend before the range; what it sent then was not lost. */
  private static final Duration OPEN_BEFORE = Duration.ofDays(3);

  /** The next page view may come after the range, and tell. */
  private static final Duration TOLD_AFTER = Duration.ofDays(1);

  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  private final ClickHouse clickHouse;
  private final Duration grace;
  private final Measurements<Question, Loss> measurements = new Measurements<>(WAIT_MAX);

  private record Question(String site, @Nullable Instant from, @Nullable Instant to) {}

  private enum Column {
    ALL,
    PAGE,
    BROWSER,
    TRACKER
  }

  private record Line(
      Column what, String value, Measured measured, long unsettled, long implausible) {}

  /**
   * @param clickHouse where events are
   * @param grace how long nothing more of a page view must have come before it is judged
   */
  public LossReports(ClickHouse clickHouse, Duration grace) {
    this.clickHouse = clickHouse;
    this.grace = grace;
  }

  /** How long nothing more of a page view must have come before it is judged. */
  public Duration grace() {
    return grace;
  }

  /**
   * The loss of the page views that began within a time; empty where it is still being measured, or
   * ClickHouse does not answer.
   *
   * @param from inclusive, or null for the beginning
   * @param to exclusive, or null for none
   * @param asOf how far the log has been processed
   */
  public Optional<Loss> report(
      String site, @Nullable Instant from, @Nullable Instant to, Instant asOf) {
    return measurements.of(
        new Question(site, from, to), () -> measure(site, from, to, asOf.minus(grace)));
  }

  private Loss measure(
      String site, @Nullable Instant from, @Nullable Instant to, Instant settledBefore) {
    var lines = clickHouse.query(sql(site, from, to, settledBefore), LossReports::line);
    var total = of(Column.ALL, lines).stream().findFirst();
    return new Loss(
        total.map(Line::measured).orElse(Measured.of(new ClusteredRate.Sums(0, 0, 0, 0, 0, 0), 0)),
        total.map(Line::unsettled).orElse(0L),
        total.map(Line::implausible).orElse(0L),
        rows(Column.PAGE, lines),
        rows(Column.BROWSER, lines),
        rows(Column.TRACKER, lines));
  }

  private static List<Line> of(Column what, List<Line> lines) {
    return lines.stream().filter(line -> line.what() == what).toList();
  }

  private static List<Loss.Row> rows(Column what, List<Line> lines) {
    return of(what, lines).stream()
        .filter(line -> line.measured().pageViews() > 0)
        .map(line -> new Loss.Row(line.value(), line.measured()))
        .toList();
  }

  private static Line line(Row row) throws SQLException {
    var sums =
        new ClusteredRate.Sums(
            row.number(3), row.number(4), row.number(5), row.real(7), row.real(8), row.real(9));
    return new Line(
        Column.values()[(int) row.number(1)],
        row.text(2),
        Measured.of(sums, row.number(6)),
        row.number(10),
        row.number(11));
  }

  static Sql sql(String site, @Nullable Instant from, @Nullable Instant to, Instant settledBefore) {
    var first = from == null ? TimeRange.MIN : from;
    var end = to == null ? TimeRange.MAX : to;
    return Sql.file(
        LossReports.class,
        "loss.sql",
        Map.of(
            "site",
            site,
            "from_ms",
            first.toEpochMilli(),
            "to_ms",
            end.toEpochMilli(),
            "scan_from_ms",
            (from == null ? first : first.minus(OPEN_BEFORE)).toEpochMilli(),
            "scan_to_ms",
            (to == null ? end : end.plus(TOLD_AFTER)).toEpochMilli(),
            "settled_ms",
            settledBefore.toEpochMilli(),
            "events_max",
            PAGE_VIEW_EVENTS_MAX,
            "rows",
            Loss.ROWS_MAX));
  }
}
