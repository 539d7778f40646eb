package io.polku.streams.event;

import java.util.List;

/**
 * What an event is to each of a site's live funnels, by the funnel's place in their list. Immutable
 * once it is handed on.
 */
public final class Roles {
  private static final List<?>[] NO_VALUES = {};

  /** To no funnel anything. */
  public static final Roles NONE = new Roles(0);

  private final int[] masks;

  /** Empty where no funnel holds a value; null for a funnel that holds none. */
  private List<?>[] values = NO_VALUES;

  /**
   * None so far.
   *
   * @param funnels how many there are
   */
  public Roles(int funnels) {
    masks = new int[funnels];
  }

  /**
   * Notes what the event is to a funnel.
   *
   * @param mask not 0
   * @param carried values that it carries; empty where the funnel holds none
   */
  public void put(int funnel, int mask, List<String> carried) {
    masks[funnel] = mask;
    if (!carried.isEmpty()) {
      values = values.length == 0 ? new List<?>[masks.length] : values;
      values[funnel] = List.copyOf(carried);
    }
  }

  /**
   * Which steps it can serve as and which exclusions it is one of, in the bits that the funnel
   * gives them; 0 if it is nothing to the funnel.
   */
  public int mask(int funnel) {
    return funnel < masks.length ? masks[funnel] : 0;
  }

  /** Values that it carries, each once, in order; empty where the funnel holds none. */
  @SuppressWarnings("unchecked") // Only lists of texts are put in.
  public List<String> values(int funnel) {
    var carried = funnel < values.length ? values[funnel] : null;
    return carried == null ? List.of() : (List<String>) carried;
  }
}
