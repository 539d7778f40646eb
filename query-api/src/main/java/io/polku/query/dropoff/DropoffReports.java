package io.polku.query.dropoff;

import io.polku.contract.funnel.Signal;
import io.polku.contract.report.FunnelDropoffs;
import io.polku.contract.report.FunnelDropoffs.Kind;
import io.polku.contract.report.FunnelDropoffs.Row;
import io.polku.contract.report.Rates;
import io.polku.contract.report.Source;
import io.polku.contract.report.Wilson;
import io.polku.contract.session.SessionRules;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Reached;
import io.polku.query.funnel.Steps;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/**
 * What followed a step. Always read from the events themselves: facts know what followed the end of
 * a chain, and not what followed the steps before it. Thread-safe; blocks on ClickHouse.
 */
public final class DropoffReports {
  private static final int NEXT = 0;
  private static final int LAST_CLICK = 1;
  private static final int LAST_PAGE = 2;
  private static final int SIGNAL = 3;
  private static final int ALL = 4;

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public DropoffReports(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Counted(
      int list, String kind, String value, long dropped, long converted, long open, long excluded) {
    static Counted none() {
      return new Counted(ALL, "all", "", 0, 0, 0, 0);
    }
  }

  /**
   * The report.
   *
   * @param number the step, from 1
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   * @throws IllegalArgumentException when the funnel has no such step
   */
  public FunnelDropoffs report(FunnelQuestion question, int number, DataState state, Instant asOf) {
    var step = Steps.of(question.funnel(), number);
    var rows = clickHouse.query(sql(question, step, asOf), DropoffReports::counted);
    var all = rows.stream().filter(row -> row.list() == ALL).findFirst().orElse(Counted.none());
    return new FunnelDropoffs(
        question.ref(),
        question.funnel().unit(),
        Source.ADHOC,
        question.range().from(),
        question.range().to(),
        asOf,
        state.version(),
        number,
        question.funnel().steps().get(number - 1).name(),
        all.dropped() + all.converted() + all.open(),
        all.converted(),
        all.dropped(),
        all.open(),
        all.excluded(),
        list(rows, NEXT, all),
        list(rows, LAST_CLICK, all),
        list(rows, LAST_PAGE, all),
        SignalJudge.judge(signals(rows), all.dropped(), all.converted()));
  }

  /** Whether something in it changes with time alone. */
  public static boolean isMoving(FunnelDropoffs report) {
    return report.open() > 0 || report.next().stream().anyMatch(row -> row.kind() == Kind.PENDING);
  }

  private static Counted counted(io.polku.query.store.Row row) throws SQLException {
    return new Counted(
        (int) row.number(1),
        row.text(2),
        row.text(3),
        row.number(4),
        row.number(5),
        row.number(6),
        row.number(7));
  }

  private static List<Row> list(List<Counted> rows, int list, Counted all) {
    return rows.stream().filter(row -> row.list() == list).map(row -> row(row, all)).toList();
  }

  private static Row row(Counted row, Counted all) {
    return new Row(
        Kind.valueOf(row.kind().toUpperCase(Locale.ROOT)),
        row.value(),
        row.dropped(),
        row.converted(),
        row.open(),
        Rates.of(row.dropped(), all.dropped()),
        Wilson.interval(row.dropped(), all.dropped()),
        Rates.of(row.converted(), all.converted()),
        Wilson.interval(row.converted(), all.converted()));
  }

  private static List<SignalJudge.With> signals(List<Counted> rows) {
    return Arrays.stream(Signal.values()).map(signal -> with(rows, signal)).toList();
  }

  private static SignalJudge.With with(List<Counted> rows, Signal signal) {
    var bit = Integer.toString(signal.bit());
    return rows.stream()
        .filter(row -> row.list() == SIGNAL && row.value().equals(bit))
        .map(row -> new SignalJudge.With(signal, row.dropped(), row.converted(), row.open()))
        .findFirst()
        .orElse(new SignalJudge.With(signal, 0, 0, 0));
  }

  private static Sql sql(FunnelQuestion question, Steps step, Instant asOf) {
    var lengthMaxMillis = SessionRules.LENGTH_MAX.toMillis();
    var fromMillis = question.range().fromMillis() - lengthMaxMillis;
    var toMillis =
        question.range().toMillis() + question.funnel().span().toMillis() + lengthMaxMillis + 1;
    var fillings = new HashMap<String, Object>();
    fillings.put("site", question.site().site());
    fillings.put("way_from_ms", fromMillis);
    fillings.put("way_to_ms", toMillis);
    fillings.put("gap_ms", question.site().gap().toMillis());
    fillings.put("length_max_ms", lengthMaxMillis);
    fillings.put("as_of_ms", asOf.toEpochMilli());
    fillings.put("step", step.number());
    fillings.put("converted", step.converted());
    fillings.put("rows_max", FunnelDropoffs.ROWS_MAX);
    fillings.put("reached", Reached.detailed(question, asOf, Source.ADHOC));
    var targets = Sql.file(DropoffReports.class, "targets.sql", fillings);
    fillings.put(
        "ways", WayOuts.ways(targets, Sql.of("1"), question.site().site(), fromMillis, toMillis));
    return Sql.file(DropoffReports.class, "dropoffs.sql", fillings);
  }
}
