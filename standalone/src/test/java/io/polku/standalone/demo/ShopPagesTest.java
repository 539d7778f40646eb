package io.polku.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.testkit.simulator.Action;
import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.VisitorSimulator;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ShopPagesTest {
  private static final Shop SHOP = Shop.demo("http://127.0.0.1:8070");
  private static final ShopPages PAGES = new ShopPages(SHOP, "shop", "http://127.0.0.1:8090");

  @Test
  void servesEveryPageThatSimulatedShoppersSee() {
    var views =
        new VisitorSimulator(SHOP, 1)
            .history(LocalDate.parse("2025-01-01"), 2, 100, ZoneOffset.UTC)
            .flatMap(visit -> visit.actions().stream())
            .filter(Action.PageView.class::isInstance)
            .map(action -> URI.create(((Action.PageView) action).url()).getPath())
            .distinct()
            .toList();

    assertThat(views)
        .hasSizeGreaterThan(20)
        .allSatisfy(path -> assertThat(PAGES.page(path, "")).as(path).isPresent());
  }

  @Test
  void carriesTheTrackerOnEveryPage() {
    assertThat(PAGES.page(Shop.HOME, "").orElseThrow())
        .contains("src=\"http://127.0.0.1:8090/polku.js\" data-site=\"shop\"")
        .doesNotContain("{{");
  }

  @Test
  void showsWhatIsSearchedForAsTextOnly() {
    assertThat(PAGES.page(Shop.SEARCH, "<script>alert(1)</script>{{main}}").orElseThrow())
        .doesNotContain("<script>alert")
        .contains("&lt;script&gt;alert(1)");
  }

  @Test
  void hasNoOtherPages() {
    assertThat(PAGES.page("/nowhere", "")).isEmpty();
    assertThat(PAGES.page("/p/999", "")).isEmpty();
  }
}
