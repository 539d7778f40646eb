package io.polku.contract.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Channel;
import io.polku.contract.event.Context;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.event.Page;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WayOutTest {
  @ParameterizedTest
  @CsvSource({
    "LCP, 4000, false",
    "LCP, 4000.5, true",
    "INP, 501, true",
    "INP, 500, false",
    "CLS, 0.25, false",
    "CLS, 0.26, true",
    "CLS, much, false",
    "FCP, 9000, false",
    "lcp, 9000, false",
  })
  void poorVitalsAreASlowPage(String metric, String value, boolean slow) {
    var vital = event("web_vital", Map.of("metric", metric, "value", value), null, "/");
    assertThat(WayOut.signal(vital)).isEqualTo(slow ? Signal.SLOW_PAGE : null);
  }

  @Test
  void aSearchIsEmptyIfItSaysThatItFoundNothing() {
    assertThat(signal("view_search_results", Map.of("results", "0")))
        .isEqualTo(Signal.EMPTY_SEARCH);
    assertThat(signal("view_search_results", Map.of("results", "1"))).isNull();
    assertThat(signal("view_search_results", Map.of())).isNull();
    assertThat(signal("web_vital", Map.of())).isNull();
    assertThat(signal("page_view", Map.of())).isNull();
    for (var name : List.of("rage_click", "dead_click", "form_error", "js_error")) {
      assertThat(signal(name, Map.of())).isEqualTo(Signal.ofWord(name));
    }
  }

  @Test
  void clicksAndPassiveEventsDoNotEndIt() {
    assertThat(List.of("click", "scroll", "link_view", "form_start", "form_abandon", "web_vital"))
        .noneMatch(WayOut::ends);
    assertThat(List.of("page_view", "purchase", "view_search_results", "Click"))
        .allMatch(WayOut::ends);
  }

  @Test
  void nextIsAPathOrANamedEvent() {
    assertThat(WayOut.next(event("page_view", Map.of(), null, "/cart"))).isEqualTo("/cart");
    assertThat(WayOut.next(event("page_view", Map.of(), null, ""))).isEqualTo("event:page_view");
    assertThat(WayOut.next(event("purchase", Map.of(), null, "/x"))).isEqualTo("event:purchase");
  }

  @Test
  void aClickIsToldByTheBestThatIsKnownOfIt() {
    assertThat(label(new Element("a", "i", "t", "/h", "s", "l"))).isEqualTo("l");
    assertThat(label(new Element("a", "i", "t", "/h", "s", ""))).isEqualTo("i");
    assertThat(label(new Element("a", "", "t", "/h", "s", ""))).isEqualTo("t");
    assertThat(label(new Element("a", "", "", "/h", "s", ""))).isEqualTo("s");
    assertThat(label(new Element("a", "", "", "/h", "", ""))).isEmpty();
    assertThat(label(null)).isEmpty();
    assertThat(label(new Element("a", "", "😀".repeat(81), "", "", ""))).isEqualTo("😀".repeat(80));
  }

  @Test
  void signalsAreStoredAsBits() {
    assertThat(Signal.bits(List.of(Signal.RAGE_CLICK, Signal.EMPTY_SEARCH))).isEqualTo(33);
    for (var bits = 0; bits < 64; bits++) {
      assertThat(Signal.bits(Signal.ofBits(bits))).isEqualTo(bits);
    }
  }

  @Test
  void holdsTheValuesThatAnEventCarries() {
    var two = List.of(Map.of("item_id", "b"), Map.of("item_id", "a"), Map.of("item_id", "b"));
    var odd = List.of(Map.of("item_id", ""), Map.of("item_name", "x"));
    assertThat(new Hold.ItemId().values(carrying(two))).containsExactly("b", "a");
    assertThat(new Hold.ItemId().values(carrying(odd))).isEmpty();
    var plan = new Hold.Prop("plan");
    assertThat(plan.values(event("a", Map.of("plan", "gold"), null, ""))).containsExactly("gold");
    assertThat(plan.values(event("a", Map.of("plan", ""), null, ""))).isEmpty();
    assertThat(plan.values(event("a", Map.of(), null, ""))).isEmpty();
  }

  private static @Nullable Signal signal(String name, Map<String, String> props) {
    return WayOut.signal(event(name, props, null, "/"));
  }

  private static String label(@Nullable Element element) {
    return WayOut.clickLabel(event("click", Map.of(), element, "/"));
  }

  private static Event carrying(List<Map<String, String>> items) {
    return event("a", Map.of(), null, "", items);
  }

  private static Event event(
      String name, Map<String, String> props, @Nullable Element element, String path) {
    return event(name, props, element, path, List.of());
  }

  private static Event event(
      String name,
      Map<String, String> props,
      @Nullable Element element,
      String path,
      List<Map<String, String>> items) {
    return new Event(
        "id",
        "shop",
        "v",
        "",
        0,
        0,
        0,
        0,
        name,
        "",
        null,
        new Page("", "", path, "", ""),
        Context.NONE,
        element,
        items,
        null,
        "",
        Channel.WEB,
        props,
        List.of(),
        false);
  }
}
