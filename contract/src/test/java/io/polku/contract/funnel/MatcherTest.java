package io.polku.contract.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polku.contract.event.Context;
import io.polku.contract.event.Event;
import io.polku.contract.event.Events;
import io.polku.contract.event.Page;
import io.polku.contract.funnel.Predicate.Op;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatcherTest {
  private static final Event SHOE =
      Events.event(
          "view_item",
          0,
          0,
          "id",
          new Page("https://shop.example/p/42", "shop.example", "/p/42", "", ""),
          new Context("mobile", "", "", "", "", "", "", "", ""),
          List.of(Map.of("item_id", "42", "price", "90"), Map.of("item_id", "43")),
          Map.of("category", "shoes", "price", "90.5"));

  @ParameterizedTest
  @CsvSource({
    "category,         EQ,          shoes, true",
    "category,         EQ,          Shoes, false",
    "category,         NE,          hats,  true",
    "missing,          EQ,          x,     false",
    "missing,          NE,          x,     true",
    "missing,          NOT_IN,      x,     true",
    "missing,          EXISTS,      ,      false",
    "category,         EXISTS,      ,      true",
    "category,         IN,          shoes, true",
    "category,         CONTAINS,    hoe,   true",
    "category,         STARTS_WITH, sho,   true",
    "price,            GT,          90,    true",
    "price,            GTE,         90.5,  true",
    "price,            LT,          90.5,  false",
    "price,            LTE,         90.50, true",
    "category,         GT,          1,     false",
    "category,         LT,          1,     false",
    "item.item_id,     EQ,          43,    true",
    "item.item_id,     NE,          43,    false",
    "item.item_id,     NE,          44,    true",
    "item.price,       GT,          80,    true",
    "dimension.device, EQ,          mobile, true",
    "dimension.os,     EXISTS,      ,      false",
    "dimension.os,     NE,          iOS,   true",
  })
  void conditionHolds(String property, Op op, String value, boolean holds) {
    var values = value == null ? List.<String>of() : List.of(value);

    assertThat(new Predicate(property, op, values).matches(SHOE)).isEqualTo(holds);
  }

  @Test
  void allPartsOfAMatcherMustHold() {
    var shoes = new Predicate("category", Op.EQ, List.of("shoes"));

    assertThat(new Matcher("view_item", new PathGlob("/p/*"), List.of(shoes)).matches(SHOE))
        .isTrue();
    assertThat(new Matcher("view_item", new PathGlob("/q/*"), List.of(shoes)).matches(SHOE))
        .isFalse();
    assertThat(new Matcher("click", new PathGlob("/p/*"), List.of(shoes)).matches(SHOE)).isFalse();
  }

  @Test
  void oneMatcherOfAStepIsEnough() {
    var step =
        new Step(
            "Product",
            List.of(
                new Matcher("click", null, List.of()), new Matcher("view_item", null, List.of())));

    assertThat(step.matches(SHOE)).isTrue();
  }

  @Test
  void refusesAMatcherWithoutParts() {
    assertThatThrownBy(() -> new Matcher(null, null, List.of()))
        .hasMessage("matcher: {} (expected: event, path or where)");
  }

  @Test
  void refusesANumericComparisonWithText() {
    assertThatThrownBy(() -> new Predicate("price", Op.GT, List.of("cheap")))
        .hasMessage("value: 'cheap' (expected: a number)");
  }

  @Test
  void refusesAnUnknownDimensionNamingTheKnownOnes() {
    assertThatThrownBy(() -> new Predicate("dimension.shoe", Op.EXISTS, List.of()))
        .hasMessageContaining("dimension: shoe (expected one of: device");
  }
}
