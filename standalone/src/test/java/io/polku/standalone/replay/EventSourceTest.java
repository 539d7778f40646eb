package io.polku.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSourceTest {
  private static final String EVENT =
      """
      event:
        name: {column: what, map: {cart: add_to_cart}}
        visitor: {column: who}
        time: {column: when, format: epoch_s}
      """;

  @TempDir private Path folder = Path.of("");

  private final List<String> bad = new ArrayList<>();
  private int skipped;

  @Test
  void makesAnEventOfEachRowWithTheRowNumberAsSeq() throws IOException {
    var events = csv("format: csv\n" + EVENT, "who,what,when\nann,cart,10\nbob,view,11.5\n");

    assertThat(events)
        .extracting(event -> event.path("name").asText())
        .containsExactly("add_to_cart", "view");
    assertThat(events)
        .extracting(event -> event.path("visitor_id").asText())
        .containsExactly("ann", "bob");
    assertThat(events)
        .extracting(event -> event.path("time").asLong())
        .containsExactly(10_000L, 11_500L);
    assertThat(events).extracting(event -> event.path("seq").asInt()).containsExactly(1, 2);
  }

  @Test
  void givesTheSameRowTheSameIdAgainAndAnotherRowAnother() throws IOException {
    var mapping = "format: csv\n" + EVENT;

    var first = csv(mapping, "who,what,when\nann,cart,10\nann,cart,10\n");
    var again = csv(mapping, "who,what,when\nann,cart,10\nann,cart,10\n");
    var other = csv(mapping, "who,what,when\nann,cart,11\n");

    assertThat(ids(first)).doesNotHaveDuplicates().isEqualTo(ids(again));
    assertThat(ids(other)).doesNotContainAnyElementsOf(ids(first));
  }

  @Test
  void groupsRowsThatAreNotNeighboursIntoOneEventWithItems() throws IOException {
    var mapping =
        "format: csv\ngroup_by: [who, what]\n"
            + EVENT
            + "  items: [{item_id: '${item}', price: '${price}'}]\n"
            + "  value: ${price}\n  value_sum: true\n";

    var events =
        csv(
            mapping,
            """
            who,what,when,item,price
            ann,cart,10,1,2.50
            bob,cart,10,2,1
            ann,cart,10,3,0.25
            ann,cart,11,4,
            """);

    assertThat(events).hasSize(3);
    assertThat(events.get(0).path("items"))
        .hasToString("[{\"item_id\":\"1\",\"price\":2.5},{\"item_id\":\"3\",\"price\":0.25}]");
    assertThat(events.get(0).path("value").decimalValue()).isEqualByComparingTo("2.75");
    assertThat(events.get(0).path("seq").asInt()).isEqualTo(1);
    assertThat(events.get(1).path("visitor_id").asText()).isEqualTo("bob");
    assertThat(events.get(2).path("items")).hasToString("[{\"item_id\":\"4\"}]");
    assertThat(events.get(2).has("value")).isFalse();
  }

  @Test
  void readsLogLinesByAnExpressionAndCountsTheOneThatDoesNotMatch() throws IOException {
    var mapping = "format: regex\npattern: '(?<who>\\w+) (?<what>\\w+) (?<when>\\d+)'\n" + EVENT;

    var events = csv(mapping, "ann cart 10\nbroken\r\nbob view 11\n");

    assertThat(events).hasSize(2);
    assertThat(events.get(1).path("seq").asInt()).isEqualTo(3);
    assertThat(bad).containsExactly("2: does not match the pattern: broken");
  }

  @Test
  void readsNestedJsonAndCountsLinesThatAreNone() throws IOException {
    var mapping =
        """
        format: ndjson
        event:
          name: ${kind}
          visitor: ${user.id}
          time: {column: at}
          props: {ok: {column: ok, type: boolean}, n: {column: list.1, type: number}}
        """;

    var events =
        csv(
            mapping,
            """
            {"kind":"view","user":{"id":7},"at":"2020-01-01T00:00:00Z","ok":true,"list":[1,2.0]}
            {"kind":
            [1]
            """);

    assertThat(events).hasSize(1);
    assertThat(events.getFirst().path("visitor_id").asText()).isEqualTo("7");
    assertThat(events.getFirst().path("props")).hasToString("{\"ok\":true,\"n\":2}");
    assertThat(bad).hasSize(2).first().asString().startsWith("2: no JSON");
  }

  @Test
  void leavesOutRowsByConditions() throws IOException {
    var mapping =
        """
        format: csv
        include: [{column: what, in: [cart, view]}, {column: who, empty: false}]
        exclude: [{column: who, matches: '(?i)bot'}]
        """
            + EVENT;

    var events = csv(mapping, "who,what,when\nann,cart,1\nann,scroll,2\nBotty,view,3\n,view,4\n");

    assertThat(events).hasSize(1);
    assertThat(skipped).isEqualTo(3);
    assertThat(bad).isEmpty();
  }

  @Test
  void countsRowsThatCannotBecomeEvents() throws IOException {
    var events =
        csv("format: csv\n" + EVENT, "who,what,when\n,cart,1\nann,cart,soon\nann,cart\nann,,4\n");

    assertThat(events).isEmpty();
    assertThat(bad)
        .containsExactly(
            "2: visitor: empty (expected: a value)",
            "3: time: 'soon' (expected: epoch_s)",
            "4: columns: 2 (expected: 3)",
            "5: name: empty (expected: a value)");
  }

  @Test
  void goesOnAfterARowWithABrokenQuote() throws IOException {
    var events =
        csv("format: csv\n" + EVENT, "who,what,when\n\"ann\"x,cart,1\nbob,cart,2\ncid,cart,3\n");

    assertThat(bad).hasSize(1).first().asString().contains("no CSV");
    assertThat(events).extracting(event -> event.path("visitor_id").asText()).contains("cid");
  }

  @Test
  void refusesAColumnThatIsNotThereBeforeAnythingIsSent() {
    assertThatThrownBy(() -> csv("format: csv\n" + EVENT, "who,what,time\n"))
        .isInstanceOf(Refusal.class)
        .hasMessage("mapping m: unknown column when (the file has: time, what, who)");
    assertThatThrownBy(() -> csv("format: ndjson\n" + EVENT, "{\"who\":1,\"what\":2}\n"))
        .isInstanceOf(Refusal.class)
        .hasMessage("mapping m: unknown column when (the file has: what, who)");
  }

  @Test
  void fillsTemplatesHashesAndDefaults() throws IOException {
    var mapping =
        """
        format: csv
        columns: [who, query, when, device]
        event:
          name: search
          visitor: {from: "${who} ${device}", hash: true}
          time: {column: when, format: epoch_ms}
          url: https://shop.example/search?q=${query|urlencode}
          title: {column: query, extract: '^(\\S+)'}
          context:
            device: {column: device, map: {d: desktop}, otherwise: mobile, empty: ["-"]}
        """;

    var events = csv(mapping, "ann,red shoe,1,d\nann,&,2,x\nann,,3,-\n");

    assertThat(events)
        .extracting(event -> event.path("url").asText())
        .containsExactly(
            "https://shop.example/search?q=red+shoe", "https://shop.example/search?q=%26", "");
    assertThat(events)
        .extracting(event -> event.path("context").toString())
        .containsExactly("{\"device\":\"desktop\"}", "{\"device\":\"mobile\"}", "{}");
    assertThat(events.getFirst().path("title").asText()).isEqualTo("red");
    assertThat(events.getFirst().path("visitor_id").asText()).matches("[0-9a-f]{32}");
  }

  @Test
  void addsColumnsOfALookup() throws IOException {
    Files.writeString(folder.resolve("items.csv"), "id,price\n1,9.5\n");
    var mapping =
        """
        format: csv
        lookups:
          - {name: item, file: items.csv, key: id, column: what}
          - {name: none, file: nowhere.csv, key: id, column: what, optional: true}
        """
            + EVENT
            + "  value: ${item.price}\n  title: ${none.title}\n";

    var events = csv(mapping, "who,what,when\nann,1,1\nann,2,2\n");

    assertThat(events.get(0).path("value").asDouble()).isEqualTo(9.5);
    assertThat(events.get(1).has("value")).isFalse();
  }

  private List<JsonNode> csv(String yaml, String text) throws IOException {
    var path = Files.writeString(folder.resolve("data"), text);
    var mapping = MappingReader.parse(yaml, "m");
    var events = new ArrayList<JsonNode>();
    try (var file = new DataFile(path)) {
      var source =
          new EventSource(
              mapping,
              RowReader.of(mapping.format(), file),
              Lookups.load(mapping.lookups(), folder),
              line -> bad.add(line.line() + ": " + line.reason()),
              () -> skipped++);
      for (var event = source.next(); event != null; event = source.next()) {
        events.add(Json.mapper().readTree(event.json()));
      }
    }
    return events;
  }

  private static List<String> ids(List<JsonNode> events) {
    return events.stream().map(event -> event.path("id").asText()).toList();
  }
}
