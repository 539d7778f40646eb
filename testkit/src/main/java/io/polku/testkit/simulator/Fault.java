package io.polku.testkit.simulator;

import java.util.EnumSet;
import java.util.Set;

/** What is wrong with the shop, for people to find. Without one, the shop is as it should be. */
public enum Fault {
  /** The banner on the home page leads to something to read with no way on but the logo. */
  MISLEADING_BANNER,
  /** The payment fails, seldom for most and nearly always in Safari on phones. */
  FAILING_PAYMENT,
  /** A product's button for sizes does nothing. */
  DEAD_BUTTON,
  /** The search knows only the words of the shop, and finds nothing for others. */
  EMPTY_SEARCH;

  /** All of them. */
  public static final Set<Fault> ALL = Set.copyOf(EnumSet.allOf(Fault.class));

  /** None of them. */
  public static final Set<Fault> NONE = Set.of();
}
