package io.polku.query.detour;

import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.DetourReport;
import io.polku.contract.report.DetourReport.Pattern;
import io.polku.contract.report.DetourReport.PatternFound;
import io.polku.contract.session.SessionId;
import io.polku.query.detour.DetourJudge.Counted;
import io.polku.query.detour.DetourJudge.Times;
import io.polku.query.detour.Targets.Place;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelValues;
import io.polku.query.funnel.Reached;
import io.polku.query.funnel.StepWorth;
import io.polku.query.statistics.Strata;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where people went instead of the next step. Thread-safe; blocks on ClickHouse. */
public final class DetourReports {
  private static final Duration QUICK_BACK_MAX = Duration.ofSeconds(10);
  private static final double MILLIS_PER_SECOND = 1_000;

  private final ClickHouse clickHouse;
  private final Reached reached;
  private final FunnelValues values;

  /**
   * @param clickHouse where events are
   * @param reached whence chains are
   * @param values what is at risk
   */
  public DetourReports(ClickHouse clickHouse, Reached reached, FunnelValues values) {
    this.clickHouse = clickHouse;
    this.reached = reached;
    this.values = values;
  }

  /**
   * How many went so.
   *
   * @param place number of the place in the question, from 0
   * @param toGoal whether of the end of the funnel, not of the next step
   * @param kind {@code direct} and {@code left} without a way, or {@code detour}
   */
  private record Went(int place, boolean toGoal, String kind, Counted counted) {
    List<Object> way() {
      return List.of(place, counted.value());
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
    var fillings = fillings(List.of(new Place(question, number)), false, asOf);
    var went = clickHouse.query(detours(fillings), DetourReports::went);
    var direct = of(went, "direct");
    var times = direct.isEmpty() ? new Times(0, 0, 0) : direct.getFirst().times();
    var worth = StepWorth.of(values.report(question.by(null), state, asOf), number);
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
        DetourJudge.judge(of(went, "detour"), times, worth),
        patterns(fillings));
  }

  /**
   * The ways that are tested.
   *
   * @param value path of a page, or {@code event:NAME}
   * @param subjects who went it
   * @param lost who of them can no longer reach the next step
   * @param decided who is not open
   * @param deadEnds who did nothing after it and were lost
   * @param strata compared with all others at the step
   * @param toGoal the same of the end of the funnel, by whichever way
   */
  public record Way(
      String value,
      long subjects,
      long lost,
      long decided,
      long deadEnds,
      Strata strata,
      Strata toGoal) {}

  /**
   * The ways at a place.
   *
   * @param ways those that most took
   */
  public record Ways(Place place, List<Way> ways) {}

  /**
   * The same of several places without judging them, in their order.
   *
   * @param places as many as {@link Targets#statements} gives
   */
  public List<Ways> ways(List<Place> places, Instant asOf) {
    var detours =
        clickHouse.query(detours(fillings(places, true, asOf)), DetourReports::went).stream()
            .filter(each -> each.kind().equals("detour"))
            .toList();
    var toGoal =
        detours.stream()
            .filter(Went::toGoal)
            .collect(Collectors.toMap(Went::way, each -> each.counted().strata()));
    return IntStream.range(0, places.size())
        .mapToObj(
            i ->
                new Ways(
                    places.get(i),
                    detours.stream()
                        .filter(each -> each.place() == i && !each.toGoal())
                        .map(
                            each ->
                                way(
                                    each.counted(),
                                    toGoal.getOrDefault(each.way(), each.counted().strata())))
                        .toList()))
        .toList();
  }

  private static Way way(Counted way, Strata toGoal) {
    return new Way(
        way.value(),
        way.subjects(),
        way.lost(),
        way.returned() + way.lost(),
        way.deadEnds(),
        way.strata(),
        toGoal);
  }

  private List<PatternFound> patterns(Map<String, Object> fillings) {
    var found =
        clickHouse
            .query(Sql.file(DetourReports.class, "patterns.sql", fillings), DetourReports::pattern)
            .stream()
            .collect(Collectors.toMap(PatternFound::pattern, Function.identity()));
    return Arrays.stream(Pattern.values())
        .map(
            pattern ->
                found.getOrDefault(
                    pattern, new PatternFound(pattern, 0, 0, 0, null, null, List.of())))
        .toList();
  }

  private static PatternFound pattern(Row row) throws SQLException {
    var pattern = Pattern.valueOf(row.text(1).toUpperCase(Locale.ROOT));
    var visitors = row.texts(5);
    var starts = row.numbers(6);
    var strata = Strata.of(row, 7);
    // Of these all are lost, so that a difference to others says nothing.
    var compares = pattern != Pattern.DEAD_END;
    return new PatternFound(
        pattern,
        row.number(2),
        row.number(3),
        row.number(4),
        compares ? strata.excessOrNull() : null,
        compares ? strata.interval() : null,
        IntStream.range(0, visitors.size())
            .mapToObj(i -> new SessionId(visitors.get(i), starts.get(i)).text())
            .toList());
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
    var returned = row.number(6);
    return new Went(
        (int) row.number(1),
        row.number(2) == 1,
        row.text(3),
        new Counted(
            row.text(4),
            row.number(5),
            returned,
            row.number(7),
            row.number(8),
            row.real(9),
            row.real(10),
            new Times(returned, row.real(11), row.real(12)),
            row.number(13),
            row.number(14),
            row.number(15),
            Strata.of(row, 16)));
  }

  private Map<String, Object> fillings(List<Place> places, boolean toGoal, Instant asOf) {
    var fillings = Targets.fillings(places, asOf, reached);
    fillings.put("ends", Sql.of(toGoal ? "(0, state), (1, goal_state)" : "(0, state)"));
    fillings.put("quick_ms", QUICK_BACK_MAX.toMillis());
    // Those who went directly and those who left have a row each beside the detours.
    fillings.put("rows_max", 2 + DetourReport.ROWS_MAX);
    fillings.put("examples_max", DetourReport.EXAMPLES_MAX);
    fillings.put("passive", WayOut.PASSIVE.stream().sorted().toList());
    fillings.put("sums", Strata.sums());
    fillings.put("ways", Sql.file(DetourReports.class, "ways.sql", fillings));
    return fillings;
  }

  private static Sql detours(Map<String, Object> fillings) {
    return Sql.file(DetourReports.class, "detours.sql", fillings);
  }
}
