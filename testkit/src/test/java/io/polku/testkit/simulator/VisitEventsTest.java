package io.polku.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VisitEventsTest {
  private static final VisitEvents EVENTS = new VisitEvents("demo");

  private static final SimulatedVisit PURCHASE =
      new VisitorSimulator(Shop.demo("https://shop.example"), 1)
          .live(Instant.parse("2025-11-03T12:00:00Z"), 10)
          .filter(visit -> visit.entrance() == Entrance.NEWSLETTER && has(visit, "purchase"))
          .filter(visit -> has(visit, "login"))
          .findFirst()
          .orElseThrow();

  @Test
  void everyActionIsAnEventInOrder() {
    var events = EVENTS.events(PURCHASE);

    assertThat(events).hasSameSizeAs(PURCHASE.actions()).isSortedAccordingTo(Event.ORDER);
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(events.getFirst().name()).isEqualTo("page_view");
    assertThat(events.getFirst().timeMillis()).isEqualTo(PURCHASE.startMillis());
    assertThat(events.getFirst().context().utmSource()).isEqualTo("newsletter");
    assertThat(events.getLast().context().utmSource()).isEmpty();
    assertThat(events).extracting(e -> e.page().host()).containsOnly("shop.example");
  }

  @Test
  void theUserIsKnownFromTheLoginOn() {
    var users = EVENTS.events(PURCHASE).stream().map(Event::userId).distinct().toList();

    assertThat(users).isEqualTo(List.of("", PURCHASE.shopper().account()));
  }

  @Test
  void theBodyHoldsTheSameEvents() throws Exception {
    var events = EVENTS.events(PURCHASE);
    var body = Json.mapper().readTree(EVENTS.body(PURCHASE, 0, events.size()));

    assertThat(body.get("site").asText()).isEqualTo("demo");
    assertThat(body.get("visitor_id").asText()).isEqualTo(PURCHASE.shopper().visitorId());
    assertThat(body.get("context").get("device").asText()).isEqualTo(PURCHASE.shopper().device());
    assertThat(body.get("events")).hasSameSizeAs(events);
    for (var i = 0; i < events.size(); i++) {
      var sent = body.get("events").get(i);
      var event = events.get(i);
      assertThat(sent.get("id").asText()).isEqualTo(event.id());
      assertThat(sent.get("name").asText()).isEqualTo(event.name());
      assertThat(sent.get("time").asLong()).isEqualTo(event.timeMillis());
      assertThat(sent.get("url").asText()).isEqualTo(event.page().url());
      assertThat(sent.path("items")).hasSameSizeAs(event.items());
      assertThat(sent.path("user_id").asText()).isEqualTo(event.userId());
    }
  }

  @Test
  void aBodyCanHoldPartOfAVisit() throws Exception {
    var body = Json.mapper().readTree(EVENTS.body(PURCHASE, 3, 5));

    assertThat(body.get("events")).hasSize(2);
    assertThat(body.get("events").get(0).get("id").asText()).isEqualTo(PURCHASE.id() + "-3");
  }

  @Test
  void eventsByThemselvesNameTheirVisitor() throws Exception {
    for (var json : EVENTS.eventsJson(PURCHASE)) {
      var event = Json.mapper().readTree(json);
      assertThat(event.get("visitor_id").asText()).isEqualTo(PURCHASE.shopper().visitorId());
      assertThat(event.get("context").get("country").asText())
          .isEqualTo(PURCHASE.shopper().country());
    }
  }

  private static boolean has(SimulatedVisit visit, String name) {
    return visit.actions().stream()
        .anyMatch(a -> a instanceof Action.Custom custom && custom.name().equals(name));
  }
}
