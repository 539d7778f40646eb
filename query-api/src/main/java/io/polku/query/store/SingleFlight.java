package io.polku.query.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Work that is done once for all who ask for the same while it is done. What fails, fails for all
 * of them; nothing is kept. Thread-safe; who asks waits.
 *
 * @param <K> what is asked for
 * @param <V> the answer
 */
public final class SingleFlight<K, V> {
  private final ConcurrentHashMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

  /**
   * The answer, from this work or from the same that is under way.
   *
   * @throws RuntimeException what the work throws
   */
  @SuppressWarnings("IllegalCatch")
  public V get(K key, Supplier<V> work) {
    var mine = new CompletableFuture<V>();
    var running = flights.putIfAbsent(key, mine);
    if (running != null) {
      return await(running);
    }
    try {
      var answer = work.get();
      mine.complete(answer);
      return answer;
    } catch (RuntimeException | Error e) {
      // Those who wait must hear of it, whatever it is.
      mine.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(key, mine);
    }
  }

  /** Whether somebody is being answered that. */
  public boolean isUnderWay(K key) {
    return flights.containsKey(key);
  }

  /** What it gives or throws. */
  static <V> V await(CompletableFuture<V> running) {
    try {
      return running.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
