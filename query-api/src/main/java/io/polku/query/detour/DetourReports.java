package io.polku.query.detour;

import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.DetourReport;
import io.polku.contract.report.Source;
import io.polku.contract.session.SessionRules;
import io.polku.query.detour.DetourJudge.Counted;
import io.polku.query.detour.DetourJudge.Strata;
import io.polku.query.detour.DetourJudge.Times;
import io.polku.query.funnel.Conditions;
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

  /**
   * How many went so.
   *
   * @param kind {@code direct} and {@code left} without a way, or {@code detour}
   */
  private record Went(String kind, Counted counted) {}

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
    var went = clickHouse.query(sql(question, step, asOf), DetourReports::went);
    var direct = of(went, "direct");
    var times = direct.isEmpty() ? new Times(0, 0, 0) : direct.getFirst().times();
    return new DetourReport(
        question.ref(),
        question.funnel().unit(),
        question.range().from(),
        question.range().to(),
        asOf,
        state.version(),
        number,
        question.funnel().steps().get(number - 1).name(),
        subjects(direct),
        subjects(of(went, "left")),
        direct.isEmpty() ? null : direct.getFirst().medianMillis() / MILLIS_PER_SECOND,
        DetourJudge.judge(of(went, "detour"), times));
  }

  /** Whether something in it changes with time alone. */
  public static boolean isMoving(DetourReport report) {
    return report.detours().stream().anyMatch(detour -> detour.open() > 0);
  }

  private static List<Counted> of(List<Went> went, String kind) {
    return went.stream().filter(each -> each.kind().equals(kind)).map(Went::counted).toList();
  }

  private static long subjects(List<Counted> counted) {
    return counted.stream().mapToLong(Counted::subjects).sum();
  }

  private static Went went(Row row) throws SQLException {
    var returned = row.number(4);
    return new Went(
        row.text(1),
        new Counted(
            row.text(2),
            row.number(3),
            returned,
            row.number(5),
            row.number(6),
            row.real(7),
            row.real(8),
            new Times(returned, row.real(9), row.real(10)),
            row.number(11),
            row.number(12),
            row.number(13),
            new Strata(
                row.number(14),
                row.number(15),
                row.real(16),
                row.real(17),
                row.real(18),
                row.real(19))));
  }

  private static Sql sql(FunnelQuestion question, Steps step, Instant asOf) {
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var span = question.funnel().span().toMillis();
    var match = question.funnel().steps().get(step.number() - 1).match();
    var fillings = new HashMap<String, Object>();
    fillings.put("site", question.site().site());
    fillings.put("way_from_ms", question.range().fromMillis() - lengthMaxMillis);
    fillings.put("way_to_ms", question.range().toMillis() + span + lengthMaxMillis + 1);
    fillings.put("as_of_ms", asOf.toEpochMilli());
    fillings.put("quick_ms", QUICK_BACK_MAX.toMillis());
    fillings.put("step", step.number());
    fillings.put("converted", step.converted());
    fillings.put("serves", Conditions.bits(List.of(match), 0));
    // Those who went directly and those who left have a row each beside the detours.
    fillings.put("rows_max", 2 + DetourReport.ROWS_MAX);
    fillings.put("passive", WayOut.PASSIVE.stream().sorted().toList());
    fillings.put("reached", Reached.sql(question, asOf, Source.ADHOC));
    fillings.put("ways", Sql.file(DetourReports.class, "ways.sql", fillings));
    return Sql.file(DetourReports.class, "detours.sql", fillings);
  }
}
