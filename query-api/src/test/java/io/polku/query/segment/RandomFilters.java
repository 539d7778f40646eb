package io.polku.query.segment;

import io.polku.contract.event.Dimension;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Attribute.OfSession;
import io.polku.contract.funnel.Condition;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.Predicate.Op;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Makes filters that keep some of what {@code RandomVisitors} does. Pure. */
public final class RandomFilters {
  private static final Map<Attribute, List<String>> VALUES =
      Map.of(
          new Attribute.Named(Dimension.DEVICE),
          List.of("mobile", "desktop", ""),
          new Attribute.Named(Dimension.COUNTRY),
          List.of("FI", "", "SE"),
          new Attribute.Prop("colour"),
          List.of("red", "blue", ""),
          new Attribute.Prop("size"),
          List.of("38", "39", "40", "41", ""),
          new Attribute.ItemField("item_id"),
          List.of("sku-0", "sku-1", ""),
          OfSession.LANDING_PAGE,
          List.of("/p/1", "/p/2", "/", ""),
          OfSession.VISITOR_TYPE,
          List.of("new", "returning"),
          OfSession.SEARCH_RESULT,
          List.of("found", "none", "no_search"),
          OfSession.WEB_VITAL,
          List.of("good", "fair", "poor", "not_measured"),
          OfSession.FORM_ERROR,
          List.of("yes", "no"));
  private static final List<Attribute> ATTRIBUTES =
      VALUES.keySet().stream().sorted((a, b) -> a.text().compareTo(b.text())).toList();

  private RandomFilters() {}

  /** One to three conditions. */
  public static Filter filter(SplittableRandom random) {
    return new Filter(
        IntStream.range(0, random.nextInt(1, 4))
            .mapToObj(i -> condition(attribute(random), random))
            .toList());
  }

  /** Something to ask of. */
  public static Attribute attribute(SplittableRandom random) {
    return ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size()));
  }

  private static Condition condition(Attribute by, SplittableRandom random) {
    var values = VALUES.getOrDefault(by, List.of(""));
    var value = values.get(random.nextInt(values.size()));
    return switch (random.nextInt(8)) {
      case 0 -> new Condition(by, Op.NE, List.of(value));
      case 1 -> new Condition(by, Op.IN, List.of(value, values.getLast()));
      case 2 -> new Condition(by, Op.NOT_IN, List.of(value));
      case 3 -> new Condition(by, Op.EXISTS, List.of());
      case 4 -> new Condition(by, Op.STARTS_WITH, List.of(value.isEmpty() ? "4" : value));
      case 5 -> new Condition(by, Op.GTE, List.of("39"));
      default -> new Condition(by, Op.EQ, List.of(value));
    };
  }
}
