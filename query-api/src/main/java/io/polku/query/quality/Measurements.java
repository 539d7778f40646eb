package io.polku.query.quality;

import io.polku.service.logging.Traces;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures that cost more than a poll may: each is measured again at the earliest after {@value
 * #REST_FACTOR} times what it took, by one measurement at a time, beside the request that asked for
 * it. A request waits a moment for it, a shorter one where there is a recent figure of before, then
 * takes that, or none. Thread-safe; what is kept is lost with the process and measured again.
 *
 * @param <K> what is asked for
 * @param <V> the figure
 */
public final class Measurements<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);
  private static final int REST_FACTOR = 20;
  private static final int KEPT_MAX = 500;
  private static final Duration WAIT_AGAIN = Duration.ofMillis(50);
  private static final Duration RECENT = Duration.ofMinutes(1);

  private final Duration waitMax;
  private final Map<K, State<V>> states = new ConcurrentHashMap<>();

  /** What runs or is done, and the figure of before with the moment it was made. */
  private record State<V>(Timed<V> running, @Nullable V before, long beforeNanos) {
    boolean isBeforeRecent() {
      return before != null && System.nanoTime() - beforeNanos < RECENT.toNanos();
    }
  }

  /**
   * @param waitMax how long a request waits for the first figure
   */
  public Measurements(Duration waitMax) {
    this.waitMax = waitMax;
  }

  /**
   * The figure; empty where there is none yet.
   *
   * @param measure blocks; run on a thread of its own, and not again while it runs
   */
  public Optional<V> of(K key, Supplier<V> measure) {
    if (states.size() > KEPT_MAX) {
      states.values().removeIf(state -> state.running().isDone());
    }
    var state = states.compute(key, (_, known) -> isFresh(known) ? known : started(known, measure));
    try {
      var wait = state.isBeforeRecent() ? WAIT_AGAIN : waitMax;
      return Optional.of(state.running().get(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.ofNullable(state.before());
    } catch (ExecutionException e) {
      LOG.warn("a measurement failed: {}", Traces.unquoted(String.valueOf(e.getCause())));
      return Optional.ofNullable(state.before());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.ofNullable(state.before());
    }
  }

  private static boolean isFresh(@Nullable State<?> state) {
    return state != null && (!state.running().isDone() || state.running().rests());
  }

  private static <V> State<V> started(@Nullable State<V> known, Supplier<V> measure) {
    var running = new Timed<V>();
    Thread.ofVirtual().name("polku-measure").start(() -> running.run(measure));
    return known == null
        ? new State<>(running, null, 0)
        : new State<>(running, last(known), lastNanos(known));
  }

  private static <V> @Nullable V last(State<V> known) {
    return known.running().isCompletedExceptionally()
        ? known.before()
        : known.running().getNow(known.before());
  }

  private static long lastNanos(State<?> known) {
    return known.running().isCompletedExceptionally()
        ? known.beforeNanos()
        : known.running().doneNanos;
  }

  /** Knows how long it took, and so how long it rests. */
  private static final class Timed<V> extends CompletableFuture<V> {
    private volatile long restUntilNanos = System.nanoTime();
    private volatile long doneNanos = System.nanoTime();

    @SuppressWarnings("IllegalCatch")
    void run(Supplier<V> measure) {
      var started = System.nanoTime();
      try {
        var value = measure.get();
        rest(started);
        complete(value);
      } catch (RuntimeException e) {
        rest(started);
        completeExceptionally(e);
      }
    }

    private void rest(long startedNanos) {
      var now = System.nanoTime();
      doneNanos = now;
      restUntilNanos = now + REST_FACTOR * (now - startedNanos);
    }

    boolean rests() {
      return System.nanoTime() - restUntilNanos < 0;
    }
  }
}
