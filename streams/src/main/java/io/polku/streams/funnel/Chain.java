package io.polku.streams.funnel;

import io.polku.streams.event.SlimEvent;
import io.polku.streams.event.Traits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that serve as the first required steps of a funnel, one each. Longer chains share their
 * beginning. Immutable.
 */
public final class Chain {
  private static final long[] NOTHING_PASSED = {};

  private final @Nullable Chain prefix;
  private final long timeMillis;
  private final long startMillis;
  private final Traits traits;
  private final String path;
  private final int length;
  private final long[] passed;

  private Chain(
      @Nullable Chain prefix,
      long timeMillis,
      long startMillis,
      Traits traits,
      String path,
      int length,
      long[] passed) {
    this.prefix = prefix;
    this.timeMillis = timeMillis;
    this.startMillis = startMillis;
    this.traits = traits;
    this.path = path;
    this.length = length;
    this.passed = passed;
  }

  /** A chain of one event. */
  public static Chain startedBy(SlimEvent event) {
    return startedAt(event.timeMillis(), event.traits(), event.path());
  }

  /** A chain of one event. */
  public static Chain startedAt(long timeMillis, Traits traits, String path) {
    return new Chain(null, timeMillis, timeMillis, traits, path, 1, NOTHING_PASSED);
  }

  /** This chain with one event more. */
  public Chain then(long nextMillis) {
    return new Chain(this, nextMillis, startMillis, traits, path, length + 1, NOTHING_PASSED);
  }

  /**
   * This chain after optional steps were passed.
   *
   * @param latestMillis for each optional step between the last event's step and the next required
   *     one the latest event after the last one, or 0. Not copied.
   */
  public Chain passing(long[] latestMillis) {
    return new Chain(prefix, timeMillis, startMillis, traits, path, length, latestMillis);
  }

  /** The chain without its last event, or null at step 1. */
  public @Nullable Chain prefix() {
    return prefix;
  }

  /** Time of the last event. */
  public long timeMillis() {
    return timeMillis;
  }

  /** Time of the first event. */
  public long startMillis() {
    return startMillis;
  }

  /** Traits of the first event. */
  public Traits traits() {
    return traits;
  }

  /** Path of the first event. */
  public String path() {
    return path;
  }

  /** How many events, from 1. */
  public int length() {
    return length;
  }

  /** As {@link #passing} was told, or empty if no optional step was passed. Not to be changed. */
  public long[] passed() {
    return passed;
  }

  /** Times of all events, in order. */
  public List<Long> times() {
    var times = new ArrayList<Long>(length);
    for (@Nullable Chain chain = this; chain != null; chain = chain.prefix) {
      times.add(chain.timeMillis);
    }
    Collections.reverse(times);
    return times;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Chain that
            && length == that.length
            && timeMillis == that.timeMillis
            && Arrays.equals(passed, that.passed)
            && path.equals(that.path)
            && traits.equals(that.traits)
            && (prefix == null ? that.prefix == null : prefix.equals(that.prefix)));
  }

  @Override
  public int hashCode() {
    return 31 * length + Long.hashCode(timeMillis);
  }

  @Override
  public String toString() {
    return times().toString();
  }
}
