package io.polku.query.detour;

import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.DetourReport;
import io.polku.contract.report.Source;
import io.polku.contract.session.SessionRules;
import io.polku.query.detour.DetourJudge.Counted;
import io.polku.query.detour.DetourJudge.Strata;
import io.polku.query.detour.DetourJudge.Times;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Reached;
import io.polku.query.funnel.Steps;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where people went instead of the next step. Always read from the events themselves. Thread-safe;
 * blocks on ClickHouse.
 */
public final class DetourReports {
  private static final Duration QUICK_BACK_MAX = Duration.ofSeconds(10);
  private static final double MILLIS_PER_SECOND = 1_000;

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public DetourReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** How many went one of three ways: directly, by a detour, or not on at all. */
  private record Total(String kind, long subjects, double medianMillis, Times times) {
    static Total none() {
      return new Total("", 0, 0, new Times(0, 0, 0));
    }
  }

  /**
   * The report.
   *
   * @param number the step, from 1; not the last one
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   * @throws IllegalArgumentException when the funnel has no such step, or none after it
   */
  public DetourReport report(FunnelQuestion question, int number, DataState state, Instant asOf) {
    var step = Steps.of(question.funnel(), number);
    if (step.last()) {
      throw new IllegalArgumentException(
          "step: " + number + " (expected: one with a step after it)");
    }
    var fillings = fillings(question, step, asOf);
    var totals =
        clickHouse.query(file("totals.sql", fillings), DetourReports::total).stream()
            .collect(Collectors.toMap(Total::kind, each -> each));
    var direct = totals.getOrDefault("direct", Total.none());
    return new DetourReport(
        question.ref(),
        question.funnel().unit(),
        question.range().from(),
        question.range().to(),
        asOf,
        state.version(),
        number,
        question.funnel().steps().get(number - 1).name(),
        totals.values().stream().mapToLong(Total::subjects).sum(),
        direct.subjects(),
        totals.getOrDefault("left", Total.none()).subjects(),
        direct.subjects() == 0 ? null : direct.medianMillis() / MILLIS_PER_SECOND,
        DetourJudge.judge(
            clickHouse.query(file("detours.sql", fillings), DetourReports::counted),
            direct.times()));
  }

  /** Whether something in it changes with time alone. */
  public static boolean isMoving(DetourReport report) {
    return report.detours().stream().anyMatch(detour -> detour.open() > 0);
  }

  private static Total total(Row row) throws SQLException {
    return new Total(
        row.text(1),
        row.number(2),
        row.real(3),
        new Times(row.number(4), row.real(5), row.real(6)));
  }

  private static Counted counted(Row row) throws SQLException {
    var returned = row.number(3);
    return new Counted(
        row.text(1),
        row.number(2),
        returned,
        row.number(4),
        row.number(5),
        row.real(6),
        row.real(7),
        new Times(returned, row.real(8), row.real(9)),
        row.number(10),
        row.number(11),
        row.number(12),
        new Strata(
            row.number(13),
            row.number(14),
            row.real(15),
            row.real(16),
            row.real(17),
            row.real(18)));
  }

  private static Map<String, Object> fillings(
      FunnelQuestion question, Steps step, Instant asOf) {
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var span = question.funnel().span().toMillis();
    var fillings = new HashMap<String, Object>();
    fillings.put("site", question.site().site());
    fillings.put("way_from_ms", question.range().fromMillis() - lengthMaxMillis);
    fillings.put("way_to_ms", question.range().toMillis() + span + lengthMaxMillis + 1);
    fillings.put("as_of_ms", asOf.toEpochMilli());
    fillings.put("quick_ms", QUICK_BACK_MAX.toMillis());
    fillings.put("step", step.number());
    fillings.put("converted", step.converted());
    fillings.put("rows_max", DetourReport.ROWS_MAX);
    fillings.put("passive", WayOut.PASSIVE.stream().sorted().toList());
    fillings.put("reached", Reached.detailed(question, asOf, Source.ADHOC));
    fillings.put("ways", file("ways.sql", fillings));
    return fillings;
  }

  private static Sql file(String name, Map<String, Object> fillings) {
    return Sql.file(DetourReports.class, name, fillings);
  }
}
