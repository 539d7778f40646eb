package io.polku.streams.funnel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps that a chain may do without, and notes when they were passed. Pure. */
final class OptionalSteps {
  private OptionalSteps() {}

  /** The chains, each with the time of the optional steps that an event passes after it. */
  @SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
  static @Nullable Chain[] passed(
      @Nullable Chain[] latest, int mask, long timeMillis, LiveFunnel funnel) {
    var chains = latest;
    for (var i = 0; i < latest.length; i++) {
      var chain = latest[i];
      var steps = chain == null ? 0 : funnel.optionalAfter(i + 1, mask);
      if (chain != null && steps != 0) {
        chains = chains == latest ? latest.clone() : chains;
        chains[i] = passing(chain, steps, timeMillis, funnel);
      }
    }
    return chains;
  }

  private static Chain passing(Chain chain, int steps, long timeMillis, LiveFunnel funnel) {
    var count = funnel.optionalAfter(chain.length());
    var passed = chain.passed().length == count ? chain.passed().clone() : new long[count];
    for (var i = 0; i < count; i++) {
      passed[i] = (steps >>> i & 1) != 0 ? timeMillis : passed[i];
    }
    return chain.passing(passed);
  }

  /** When each step up to the last required one was reached; 0 for those that were not. */
  static List<Long> times(Chain chain, LiveFunnel funnel) {
    var times = new ArrayList<Long>();
    for (@Nullable Chain at = chain; at != null; at = at.prefix()) {
      times.add(at.timeMillis());
      var prefix = at.prefix();
      if (prefix != null) {
        for (var i = funnel.optionalAfter(prefix.length()) - 1; i >= 0; i--) {
          times.add(prefix.passed().length == 0 ? 0 : prefix.passed()[i]);
        }
      }
    }
    return times.reversed();
  }
}
