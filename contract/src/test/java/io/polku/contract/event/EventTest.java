package io.polku.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.VisitorKey;
import io.polku.contract.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EventTest {
  @Test
  void isTheSameAfterBeingWrittenAndRead() throws Exception {
    var event =
        new Event(
            "0199",
            "shop",
            "v-1",
            "u-1",
            1_763_760_000_001L,
            1_763_760_000_000L,
            1_763_760_000_500L,
            3,
            "view_item",
            "pv-1",
            new PreviousView("pv-0", 7, "https://shop.example/"),
            new Page("https://shop.example/p/42", "shop.example", "/p/42", "Shoe", "", "/p/*"),
            new Context(
                "mobile",
                "Safari",
                "iOS",
                "FI",
                "fi-FI",
                "news.example",
                "n",
                "e",
                "c",
                "t",
                "co",
                "gclid=1",
                "Email",
                "Europe/Helsinki",
                "polku.js/0.1.0",
                "suspected",
                "granted"),
            new Element("a", "", "Buy", "/cart", "a.buy", "buy"),
            List.of(Map.of("item_id", "42", "price", "9.9")),
            9.9,
            "EUR",
            Channel.APP,
            Map.of("size", "43"),
            List.of("headless", "client"),
            true);

    var read = Json.mapper().readValue(Json.mapper().writeValueAsBytes(event), Event.class);

    assertThat(read).isEqualTo(event);
  }

  @Test
  void absentPartsAreWrittenAsNothingAndReadAsEmpty() throws Exception {
    var event = Events.named("page_view");

    var json = Json.mapper().writeValueAsString(event);

    assertThat(json).doesNotContain("title").doesNotContain("user_id").doesNotContain("null");
    assertThat(Json.mapper().readValue(json, Event.class)).isEqualTo(event);
  }

  @Test
  void isOrderedByTimeThenSeqThenId() {
    var sorted =
        Stream.of(
                Events.at("e", 2, 0, "a"),
                Events.at("e", 1, 1, "a"),
                Events.at("e", 1, 0, "b"),
                Events.at("e", 1, 0, "a"))
            .sorted(Event.ORDER)
            .map(e -> e.timeMillis() + "/" + e.seq() + "/" + e.id())
            .toList();

    assertThat(sorted).containsExactly("1/0/a", "1/0/b", "1/1/a", "2/0/a");
  }

  @Test
  void idsAreOrderedByTheirBytesAsInClickHouse() {
    var highPrivateUse = Events.at("e", 0, 0, "\uFFFD");
    var beyondTheFirstPlane = Events.at("e", 0, 0, "\uD83D\uDC5F");

    assertThat(Event.ORDER.compare(highPrivateUse, beyondTheFirstPlane)).isNegative();
  }

  @Test
  void refusesANameWithControlCharacters() {
    assertThatThrownBy(() -> Events.named("a\u0007b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keySplitsBackIntoSiteAndVisitor() {
    var key = new VisitorKey("shop", "värde/1");

    assertThat(VisitorKey.fromBytes(key.toBytes())).isEqualTo(key);
  }

  @Test
  void wordsOfChannelsAndDimensionsDoNotDependOnTheLocale() {
    assertThat(Stream.of(Channel.values()).map(Channel::word))
        .containsExactly("web", "app", "store", "phone", "chat", "email");
    assertThat(Dimension.words()).contains("utm_campaign").contains("device").contains("path");
  }
}
