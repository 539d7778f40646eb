package io.polku.testkit.random;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes funnels over the events of {@link RandomVisitors}: two to five steps, often the same event
 * in several of them, any-of matchers, paths and conditions, windows from seconds to weeks. Plain
 * ones match no noise. Pure; thread-safe.
 */
public final class RandomFunnels {
  static final List<String> PATHS = List.of("/p/1", "/p/2", "/kassa/%C3%A4");

  private static final List<String> GLOBS = List.of("/p/*", "/p/1", "/**", "/kassa/*");
  private static final List<Duration> WINDOWS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(24),
          Duration.ofHours(25),
          Duration.ofDays(3),
          Duration.ofDays(7),
          Duration.ofDays(90));

  private RandomFunnels() {}

  /** The funnel of a seed, named after it. */
  public static FunnelDefinition funnel(long seed) {
    var random = new SplittableRandom(seed);
    var stepCount = random.nextInt(2, 6);
    var steps = new ArrayList<Step>();
    for (var i = 1; i <= stepCount; i++) {
      steps.add(new Step("step " + i, matchers(random)));
    }
    return new FunnelDefinition(
        "funnel " + seed,
        random.nextBoolean() ? Subject.VISITOR : Subject.SESSION,
        window(random),
        steps);
  }

  /** Another funnel of a seed, named after it: with any options that go together, often several. */
  public static FunnelDefinition withOptions(long seed) {
    var random = new SplittableRandom(~seed);
    var order =
        switch (random.nextInt(4)) {
          case 0 -> Order.ANY;
          case 1 -> Order.STRICT;
          default -> Order.ORDERED;
        };
    var steps = steps(order, random);
    var required =
        IntStream.rangeClosed(1, steps.size())
            .filter(number -> !steps.get(number - 1).optional())
            .toArray();
    var hold = order == Order.ANY ? null : hold(random);
    return new FunnelDefinition(
        "funnel with options " + seed,
        random.nextBoolean() ? Subject.VISITOR : Subject.SESSION,
        order,
        order != Order.ANY && random.nextInt(3) == 0
            ? Window.eachStep(WINDOWS.get(random.nextInt(WINDOWS.size() - 1)))
            : Window.whole(window(random)),
        steps,
        order == Order.ORDERED ? exclude(required, random) : List.of(),
        hold,
        hold != null && random.nextBoolean() ? Unit.ITEM : Unit.SUBJECT);
  }

  private static List<Step> steps(Order order, SplittableRandom random) {
    var steps = new ArrayList<Step>();
    var count = random.nextInt(2, 6);
    for (var i = 1; i <= count; i++) {
      var between = i > 1 && i < count;
      var match =
          random.nextInt(10) == 0
              ? List.of(new Matcher("rage_click", null, List.of()))
              : matchers(random);
      var optional = between && order == Order.ORDERED && random.nextInt(3) == 0;
      steps.add(new Step("step " + i, match, optional));
    }
    return steps;
  }

  private static List<Exclusion> exclude(int[] required, SplittableRandom random) {
    var exclude = new ArrayList<Exclusion>();
    for (var i = random.nextInt(3); i > 0; i--) {
      var from = random.nextInt(required.length - 1);
      var to = random.nextInt(from + 1, required.length);
      var match =
          random.nextInt(4) == 0
              ? matchers(random)
              : List.of(
                  new Matcher(
                      random.nextBoolean() ? "remove_from_cart" : "scroll", null, List.of()));
      exclude.add(new Exclusion(match, required[from], required[to]));
    }
    return exclude;
  }

  private static @Nullable Hold hold(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> new Hold.ItemId();
      case 2 -> new Hold.Prop(random.nextBoolean() ? "colour" : "size");
      default -> null;
    };
  }

  static Duration window(SplittableRandom random) {
    return WINDOWS.get(random.nextInt(WINDOWS.size()));
  }

  private static List<Matcher> matchers(SplittableRandom random) {
    var matchers = new ArrayList<Matcher>();
    for (var i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
      matchers.add(matcher(random));
    }
    return matchers;
  }

  private static Matcher matcher(SplittableRandom random) {
    var name = RandomVisitors.STEP_NAMES.get(random.nextInt(RandomVisitors.STEP_NAMES.size()));
    var glob = new PathGlob(GLOBS.get(random.nextInt(GLOBS.size())));
    return switch (random.nextInt(10)) {
      case 0 -> new Matcher(null, glob, List.of());
      case 1 -> new Matcher(name, glob, List.of());
      case 2, 3 -> new Matcher(name, null, List.of(predicate(random)));
      default -> new Matcher(name, null, List.of());
    };
  }

  private static Predicate predicate(SplittableRandom random) {
    return switch (random.nextInt(9)) {
      case 0 -> new Predicate("colour", Predicate.Op.EQ, List.of("red"));
      case 1 -> new Predicate("colour", Predicate.Op.NE, List.of("red"));
      case 2 -> new Predicate("size", Predicate.Op.GTE, List.of("40"));
      case 3 -> new Predicate("size", Predicate.Op.IN, List.of("38", "41"));
      case 4 -> new Predicate("item.item_id", Predicate.Op.EQ, List.of("sku-1"));
      case 5 -> new Predicate("item.item_id", Predicate.Op.NOT_IN, List.of("sku-0", "sku-1"));
      case 6 -> new Predicate("dimension.device", Predicate.Op.EQ, List.of("mobile"));
      case 7 -> new Predicate("dimension.country", Predicate.Op.EXISTS, List.of());
      default -> new Predicate("colour", Predicate.Op.CONTAINS, List.of("e"));
    };
  }
}
