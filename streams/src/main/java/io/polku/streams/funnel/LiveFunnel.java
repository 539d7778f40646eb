package io.polku.streams.funnel;

import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a funnel that is being computed, with what the engine asks of its definition at
 * every event worked out beforehand. Immutable.
 *
 * <p>What an event is to the funnel is a <em>mask</em>: bit k−1 says that it can serve as step k
 * (with order any: as the lowest such step alone), bit {@value #EXCLUSION_BIT} + i that it is one
 * of exclusion i. It never has bits of both kinds.
 */
public final class LiveFunnel {
  /** The bit of the first exclusion. */
  public static final int EXCLUSION_BIT = FunnelDefinition.STEPS_MAX;

  private final String id;
  private final int version;
  private final FunnelDefinition definition;
  private final boolean perSession;
  private final boolean strict;
  private final boolean any;
  private final boolean hasOptional;
  private final @Nullable Hold hold;
  private final long windowMillis;
  private final boolean windowPerStep;

  /** For each required step its place among all steps. */
  private final int[] places;

  /** For each exclusion, bit k−1 for each length k of chains that it brings to an end. */
  private final int[] ended;

  /**
   * @param id the funnel
   * @param version its version
   * @param definition what it counts
   */
  public LiveFunnel(String id, int version, FunnelDefinition definition) {
    this.id = id;
    this.version = version;
    this.definition = definition;
    perSession = definition.subject() == Subject.SESSION;
    strict = definition.order() == Order.STRICT;
    any = definition.order() == Order.ANY;
    hold = definition.hold();
    windowMillis = definition.window().length().toMillis();
    windowPerStep = definition.window().perStep();
    var ranks = new int[definition.steps().size()];
    places = new int[definition.requiredSteps().size()];
    var rank = 0;
    for (var i = 0; i < ranks.length; i++) {
      if (!definition.steps().get(i).optional()) {
        places[rank++] = i;
        ranks[i] = rank;
      }
    }
    hasOptional = places.length < ranks.length;
    ended =
        definition.exclude().stream()
            .mapToInt(
                exclusion -> bits(ranks[exclusion.from() - 1] - 1, ranks[exclusion.to() - 1] - 1))
            .toArray();
  }

  /** The funnel of a stored version. */
  public static LiveFunnel of(FunnelVersion version) {
    return new LiveFunnel(version.id(), version.version(), version.funnel());
  }

  /** What an event is to it. */
  public int mask(Event event) {
    var mask = 0;
    var steps = definition.steps();
    for (var i = 0; i < steps.size(); i++) {
      if (steps.get(i).matches(event)) {
        mask |= 1 << i;
        if (any) {
          return mask;
        }
      }
    }
    return mask == 0 ? exclusions(event) : mask;
  }

  /** Values that an event carries; empty if the funnel holds none. */
  public List<String> values(Event event) {
    return hold == null ? List.of() : hold.values(event);
  }

  /** The funnel. */
  public String id() {
    return id;
  }

  /** Its version. */
  public int version() {
    return version;
  }

  /** What it counts. */
  public FunnelDefinition definition() {
    return definition;
  }

  /** How many required steps it has; with order any, how many steps. */
  public int steps() {
    return places.length;
  }

  /** Longest time from first to last step, or from each required step to the next; inclusive. */
  public long windowMillis() {
    return windowMillis;
  }

  /** Whether the window is from each required step to the next. */
  public boolean windowPerStep() {
    return windowPerStep;
  }

  /** Whether each session is a subject of its own. */
  public boolean perSession() {
    return perSession;
  }

  /** Whether it is run for each value by itself. */
  public boolean holds() {
    return hold != null;
  }

  boolean strict() {
    return strict;
  }

  /** Whether its steps may come in any order. */
  public boolean any() {
    return any;
  }

  /** Whether it has optional steps. */
  public boolean hasOptional() {
    return hasOptional;
  }

  static boolean enters(int mask) {
    return (mask & 1) != 0;
  }

  static boolean excludes(int mask) {
    return mask >>> EXCLUSION_BIT != 0;
  }

  /** Which required steps an event can serve as: bit k−1 for the k-th. */
  int required(int mask) {
    if (!hasOptional) {
      return mask & ((1 << EXCLUSION_BIT) - 1);
    }
    var required = 0;
    for (var i = 0; i < places.length; i++) {
      required |= (mask >>> places[i] & 1) << i;
    }
    return required;
  }

  /**
   * Which optional steps between a required step and the next one an event can serve as: bit 0 for
   * the first of them.
   *
   * @param rank number of the required step among them, from 1; not the last
   */
  int optionalAfter(int rank, int mask) {
    return mask >>> (places[rank - 1] + 1) & ((1 << optionalAfter(rank)) - 1);
  }

  /** How many optional steps lie between a required step and the next one. */
  public int optionalAfter(int rank) {
    return places[rank] - places[rank - 1] - 1;
  }

  /** Which chains cannot go on after an event: bit k−1 for length k. */
  int ended(int mask) {
    var lengths = 0;
    for (var i = 0; i < ended.length; i++) {
      lengths |= (mask >>> (EXCLUSION_BIT + i) & 1) != 0 ? ended[i] : 0;
    }
    return lengths;
  }

  /** Whether an event at that time may go on with a chain. */
  boolean reaches(Chain chain, long timeMillis) {
    return timeMillis - (windowPerStep ? chain.timeMillis() : chain.startMillis()) <= windowMillis;
  }

  private int exclusions(Event event) {
    var mask = 0;
    var exclusions = definition.exclude();
    for (var i = 0; i < exclusions.size(); i++) {
      mask |= exclusions.get(i).matches(event) ? 1 << (EXCLUSION_BIT + i) : 0;
    }
    return mask;
  }

  /** All bits from one to another, that one not among them. */
  private static int bits(int from, int to) {
    return (1 << to) - (1 << from);
  }
}
