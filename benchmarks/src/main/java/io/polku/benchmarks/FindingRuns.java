package io.polku.benchmarks;

import io.polku.contract.funnel.Signal;
import io.polku.contract.report.DetourReport;
import io.polku.contract.report.FindingReport;
import io.polku.contract.report.FindingReport.Finding;
import io.polku.contract.report.FrictionReport;
import io.polku.contract.report.FrictionReport.Sign;
import io.polku.query.store.ClickHouse;
import io.polku.testkit.simulator.Fault;
import io.polku.testkit.simulator.Shop;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sites with and without faults, and what is found on them. */
final class FindingRuns {
  private final ClickHouse clickHouse;
  private final BiConsumer<String, List<String>> insert;

  /**
   * @param clickHouse where it is asked
   * @param insert stores rows, JSON objects, in a table
   */
  FindingRuns(ClickHouse clickHouse, BiConsumer<String, List<String>> insert) {
    this.clickHouse = clickHouse;
    this.insert = insert;
  }

  /**
   * A site without faults.
   *
   * @param found what is found nevertheless
   */
  record Control(long seed, int visits, int tested, List<String> found) {}

  /**
   * A site with all faults.
   *
   * @param ranks place of each in the report that is about it, from 1; 0 where it is not named
   * @param found place of each among the findings of its list; 0 where it is none
   */
  record Planted(long seed, int visits, Map<Fault, Integer> ranks, Map<Fault, Integer> found) {
    /** Whether each is first in its report. */
    boolean allFirst() {
      return ranks.values().stream().allMatch(rank -> rank == 1);
    }
  }

  Control control(long seed) {
    var site = new FindingSite(Fault.NONE, seed);
    var visits = store(site);
    var report = site.findings(clickHouse);
    return new Control(seed, visits, report.tested(), all(report).map(Finding::sentence).toList());
  }

  Planted planted(long seed) {
    var site = new FindingSite(Fault.ALL, seed);
    var visits = store(site);
    var ranks = new EnumMap<Fault, Integer>(Fault.class);
    ranks.put(
        Fault.MISLEADING_BANNER,
        rank(
            site.detours(clickHouse, "home-to-product", 1).detours().stream()
                .filter(detour -> detour.verdict() == DetourReport.Verdict.FATAL)
                .toList(),
            detour -> detour.value().equals(Shop.STORIES)));
    ranks.put(
        Fault.FAILING_PAYMENT,
        rank(
            harmful(site.friction(clickHouse, "checkout", 3).rows()),
            sign -> sign.sign() == Signal.JS_ERROR));
    ranks.put(
        Fault.DEAD_BUTTON,
        rank(harmful(site.friction(clickHouse, "buy", 1).rows()), FindingRuns::isSizes));
    ranks.put(
        Fault.EMPTY_SEARCH,
        rank(
            harmful(site.friction(clickHouse, "home-to-product", 1).signs()).stream()
                .filter(sign -> !isOfAnother(sign.sign()))
                .toList(),
            sign -> sign.sign() == Signal.EMPTY_SEARCH));
    return new Planted(seed, visits, ranks, found(site.findings(clickHouse)));
  }

  private static Map<Fault, Integer> found(FindingReport report) {
    var found = new EnumMap<Fault, Integer>(Fault.class);
    found.put(
        Fault.MISLEADING_BANNER,
        rank(report.misleading(), each -> Shop.STORIES.equals(each.evidence().page())));
    found.put(
        Fault.FAILING_PAYMENT,
        rank(report.breaks(), each -> each.evidence().sign() == Signal.JS_ERROR));
    found.put(
        Fault.DEAD_BUTTON,
        rank(report.breaks(), each -> each.evidence().sign() == Signal.DEAD_CLICK));
    found.put(
        Fault.EMPTY_SEARCH,
        rank(report.breaks(), each -> each.evidence().sign() == Signal.EMPTY_SEARCH));
    return found;
  }

  /** The dead button's own signs are met on the way to a shelf too, and are as true there. */
  private static boolean isOfAnother(Signal sign) {
    return sign == Signal.DEAD_CLICK || sign == Signal.RAGE_CLICK;
  }

  private static boolean isSizes(Sign sign) {
    return sign.sign() == Signal.DEAD_CLICK && sign.detail().equals("sizes");
  }

  private static List<Sign> harmful(List<Sign> signs) {
    return signs.stream().filter(sign -> sign.verdict() == FrictionReport.Verdict.HARMFUL).toList();
  }

  private static <T> int rank(List<T> rows, Predicate<T> wanted) {
    return 1
        + IntStream.range(0, rows.size())
            .filter(i -> wanted.test(rows.get(i)))
            .findFirst()
            .orElse(-1);
  }

  private static Stream<Finding> all(FindingReport report) {
    return Stream.of(report.breaks(), report.misleading(), report.missedLinks())
        .flatMap(List::stream);
  }

  private int store(FindingSite site) {
    var rows = site.rows();
    insert.accept("events", rows.events());
    insert.accept("sessions", rows.sessions());
    return rows.visits();
  }
}
