package io.polku.streams.visitor;

import static io.polku.testkit.event.EventBuilder.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.change.Change;
import io.polku.contract.funnel.Exclusion;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelFact;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.funnel.Window;
import io.polku.contract.session.SessionRules;
import io.polku.streams.funnel.LiveFunnel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However long a visitor goes on, the state holds what may still change, and no more. */
class StateStaysBoundedTest {
  private static final long START = Instant.parse("2019-10-01T08:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final int EVENTS_A_DAY = 20;
  private static final int BYTES_MAX = 6_000;
  private static final int LEFT_OUT_BYTES_MAX = 100;
  private static final int USUAL_BYTES_MAX = 300;
  private static final int LARGEST_BYTES_MAX = 2_500;
  private static final int FLOODED_BYTES_MAX = 2_000_000;

  static Stream<FunnelDefinition> funnels() {
    var x = List.of(new Exclusion(List.of(matcher("X")), 1, 3));
    var perStep = Window.eachStep(Duration.ofDays(2));
    var whole = Window.whole(Duration.ofDays(3));
    return Stream.of(Subject.values())
        .flatMap(
            subject ->
                Stream.of(
                    funnel(subject, Order.ORDERED, whole, List.of(), null, "A", "B", "C"),
                    funnel(subject, Order.ORDERED, perStep, List.of(), null, "A", "B", "C"),
                    funnel(subject, Order.ORDERED, whole, x, null, "A", "B", "C"),
                    funnel(subject, Order.ORDERED, perStep, x, null, "A", "B", "C"),
                    funnel(subject, Order.ORDERED, whole, List.of(), null, "A", "B?", "E"),
                    funnel(subject, Order.STRICT, whole, List.of(), null, "A", "B", "C"),
                    funnel(subject, Order.ANY, whole, List.of(), null, "C", "B", "A", "E"),
                    funnel(subject, Order.ORDERED, whole, x, new Hold.Prop("v"), "A", "B", "C")));
  }

  @ParameterizedTest
  @MethodSource("funnels")
  void stateOfABusyVisitorDoesNotGrowWithTheDays(FunnelDefinition funnel) {
    var told = told(funnel);
    var halfway = 0;
    for (var day = 0; day < 40; day++) {
      for (var i = 0; i < EVENTS_A_DAY; i++) {
        var name = List.of("A", "B", "X", "page_view", "C", "click", "D").get((i * 5 + day) % 7);
        told.accept(
            event(name)
                .at(START + day * DAY + i * MINUTE)
                .prop("v", Integer.toString(i % 3))
                .url("https://shop.example/" + i % 10)
                .build());
      }
      halfway = day == 19 ? told.stateBytes() : halfway;
    }
    assertThat(told.facts()).hasSizeGreaterThanOrEqualTo(39);
    assertThat(told.stateBytes()).isLessThan(BYTES_MAX).isLessThan(halfway * 5 / 4);
  }

  @Test
  void noMoreThan200ValuesOfADayAreHeldAndItsFactsSaySo() {
    var told =
        told(
            funnel(
                Subject.VISITOR,
                Order.ORDERED,
                Window.whole(Duration.ofDays(2)),
                List.of(),
                new Hold.ItemId(),
                "A",
                "B"));
    for (var i = 0; i < Hold.VALUES_MAX + 1; i++) {
      told.accept(event("A").at(START + i).item(Map.of(Hold.ITEM_ID, Integer.toString(i))).build());
    }
    assertThat(told.facts())
        .hasSize(Hold.VALUES_MAX)
        .allMatch(FunnelFact::capped)
        .extracting(FunnelFact::value)
        .doesNotContain("200");
    told.accept(event("B").at(START + 1_000).item(Map.of(Hold.ITEM_ID, "7")).build());
    assertThat(told.facts())
        .filteredOn(fact -> fact.level() == 2)
        .extracting(FunnelFact::value)
        .containsExactly("7");
    // Before the 201st it takes the place of the last of them.
    told.accept(event("A").at(START - 1).item(Map.of(Hold.ITEM_ID, "first")).build());
    assertThat(told.facts())
        .hasSize(Hold.VALUES_MAX)
        .extracting(FunnelFact::value)
        .contains("first")
        .doesNotContain("199");
    told.accept(event("A").at(START + 9 * DAY).item(Map.of(Hold.ITEM_ID, "0")).build());
    assertThat(told.facts())
        .filteredOn(fact -> !fact.capped())
        .extracting(FunnelFact::value)
        .containsExactly("0");
    assertThat(told.stateBytes()).isLessThan(500);
  }

  /** A script that never stops under one id takes no more room than the day's limit allows. */
  @Test
  void aVisitorWithMoreEventsInADayThanCountIsLeftOutAndHoldsNothing() {
    var told = told(buy()).remembering();
    var most = 0;
    var events = VisitorEngine.DAY_EVENTS_MAX + 500;
    for (var i = 0; i < events; i++) {
      var name = List.of("A", "B", "C", "page_view").get(i % 4);
      told.accept(event(name).id("e" + i).at(START + i * 1_000L).build());
      most = Math.max(most, told.stateBytes());
    }
    assertThat(told.changes())
        .extracting(Change::leftOut)
        .containsOnlyOnce(Change.TOO_MANY_IN_A_DAY);
    assertThat(told.changes().getLast().facts()).isEmpty();
    assertThat(most).isLessThan(FLOODED_BYTES_MAX);
    assertThat(told.stateBytes()).isLessThan(LEFT_OUT_BYTES_MAX);
  }

  /** So many visitors cost as many times that, whatever each of them says. */
  @Test
  void aVisitorWithOneEventCostsLittleHoweverLargeTheEventIs() {
    var told = told(buy());
    var large =
        event("A").id("i".repeat(128)).at(START).url("https://shop.example/" + "p".repeat(2_000));
    for (var i = 0; i < 64; i++) {
      large.prop("property-" + i, "v".repeat(1_000));
    }
    told.accept(large.build());

    assertThat(told.facts()).hasSize(1);
    // The path of the page that it came in by, and little else.
    assertThat(told.stateBytes()).isLessThan(LARGEST_BYTES_MAX);
    var usual = told(buy());
    usual.accept(event("A").id("1").at(START).url("https://shop.example/p/42").build());
    assertThat(usual.stateBytes()).isLessThan(USUAL_BYTES_MAX);
  }

  private static FunnelDefinition buy() {
    var window = Window.whole(Duration.ofDays(3));
    return funnel(Subject.VISITOR, Order.ORDERED, window, List.of(), null, "A", "B", "C");
  }

  private static Told told(FunnelDefinition funnel) {
    return new Told(
        new SiteRules(
            ZoneId.of("Europe/Helsinki"),
            new SessionRules(SessionRules.GAP_DEFAULT),
            Duration.ofHours(24),
            List.of(new LiveFunnel("f", 1, funnel))));
  }

  private static FunnelDefinition funnel(
      Subject subject,
      Order order,
      Window window,
      List<Exclusion> exclude,
      @Nullable Hold hold,
      String... names) {
    var steps = new ArrayList<Step>();
    for (var name : names) {
      var optional = name.endsWith("?");
      steps.add(new Step(name, List.of(matcher(optional ? name.substring(0, 1) : name)), optional));
    }
    return new FunnelDefinition("f", subject, order, window, steps, exclude, hold, Unit.SUBJECT);
  }

  private static Matcher matcher(String event) {
    return new Matcher(event, null, List.of());
  }
}
