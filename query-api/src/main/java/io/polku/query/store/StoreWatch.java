package io.polku.query.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks ClickHouse every few seconds whether it answers, so that health need not wait for it. */
public final class StoreWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final ScheduledExecutorService timer;
  private volatile String problem = "has not answered yet";

  private StoreWatch(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Starts asking. */
  public static StoreWatch start(ClickHouse clickHouse) {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("polku-store-watch").factory());
    var watch = new StoreWatch(timer);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> watch.problem = clickHouse.ping(), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** "" while it answers, else what is wrong. */
  public String problem() {
    return problem;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
