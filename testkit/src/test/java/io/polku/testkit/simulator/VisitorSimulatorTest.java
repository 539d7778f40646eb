package io.polku.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class VisitorSimulatorTest {
  private static final long SEED = 2025;
  private static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 20);
  private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  private static final Shop SHOP = Shop.demo("https://shop.example");

  private static final List<SimulatedVisit> FORTNIGHT = fortnight(SEED);

  @Test
  void theSameSeedMakesTheSameVisits() {
    assertThat(fortnight(SEED)).isEqualTo(FORTNIGHT);
    assertThat(fortnight(SEED + 1)).isNotEqualTo(FORTNIGHT);
    assertThat(live(SEED)).isEqualTo(live(SEED));
  }

  @Test
  void visitsComeInOrderWithinTheirDays() {
    assertThat(FORTNIGHT).extracting(SimulatedVisit::startMillis).isSorted();
    assertThat(FORTNIGHT)
        .extracting(visit -> Instant.ofEpochMilli(visit.startMillis()).atZone(ZONE).toLocalDate())
        .startsWith(FIRST_DAY)
        .endsWith(FIRST_DAY.plusDays(13));
    assertThat(FORTNIGHT).extracting(SimulatedVisit::id).doesNotHaveDuplicates();
    assertThat(FORTNIGHT)
        .allSatisfy(
            visit ->
                assertThat(visit.actions())
                    .extracting(Action::offsetMillis)
                    .startsWith(0L)
                    .isSorted()
                    .doesNotHaveDuplicates());
  }

  @Test
  void aQuickerVisitKeepsItsOrder() {
    var visit = having("purchase").getFirst();

    assertThat(visit.faster(1_000).actions())
        .hasSameSizeAs(visit.actions())
        .extracting(Action::offsetMillis)
        .startsWith(0L)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(visit.faster(10).endMillis()).isLessThan(visit.endMillis());
  }

  @Test
  void liveVisitsKeepTheirPace() {
    var visits = live(SEED);

    var minutes = (visits.getLast().startMillis() - visits.getFirst().startMillis()) / 60_000.0;
    assertThat(visits.size() / minutes).isBetween(9.0, 11.0);
  }

  @Test
  void peopleComeBackAndAreNeverInTwoVisitsAtOnce() {
    var lastEnd = new HashMap<String, Long>();
    var cameBack = 0;
    for (var visit : FORTNIGHT) {
      var before = lastEnd.put(visit.shopper().visitorId(), visit.endMillis());
      if (before != null) {
        cameBack++;
        assertThat(visit.startMillis() - before).isGreaterThan(Duration.ofMinutes(30).toMillis());
      }
    }
    assertThat(share(cameBack, FORTNIGHT.size())).isBetween(0.15, 0.35);
  }

  @Test
  void ratesAreBelievable() {
    var viewed = having("view_item");
    var carted = having("add_to_cart");
    var begun = having("begin_checkout");
    var bought = having("purchase");

    assertThat(share(viewed.size(), FORTNIGHT.size())).isBetween(0.4, 0.8);
    assertThat(share(carted.size(), viewed.size())).isBetween(0.08, 0.30);
    assertThat(share(begun.size(), carted.size())).isBetween(0.3, 0.8);
    assertThat(share(bought.size(), begun.size())).isBetween(0.3, 0.8);
    assertThat(share(bought.size(), viewed.size())).isBetween(0.01, 0.10);
    assertThat(
            share(
                (int) FORTNIGHT.stream().filter(v -> pageViews(v) == 1).count(), FORTNIGHT.size()))
        .isBetween(0.2, 0.5);
    assertThat(FORTNIGHT.stream().mapToInt(v -> v.actions().size()).average().orElseThrow())
        .isBetween(8.0, 30.0);
  }

  @Test
  void peopleOnOtherDevicesAndFromElsewhereBehaveDifferently() {
    assertThat(buyers(v -> v.shopper().device().equals("desktop")))
        .isGreaterThan(1.5 * buyers(v -> v.shopper().device().equals("mobile")));
    assertThat(buyers(v -> v.entrance() == Entrance.NEWSLETTER))
        .isGreaterThan(2 * buyers(v -> v.entrance() == Entrance.SOCIAL));
  }

  @Test
  void paymentFailsFarMoreOftenInSafariOnPhones() {
    var safari = paymentFailures(v -> v.shopper().isSafariOnPhone());
    var others = paymentFailures(v -> !v.shopper().isSafariOnPhone());

    assertThat(safari).isGreaterThan(0.7);
    assertThat(others).isLessThan(0.12);
  }

  @Test
  void theCheckoutLosesMostAfterThePayment() {
    var begun = having("begin_checkout").size();
    var addressed = having("add_shipping_info").size();
    var paid = having("add_payment_info").size();
    var bought = having("purchase").size();

    assertThat(paid - bought).isGreaterThan(begun - addressed).isGreaterThan(addressed - paid);
  }

  @Test
  void theBannerLeadsPeopleAway() {
    var home = visits(v -> opened(v, Shop.HOME));
    var misled = visits(v -> clicked(v, Shop.LINK_BANNER));
    var meant = visits(v -> clicked(v, Shop.LINK_NEW));

    assertThat(share(misled.size(), home.size())).isBetween(0.08, 0.25);
    assertThat(share(boughtOf(misled), misled.size()))
        .isLessThan(share(boughtOf(meant), meant.size()));
    var leftThere = misled.stream().filter(v -> lastPage(v).url().endsWith(Shop.STORIES)).count();
    assertThat(share((int) leftThere, misled.size())).isGreaterThan(0.5);
  }

  @Test
  void someSearchesFindNothing() {
    var results = customs("view_search_results");
    var empty = results.stream().filter(c -> "0".equals(c.props().get("results"))).count();

    assertThat(share((int) empty, results.size())).isBetween(0.1, 0.5);
  }

  @Test
  void theButtonForSizesDoesNothing() {
    var dead = visits(v -> did(v, "dead_click", "sizes"));

    assertThat(share(dead.size(), having("view_item").size())).isBetween(0.1, 0.3);
    assertThat(visits(v -> did(v, "rage_click", "sizes"))).isNotEmpty();
    assertThat(share(boughtOf(dead), dead.size()))
        .isLessThan(share(having("purchase").size(), having("view_item").size()));
  }

  @Test
  void aShopWithoutFaultsShowsNone() {
    var visits =
        new VisitorSimulator(SHOP, Fault.NONE, SEED).history(FIRST_DAY, 14, 600, ZONE).toList();
    var names =
        visits.stream()
            .flatMap(v -> v.actions().stream())
            .filter(Action.Custom.class::isInstance)
            .map(Action.Custom.class::cast)
            .toList();

    assertThat(names)
        .extracting(Action.Custom::name)
        .doesNotContain("dead_click", "rage_click", "js_error");
    assertThat(names)
        .noneMatch(c -> "0".equals(c.props().get("results")))
        .noneMatch(c -> "card".equals(c.props().get("field")));
    var misled = visits.stream().filter(v -> clicked(v, Shop.LINK_BANNER)).toList();
    var leftThere = misled.stream().filter(v -> lastPage(v).url().endsWith(Shop.STORIES)).count();
    assertThat(share((int) leftThere, misled.size())).isLessThan(0.35);
  }

  private static boolean did(SimulatedVisit visit, String name, String elementId) {
    return visit.actions().stream()
        .anyMatch(
            action ->
                action instanceof Action.Custom custom
                    && custom.name().equals(name)
                    && custom.element() != null
                    && custom.element().id().equals(elementId));
  }

  @Test
  void aPurchaseIsWorthItsItems() {
    assertThat(customs("purchase"))
        .isNotEmpty()
        .allSatisfy(
            purchase -> {
              var cents =
                  purchase.items().stream()
                      .mapToDouble(item -> Double.parseDouble(item.getOrDefault("price", "")) * 100)
                      .sum();
              assertThat(purchase.valueCents()).isEqualTo((int) Math.round(cents)).isPositive();
              assertThat(purchase.props()).containsKey("transaction_id");
            });
  }

  @Test
  void namesAreThoseOfTheProduct() {
    var names =
        FORTNIGHT.stream()
            .flatMap(v -> v.actions().stream())
            .filter(Action.Custom.class::isInstance)
            .map(action -> ((Action.Custom) action).name())
            .collect(Collectors.toSet());

    assertThat(names)
        .isEqualTo(
            Set.of(
                "link_view",
                "scroll",
                "dead_click",
                "view_item_list",
                "select_item",
                "view_item",
                "add_to_cart",
                "remove_from_cart",
                "view_cart",
                "begin_checkout",
                "login",
                "form_start",
                "form_submit",
                "form_abandon",
                "form_error",
                "add_shipping_info",
                "add_payment_info",
                "purchase",
                "js_error",
                "rage_click",
                "search",
                "view_search_results"));
  }

  private static List<SimulatedVisit> fortnight(long seed) {
    return new VisitorSimulator(SHOP, seed).history(FIRST_DAY, 14, 600, ZONE).toList();
  }

  private static List<SimulatedVisit> live(long seed) {
    return new VisitorSimulator(SHOP, seed)
        .live(Instant.parse("2025-11-03T12:00:00Z"), 10)
        .limit(1_000)
        .toList();
  }

  private static double share(int part, int whole) {
    return (double) part / whole;
  }

  private static List<SimulatedVisit> visits(Predicate<SimulatedVisit> wanted) {
    return FORTNIGHT.stream().filter(wanted).toList();
  }

  private static List<SimulatedVisit> having(String name) {
    return visits(v -> has(v, name));
  }

  private static boolean has(SimulatedVisit visit, String name) {
    return visit.actions().stream()
        .anyMatch(a -> a instanceof Action.Custom custom && custom.name().equals(name));
  }

  private static List<Action.Custom> customs(String name) {
    return FORTNIGHT.stream()
        .flatMap(v -> v.actions().stream())
        .filter(Action.Custom.class::isInstance)
        .map(Action.Custom.class::cast)
        .filter(custom -> custom.name().equals(name))
        .toList();
  }

  private static boolean clicked(SimulatedVisit visit, String link) {
    return visit.actions().stream()
        .anyMatch(a -> a instanceof Action.Click click && click.element().link().equals(link));
  }

  private static boolean opened(SimulatedVisit visit, String path) {
    return visit.actions().stream()
        .anyMatch(
            a ->
                a instanceof Action.PageView view
                    && view.url().split("\\?", -1)[0].equals(SHOP.url(path)));
  }

  private static long pageViews(SimulatedVisit visit) {
    return visit.actions().stream().filter(Action.PageView.class::isInstance).count();
  }

  private static Action.PageView lastPage(SimulatedVisit visit) {
    return (Action.PageView)
        visit.actions().stream()
            .filter(Action.PageView.class::isInstance)
            .reduce((one, other) -> other)
            .orElseThrow();
  }

  private static int boughtOf(List<SimulatedVisit> visits) {
    return (int) visits.stream().filter(v -> has(v, "purchase")).count();
  }

  private static double buyers(Predicate<SimulatedVisit> who) {
    var visits = visits(who);
    return share(boughtOf(visits), visits.size());
  }

  private static double paymentFailures(Predicate<SimulatedVisit> who) {
    var paid = visits(who.and(v -> has(v, "add_payment_info")));
    var failed =
        paid.stream()
            .filter(
                v ->
                    v.actions().stream()
                        .anyMatch(
                            a ->
                                a instanceof Action.Custom custom
                                    && (custom.name().equals("js_error")
                                        || (custom.name().equals("form_error")
                                            && custom.props().containsValue("payment")))))
            .count();
    return share((int) failed, paid.size());
  }
}
