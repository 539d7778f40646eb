package io.polku.query.friction;

import io.polku.contract.funnel.Signal;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.ElementRef;
import io.polku.contract.report.FrictionReport;
import io.polku.query.detour.Targets;
import io.polku.query.detour.Targets.Place;
import io.polku.query.dropoff.WayOuts;
import io.polku.query.friction.FrictionJudge.Counted;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.Reached;
import io.polku.query.statistics.Strata;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Row;
import io.polku.query.store.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Signs of trouble at a step. Thread-safe; blocks on ClickHouse. */
public final class FrictionReports {
  private static final int DETAIL_CHARS_MAX = 200;

  /** Names of the events that may be a sign. */
  private static final List<String> NAMES =
      List.of(
          "rage_click",
          "dead_click",
          "form_error",
          "js_error",
          WayOut.WEB_VITAL,
          WayOut.SEARCH_RESULTS);

  /**
   * Where one band of time at the step ends and the next begins, in milliseconds. Few, so that
   * there are enough in each to compare with.
   */
  private static final List<Long> BANDS = List.of(10_000L, 60_000L);

  private final ClickHouse clickHouse;
  private final Reached reached;

  /**
   * @param clickHouse where events are
   * @param reached whence chains are
   */
  public FrictionReports(ClickHouse clickHouse, Reached reached) {
    this.clickHouse = clickHouse;
    this.reached = reached;
  }

  private record Listed(int place, int list, Counted counted, long met, long rows) {}

  /**
   * The report.
   *
   * @param number the step, from 1; not the last one
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   * @throws IllegalArgumentException when the funnel has no such step, or none after it
   */
  public FrictionReport report(FunnelQuestion question, int number, DataState state, Instant asOf) {
    var listed = listed(List.of(new Place(question, number)), asOf);
    var all = listed.stream().filter(each -> each.list() == 0).findFirst();
    var signs = counted(listed, 1);
    var rows = counted(listed, 2);
    var others =
        listed.stream()
            .filter(each -> each.list() == 2)
            .mapToLong(each -> each.rows() - rows.size())
            .findFirst()
            .orElse(0);
    var judge = new FrictionJudge(signs, rows);
    return new FrictionReport(
        question.ref(),
        question.funnel().unit(),
        question.range().from(),
        question.range().to(),
        asOf,
        state.version(),
        number,
        question.funnel().steps().get(number - 1).name(),
        all.map(each -> each.counted().subjects()).orElse(0L),
        all.map(Listed::met).orElse(0L),
        others,
        judge.signs(),
        judge.rows());
  }

  /**
   * A sign that is tested.
   *
   * @param sign its kind
   * @param detail what exactly; "" where not known, or of all
   * @param page where; "" where not known, or of all
   * @param whole whether it is of all of its kind
   * @param subjects who met it
   * @param converted who of them reached the next step
   * @param lost who of them can no longer
   * @param strata compared with others who were still there
   */
  public record Tested(
      Signal sign,
      String detail,
      String page,
      boolean whole,
      long subjects,
      long converted,
      long lost,
      Strata strata) {
    /** Whether enough met it to test it. */
    public boolean enough() {
      return FrictionJudge.enough(strata);
    }
  }

  /**
   * The signs at a place.
   *
   * @param converted who of all at the step reached the next one
   * @param lost who of them can no longer
   * @param signs kinds as a whole first
   */
  public record Signs(Place place, long converted, long lost, List<Tested> signs) {}

  /**
   * The same figures of several places without judging them, in their order.
   *
   * @param places as many as {@link io.polku.query.detour.Targets#statements} gives
   */
  public List<Signs> signs(List<Place> places, Instant asOf) {
    var listed = listed(places, asOf);
    return IntStream.range(0, places.size())
        .mapToObj(
            i -> signs(places.get(i), listed.stream().filter(each -> each.place() == i).toList()))
        .toList();
  }

  private static Signs signs(Place place, List<Listed> listed) {
    var all = counted(listed, 0).stream().findFirst();
    return new Signs(
        place,
        all.map(Counted::converted).orElse(0L),
        all.map(Counted::lost).orElse(0L),
        listed.stream().filter(each -> each.list() > 0).map(FrictionReports::tested).toList());
  }

  private static Tested tested(Listed listed) {
    var counted = listed.counted();
    return new Tested(
        counted.sign(),
        counted.detail(),
        counted.page(),
        listed.list() == 1,
        counted.subjects(),
        counted.converted(),
        counted.lost(),
        counted.strata());
  }

  /** Whether something in it changes with time alone. */
  public static boolean isMoving(FrictionReport report) {
    return report.signs().stream().anyMatch(sign -> sign.open() > 0);
  }

  private List<Listed> listed(List<Place> places, Instant asOf) {
    return clickHouse.query(sql(places, asOf), FrictionReports::listed);
  }

  private static List<Counted> counted(List<Listed> listed, int list) {
    return listed.stream().filter(each -> each.list() == list).map(Listed::counted).toList();
  }

  private static Listed listed(Row row) throws SQLException {
    var list = (int) row.number(2);
    // Everybody stands under no sign; any one serves.
    var sign = list == 0 ? Signal.RAGE_CLICK : Signal.ofBits((int) row.number(3)).iterator().next();
    return new Listed(
        (int) row.number(1),
        list,
        new Counted(
            sign,
            row.text(4),
            new ElementRef(row.text(6), row.text(7), row.text(8), row.text(9), row.text(10)),
            row.text(5),
            row.number(11),
            row.number(12),
            row.number(13),
            Strata.of(row, 16)),
        row.number(14),
        row.number(15));
  }

  private Sql sql(List<Place> places, Instant asOf) {
    var fillings = Targets.fillings(places, asOf, reached);
    fillings.put("detail_chars", DETAIL_CHARS_MAX);
    fillings.put("names", NAMES);
    fillings.put("label", WayOuts.label());
    fillings.put("stayed", bands("end_ms"));
    fillings.put("met", bands("sign.1"));
    fillings.put("sums", Strata.sums());
    fillings.put("rows_max", FrictionReport.ROWS_MAX);
    return Sql.file(FrictionReports.class, "friction.sql", fillings);
  }

  private static Sql bands(String millis) {
    return Sql.of(
        IntStream.range(0, BANDS.size())
                .mapToObj(i -> millis + " - targets.target_ms < " + BANDS.get(i) + ", " + i)
                .collect(Collectors.joining(", "))
            + ", "
            + BANDS.size());
  }
}
