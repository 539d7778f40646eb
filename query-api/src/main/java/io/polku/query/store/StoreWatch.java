package io.polku.query.store;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks ClickHouse every few seconds whether it answers, so that health need not wait for it. */
public final class StoreWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);

  /** Sizes change slowly: every half minute is enough. */
  private static final int LOOKS_A_SIZE = 15;

  private final ScheduledExecutorService timer;
  private final ClickHouse clickHouse;
  private final TableSizes sizes;

  /** Of the timer's thread alone. */
  private int looks;

  private volatile String problem = "has not answered yet";

  private StoreWatch(ScheduledExecutorService timer, ClickHouse clickHouse, TableSizes sizes) {
    this.timer = timer;
    this.clickHouse = clickHouse;
    this.sizes = sizes;
  }

  /**
   * Starts asking.
   *
   * @param registry shows, too, how large the tables are, looked at more seldom
   */
  public static StoreWatch start(ClickHouse clickHouse, MeterRegistry registry) {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("polku-store-watch").factory());
    var watch = new StoreWatch(timer, clickHouse, new TableSizes(clickHouse, registry));
    var _ = timer.scheduleWithFixedDelay(watch::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    problem = clickHouse.ping();
    if (problem.isEmpty() && (looks++ % LOOKS_A_SIZE == 0 || sizes.isEmpty())) {
      sizes.read();
    }
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
