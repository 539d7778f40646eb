package io.polku.contract.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.contract.definition.Definition.FunnelDeletion;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Exclusion;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.Predicate;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.funnel.Window;
import io.polku.contract.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DefinitionTest {
  static List<Definition> definitions() {
    var at = Instant.parse("2026-11-21T10:00:00Z");
    return List.of(
        new Site(
            "shop",
            List.of("https://shop.example"),
            ZoneId.of("Europe/Helsinki"),
            Duration.ofMinutes(30),
            Site.GRACE_DEFAULT,
            "ab12",
            at),
        new FunnelVersion(
            "shop",
            "buy",
            2,
            new FunnelDefinition(
                "Buy",
                Subject.SESSION,
                Duration.ofHours(1),
                List.of(
                    new Step(
                        "Product",
                        List.of(
                            new Matcher(
                                "view_item",
                                new PathGlob("/p/*"),
                                List.of(
                                    new Predicate(
                                        "category", Predicate.Op.EQ, List.of("shoes")))))),
                    new Step("Cart", List.of(new Matcher("add_to_cart", null, List.of()))))),
            at),
        new FunnelVersion(
            "shop",
            "buy",
            3,
            new FunnelDefinition(
                "Buy",
                Subject.VISITOR,
                Order.ORDERED,
                Window.eachStep(Duration.ofHours(1)),
                List.of(
                    new Step("a", List.of(new Matcher("a", null, List.of()))),
                    new Step("b", List.of(new Matcher("b", null, List.of())), true),
                    new Step("c", List.of(new Matcher("c", null, List.of())))),
                List.of(new Exclusion(List.of(new Matcher("x", null, List.of())), 1, 3)),
                new Hold.Prop("plan"),
                Unit.ITEM),
            at),
        new FunnelDeletion("shop", "buy", 2, at));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void isTheSameAfterBeingWrittenAndRead(Definition definition) throws Exception {
    var bytes = Json.mapper().writeValueAsBytes(definition);

    assertThat(Json.mapper().readValue(bytes, Definition.class)).isEqualTo(definition);
  }

  /** As it was written before funnels had options. */
  @Test
  void aFunnelOfBeforeIsAPlainOne() throws Exception {
    var stored =
        """
        {"type":"funnel_version","site":"shop","id":"buy","version":1,"funnel":
          {"name":"Buy","subject":"session","window":"PT1H","steps":[
            {"name":"a","match":[{"event":"a"}]},{"name":"b","match":[{"event":"b"}]}]},
         "created_at":"2026-11-21T10:00:00Z"}
        """;
    var steps =
        Stream.of("a", "b")
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
            .toList();

    assertThat(Json.mapper().readValue(stored, FunnelVersion.class).funnel())
        .isEqualTo(new FunnelDefinition("Buy", Subject.SESSION, Duration.ofHours(1), steps));
  }
}
