package io.polku.streams.funnel;

import java.util.List;

/**
 * How far one subject has come in one funnel, by entry day, and by value where the funnel holds
 * one. Immutable; a pure function of the subject's events in order.
 */
public sealed interface FunnelProgress permits OrderedProgress, AnyProgress, HeldProgress {
  /** Not entered yet. */
  static FunnelProgress none(LiveFunnel funnel) {
    if (funnel.holds()) {
      return HeldProgress.NONE;
    }
    return funnel.any() ? AnyProgress.NONE : OrderedProgress.NONE;
  }

  /** Is told what facts there are. */
  interface Facts {
    /**
     * A fact.
     *
     * @param value the value it is about, or "" where the funnel holds none
     * @param capped whether the subject had more values in that day than are looked at
     */
    void fact(String value, DayProgress day, boolean capped);
  }

  /**
   * Progress after the visitor's next event, which is of the same session as the one before or the
   * first after {@link #sessionEnded}.
   *
   * @param mask what the event is to the funnel
   * @param values what it carries, where the funnel holds a value
   */
  FunnelProgress with(Occurrence at, int mask, List<String> values, LiveFunnel funnel);

  /** Progress when the visitor's session is over, for a funnel that goes on. */
  FunnelProgress sessionEnded();

  /**
   * Without what no event after the floor can change.
   *
   * @param firstOpenDay days before it get no events any more, and their facts are final unless
   *     they can still be changed by events of later days; {@link Integer#MIN_VALUE} to keep all
   *     facts
   */
  FunnelProgress without(long floorMillis, int firstOpenDay, LiveFunnel funnel);

  /** Whether nothing is known of the subject (any more). */
  boolean isEmpty();

  /** Tells all facts, each once. */
  void tell(Facts facts);
}
