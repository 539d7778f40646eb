package io.polku.query.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void aFigureThatTakesLongComesLaterAndIsMeasuredOnce() {
    var measurements = new Measurements<String, Integer>(Duration.ofMillis(1));
    var held = new CountDownLatch(1);
    Supplier<Integer> slow =
        () -> {
          awaitDone(held);
          return runs.incrementAndGet();
        };
    assertThat(measurements.of("a", slow)).isEmpty();
    assertThat(measurements.of("a", slow)).isEmpty();
    held.countDown();
    await().until(() -> runs.get() == 1);
    assertThat(await().until(() -> measurements.of("a", slow), found -> found.isPresent()))
        .isPresent();
  }

  @Test
  void aFailureIsNoFigureAndIsTriedAgain() {
    var measurements = new Measurements<String, Integer>(Duration.ofSeconds(10));
    assertThat(
            measurements.of(
                "a",
                () -> {
                  throw new IllegalStateException("away");
                }))
        .isEmpty();
    await().untilAsserted(() -> assertThat(measurements.of("a", () -> 7)).contains(7));
  }

  private static void awaitDone(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
