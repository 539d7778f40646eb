package io.polku.testkit.random;

import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.Predicate;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes funnels over the events of {@link RandomVisitors}: two to five steps, often the same event
 * in several of them, any-of matchers, paths and conditions, windows from seconds to weeks. They
 * match no noise. Pure; thread-safe.
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
