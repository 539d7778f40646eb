package io.polku.query.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  private static final int CALLERS = 100;

  private final SingleFlight<String, Integer> flights = new SingleFlight<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void aHundredWhoAskAtOnceCostOne() {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<CompletableFuture<Integer>>();
      for (var i = 0; i < CALLERS; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> ask(false), executor));
      }
      await().until(() -> asked.get() == CALLERS);
      gate.countDown();

      answers.forEach(answer -> assertThat(answer.join()).isBetween(1, CALLERS));
      // Who had asked, and not yet joined, when the first was done starts another.
      assertThat(done.get()).isLessThan(CALLERS / 2);
    }
    assertThat(flights.get("same", done::incrementAndGet)).isGreaterThan(1);
  }

  @Test
  void whatFailsFailsForAllAndIsTriedAgain() {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = CompletableFuture.supplyAsync(() -> ask(true), executor);
      await().until(() -> done.get() == 1);
      var second = CompletableFuture.supplyAsync(() -> ask(true), executor);
      await().until(() -> asked.get() == 2);
      gate.countDown();

      for (var each : java.util.List.of(first, second)) {
        assertThatThrownBy(each::join)
            .isInstanceOf(CompletionException.class)
            .hasRootCauseMessage("no");
      }
    }
    assertThat(flights.get("same", () -> 7)).isEqualTo(7);
  }

  private int ask(boolean fails) {
    asked.incrementAndGet();
    return flights.get(
        "same",
        () -> {
          var number = done.incrementAndGet();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          if (fails) {
            throw new IllegalStateException("no");
          }
          return number;
        });
  }
}
