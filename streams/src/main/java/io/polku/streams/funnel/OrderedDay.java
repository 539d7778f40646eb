package io.polku.streams.funnel;

import io.polku.streams.event.SlimEvent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a funnel whose steps come in order, strict or not. Immutable.
 *
 * <p>For each length it knows the chain that starts latest, because no other chain can be continued
 * for longer. Events come in order, so that chain is always the newest one built: of chains with
 * the same start it has the latest step before, and so on to the front, which is the rule for the
 * reported chain. That holds for a window from each step too, where the newest chain ends latest;
 * and where some chains of a length cannot go on (after an excluded event, or in a strict funnel),
 * none of that length can. A longer chain is reported when it is first complete, which makes it the
 * one that finishes earliest; it is then never replaced by one of the same length.
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
public final class OrderedDay implements DayProgress {
  private static final @Nullable Chain[] FINISHED = {};

  private final int day;
  private final long firstEntryMillis;
  private final long lastEntryMillis;
  private final Chain reported;

  /** Chain of length k in place k−1, null where there is none; empty after the last step. */
  private final @Nullable Chain[] latest;

  private final Trail trail;

  /** With a window per step: the latest of (end of a chain of length j − j × window); else 0. */
  private final long reachMillis;

  /** Null while no exclusion made a difference, and after the last step. */
  private final @Nullable Unexcluded unexcluded;

  /**
   * How far the subject would have come without exclusions.
   *
   * @param latest as in {@link OrderedDay}
   */
  private record Unexcluded(int level, List<@Nullable Chain> latest) {}

  private OrderedDay(
      int day,
      long firstEntryMillis,
      long lastEntryMillis,
      Chain reported,
      @Nullable Chain[] latest,
      Trail trail,
      long reachMillis,
      @Nullable Unexcluded unexcluded) {
    this.day = day;
    this.firstEntryMillis = firstEntryMillis;
    this.lastEntryMillis = lastEntryMillis;
    this.reported = reported;
    this.latest = latest;
    this.trail = trail;
    this.reachMillis = reachMillis;
    this.unexcluded = unexcluded;
  }

  /** The first event of step 1 in a day. */
  static OrderedDay startedBy(Occurrence at, LiveFunnel funnel) {
    var entry = Chain.startedBy(at.event());
    var latest = new @Nullable Chain[funnel.steps()];
    latest[0] = entry;
    return new OrderedDay(
        at.day(),
        at.timeMillis(),
        at.timeMillis(),
        entry,
        latest,
        Trail.of(at),
        funnel.windowPerStep() ? at.timeMillis() - funnel.windowMillis() : 0,
        null);
  }

  /**
   * Progress as it was stored.
   *
   * @param latest what {@link #latest} gave
   * @param reachMillis what {@link #reachMillis} gave
   * @param unexcludedLevel what {@link #unexcludedLevel} gave
   * @param unexcludedLatest what {@link #unexcludedLatest} gave
   */
  public static OrderedDay restored(
      int day,
      long firstEntryMillis,
      long lastEntryMillis,
      Chain reported,
      List<@Nullable Chain> latest,
      Trail trail,
      long reachMillis,
      int unexcludedLevel,
      @Nullable List<@Nullable Chain> unexcludedLatest) {
    return new OrderedDay(
        day,
        firstEntryMillis,
        lastEntryMillis,
        reported,
        latest.toArray(FINISHED),
        trail,
        reachMillis,
        unexcludedLatest == null ? null : new Unexcluded(unexcludedLevel, unexcludedLatest));
  }

  /**
   * Progress after the visitor's next event.
   *
   * @param mask what it is to the funnel, and to the value
   * @param enters whether it serves as step 1 in this day
   */
  OrderedDay with(Occurrence at, int mask, boolean enters, LiveFunnel funnel) {
    var left = trail.with(at.event());
    var survivors = surviving(latest, at, mask, funnel);
    var entry = enters ? Chain.startedBy(at.event()) : null;
    var chains = extended(latest, survivors, funnel.required(mask), at.timeMillis(), entry, funnel);
    var without = unexcludedAfter(at, mask, entry, funnel);
    if (!enters && chains == latest && left == trail && without == unexcluded) {
      return this;
    }
    var longest = longest(chains);
    var best = longest == null || longest.length() <= reported.length() ? reported : longest;
    var advances = best != reported;
    var finished = advances && best.length() == funnel.steps();
    return new OrderedDay(
        day,
        firstEntryMillis,
        enters ? at.timeMillis() : lastEntryMillis,
        best,
        finished ? FINISHED : chains,
        advances ? Trail.of(at) : left,
        funnel.windowPerStep() ? reach(survivors, chains, at.timeMillis(), funnel) : 0,
        finished ? null : without);
  }

  /** The chains that may still go on after an event, as they are if it serves none of them. */
  private static @Nullable Chain[] surviving(
      @Nullable Chain[] latest, Occurrence at, int mask, LiveFunnel funnel) {
    if (funnel.strict()) {
      return at.event().kind() == SlimEvent.Kind.PASSIVE ? latest : without(latest, -1);
    }
    return LiveFunnel.excludes(mask)
        ? without(latest, funnel.ended(mask))
        : passed(latest, at, mask, funnel);
  }

  private static @Nullable Chain[] passed(
      @Nullable Chain[] latest, Occurrence at, int mask, LiveFunnel funnel) {
    return funnel.hasOptional()
        ? OptionalSteps.passed(latest, mask, at.timeMillis(), funnel)
        : latest;
  }

  /** Without the chains of the lengths k whose bits k−1 are set. */
  private static @Nullable Chain[] without(@Nullable Chain[] latest, int lengths) {
    var chains = latest;
    for (var i = 0; i < latest.length; i++) {
      if (latest[i] != null && (lengths >>> i & 1) != 0) {
        chains = chains == latest ? latest.clone() : chains;
        chains[i] = null;
      }
    }
    return chains;
  }

  /**
   * The surviving chains, and in place of some those that an event makes of the chains before it.
   *
   * @param required the required steps it can serve as
   * @param entry the chain that it starts, or null
   */
  private static @Nullable Chain[] extended(
      @Nullable Chain[] latest,
      @Nullable Chain[] survivors,
      int required,
      long timeMillis,
      @Nullable Chain entry,
      LiveFunnel funnel) {
    var chains = survivors;
    for (var step = 2; step <= latest.length; step++) {
      var prefix = latest[step - 2];
      if (prefix != null
          && (required >>> (step - 1) & 1) != 0
          && funnel.reaches(prefix, timeMillis)) {
        chains = chains == survivors ? survivors.clone() : chains;
        chains[step - 1] = prefix.then(timeMillis);
      }
    }
    if (entry != null && latest.length > 0) {
      chains = chains == survivors ? survivors.clone() : chains;
      chains[0] = entry;
    }
    return chains;
  }

  private @Nullable Unexcluded unexcludedAfter(
      Occurrence at, int mask, @Nullable Chain entry, LiveFunnel funnel) {
    if (unexcluded == null) {
      return LiveFunnel.excludes(mask) && without(latest, funnel.ended(mask)) != latest
          ? new Unexcluded(reported.length(), Arrays.asList(latest))
          : null;
    }
    var before = unexcluded.latest().toArray(FINISHED);
    var survivors = passed(before, at, mask, funnel);
    var chains = extended(before, survivors, funnel.required(mask), at.timeMillis(), entry, funnel);
    if (chains == before) {
      return unexcluded;
    }
    var longest = longest(chains);
    var level = longest == null ? 0 : longest.length();
    return new Unexcluded(
        Math.max(unexcluded.level(), level),
        Arrays.asList(level == funnel.steps() ? FINISHED : chains));
  }

  private long reach(
      @Nullable Chain[] survivors, @Nullable Chain[] chains, long timeMillis, LiveFunnel funnel) {
    var reach = reachMillis;
    for (var i = 0; i < chains.length; i++) {
      if (chains[i] != null && chains[i] != survivors[i]) {
        reach = Math.max(reach, timeMillis - (i + 1) * funnel.windowMillis());
      }
    }
    return reach;
  }

  private static @Nullable Chain longest(@Nullable Chain[] chains) {
    for (var i = chains.length - 1; i >= 0; i--) {
      if (chains[i] != null) {
        return chains[i];
      }
    }
    return null;
  }

  OrderedDay sessionEnded() {
    var left = trail.sessionEnded();
    return left == trail
        ? this
        : new OrderedDay(
            day,
            firstEntryMillis,
            lastEntryMillis,
            reported,
            latest,
            left,
            reachMillis,
            unexcluded);
  }

  /** Without the chains that no event after the floor can continue. */
  OrderedDay without(long floorMillis, LiveFunnel funnel) {
    var chains = unexpired(latest, floorMillis, funnel);
    var rest = unexcluded;
    if (unexcluded != null) {
      var before = unexcluded.latest().toArray(FINISHED);
      var after = unexpired(before, floorMillis, funnel);
      rest =
          after == before ? unexcluded : new Unexcluded(unexcluded.level(), Arrays.asList(after));
    }
    return chains == latest && rest == unexcluded
        ? this
        : new OrderedDay(
            day, firstEntryMillis, lastEntryMillis, reported, chains, trail, reachMillis, rest);
  }

  private static @Nullable Chain[] unexpired(
      @Nullable Chain[] latest, long floorMillis, LiveFunnel funnel) {
    var expired = 0;
    for (var i = 0; i < latest.length; i++) {
      var chain = latest[i];
      if (chain != null && !funnel.reaches(chain, floorMillis + 1)) {
        expired |= 1 << i;
      }
    }
    return expired == 0 ? latest : without(latest, expired);
  }

  /** Whether even an event that serves no step may change something. */
  boolean isAttentive(LiveFunnel funnel) {
    return trail.open() || (funnel.strict() && longest(latest) != null);
  }

  @Override
  public boolean isOpen() {
    return trail.open()
        || longest(latest) != null
        || (unexcluded != null && longest(unexcluded.latest().toArray(FINISHED)) != null);
  }

  @Override
  public int day() {
    return day;
  }

  @Override
  public long firstEntryMillis() {
    return firstEntryMillis;
  }

  /** The subject's last event of step 1 in that day. */
  public long lastEntryMillis() {
    return lastEntryMillis;
  }

  @Override
  public long deadlineMillis(LiveFunnel funnel) {
    if (!funnel.windowPerStep()) {
      return lastEntryMillis + funnel.windowMillis();
    }
    return reported.length() == funnel.steps()
        ? reported.timeMillis()
        : reachMillis + (reported.length() + 1) * funnel.windowMillis();
  }

  @Override
  public Chain reported() {
    return reported;
  }

  @Override
  public int unexcludedLevel() {
    return unexcluded == null ? reported.length() : unexcluded.level();
  }

  @Override
  public Trail trail() {
    return trail;
  }

  /** For each length from 1 the chain that starts latest, or null; empty after the last step. */
  public List<@Nullable Chain> latest() {
    return Arrays.asList(latest);
  }

  /** What {@link #deadlineMillis} needs with a window per step; else 0. */
  public long reachMillis() {
    return reachMillis;
  }

  /** As {@link #latest} would be without exclusions; null where they made no difference yet. */
  public @Nullable List<@Nullable Chain> unexcludedLatest() {
    return unexcluded == null ? null : unexcluded.latest();
  }
}
