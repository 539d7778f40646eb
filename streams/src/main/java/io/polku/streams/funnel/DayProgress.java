package io.polku.streams.funnel;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a subject has come in a funnel from the events of step 1 of one day. Immutable.
 *
 * <p>For each length below the last step it knows the chain that starts latest, because no other
 * chain can be continued for longer. Events come in order, so that chain is always the newest one
 * built: of chains with the same start it has the latest step before, and so on to the front, which
 * is the rule for the reported chain. A longer chain is reported when it is first complete, which
 * makes it the one that finishes earliest; it is then never replaced by one of the same length.
 */
@SuppressWarnings("ReferenceEquality") // What did not change is shared: the same object.
public final class DayProgress {
  private static final @Nullable Chain[] NONE = {};

  private final int day;
  private final long firstEntryMillis;
  private final long lastEntryMillis;
  private final Chain reported;

  /** Chain of length k in place k−1; empty once the last step was reached. */
  private final @Nullable Chain[] latest;

  private DayProgress(
      int day,
      long firstEntryMillis,
      long lastEntryMillis,
      Chain reported,
      @Nullable Chain[] latest) {
    this.day = day;
    this.firstEntryMillis = firstEntryMillis;
    this.lastEntryMillis = lastEntryMillis;
    this.reported = reported;
    this.latest = latest;
  }

  /** The first event of step 1 in a day. */
  static DayProgress startedBy(Chain entry, int day, LiveFunnel funnel) {
    var latest = new @Nullable Chain[funnel.steps() - 1];
    latest[0] = entry;
    return new DayProgress(day, entry.startMillis(), entry.startMillis(), entry, latest);
  }

  /**
   * Progress as it was stored.
   *
   * @param latest chain of length k in place k−1, null where there is none
   */
  public static DayProgress restored(
      int day,
      long firstEntryMillis,
      long lastEntryMillis,
      Chain reported,
      List<@Nullable Chain> latest) {
    return new DayProgress(
        day, firstEntryMillis, lastEntryMillis, reported, latest.toArray(new @Nullable Chain[0]));
  }

  /**
   * Progress after the subject's next event.
   *
   * @param timeMillis when it happened
   * @param mask bit k−1 for step k
   * @param entry the chain that the event starts in this day, or null if it starts none here
   */
  DayProgress with(long timeMillis, int mask, @Nullable Chain entry, LiveFunnel funnel) {
    var longest = reported;
    var chains = latest;
    // From the last step to the first, so that one event does not serve two steps of a chain.
    for (var step = latest.length + 1; step >= 2; step--) {
      var prefix = step - 2 < latest.length ? latest[step - 2] : null;
      if ((mask & (1 << (step - 1))) == 0
          || prefix == null
          || timeMillis - prefix.startMillis() > funnel.windowMillis()) {
        continue;
      }
      var chain = prefix.then(timeMillis);
      if (step > longest.length()) {
        longest = chain;
      }
      if (step <= latest.length) {
        chains = chains == latest ? latest.clone() : chains;
        chains[step - 1] = chain;
      }
    }
    if (entry != null && latest.length > 0) {
      chains = chains == latest ? latest.clone() : chains;
      chains[0] = entry;
    }
    if (entry == null && chains == latest && longest == reported) {
      return this;
    }
    return new DayProgress(
        day,
        firstEntryMillis,
        entry == null ? lastEntryMillis : entry.startMillis(),
        longest,
        longest.length() == funnel.steps() ? NONE : chains);
  }

  /** Without the chains that no event after the floor can continue. */
  DayProgress without(long floorMillis, LiveFunnel funnel) {
    var chains = latest;
    for (var i = 0; i < latest.length; i++) {
      var chain = latest[i];
      if (chain != null && chain.startMillis() + funnel.windowMillis() <= floorMillis) {
        chains = chains == latest ? latest.clone() : chains;
        chains[i] = null;
      }
    }
    return chains == latest
        ? this
        : new DayProgress(day, firstEntryMillis, lastEntryMillis, reported, chains);
  }

  /** Whether a later event may lead to a longer chain, provided it does not start one. */
  boolean isOpen() {
    for (var chain : latest) {
      if (chain != null) {
        return true;
      }
    }
    return false;
  }

  /** The entry day, in days since 1970-01-01. */
  public int day() {
    return day;
  }

  /** The subject's first event of step 1 in that day. */
  public long firstEntryMillis() {
    return firstEntryMillis;
  }

  /** The subject's last event of step 1 in that day. */
  public long lastEntryMillis() {
    return lastEntryMillis;
  }

  /** The chain that the fact tells of. */
  public Chain reported() {
    return reported;
  }

  /** For each length from 1 the chain that starts latest, or null. */
  public List<@Nullable Chain> latest() {
    return Arrays.asList(latest);
  }
}
