package io.polku.query.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Works that wait for ClickHouse more than they do themselves, some at a time. */
public final class Together {
  /** Few, so that others who ask get their turn. */
  private static final int AT_ONCE = 2;

  private Together() {}

  /**
   * What each gives, in their order.
   *
   * @throws RuntimeException what one of them throws, after the others have ended
   */
  public static <T> List<T> all(List<? extends Supplier<? extends T>> works) {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      return works.stream()
          .map(work -> CompletableFuture.<T>supplyAsync(work::get, threads))
          .toList()
          .stream()
          .map(SingleFlight::await)
          .toList();
    }
  }
}
