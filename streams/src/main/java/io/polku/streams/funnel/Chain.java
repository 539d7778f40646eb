package io.polku.streams.funnel;

import io.polku.streams.event.SlimEvent;
import io.polku.streams.event.Traits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that serve as the first steps of a funnel, one each. Longer chains share their beginning.
 *
 * @param prefix the chain without its last event, or null at step 1
 * @param timeMillis time of the last event
 * @param startMillis time of the first event
 * @param traits traits of the first event
 * @param path path of the first event
 * @param length how many events, from 1
 */
public record Chain(
    @Nullable Chain prefix,
    long timeMillis,
    long startMillis,
    Traits traits,
    String path,
    int length) {

  /** A chain of one event. */
  public static Chain startedBy(SlimEvent event) {
    return startedAt(event.timeMillis(), event.traits(), event.path());
  }

  /** A chain of one event. */
  public static Chain startedAt(long timeMillis, Traits traits, String path) {
    return new Chain(null, timeMillis, timeMillis, traits, path, 1);
  }

  /** This chain with one event more. */
  public Chain then(long nextMillis) {
    return new Chain(this, nextMillis, startMillis, traits, path, length + 1);
  }

  /** Times of all events, in order. */
  public List<Long> times() {
    var times = new ArrayList<Long>(length);
    for (var chain = this; chain != null; chain = chain.prefix) {
      times.add(chain.timeMillis);
    }
    Collections.reverse(times);
    return times;
  }
}
