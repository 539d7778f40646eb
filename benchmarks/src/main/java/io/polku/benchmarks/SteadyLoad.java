package io.polku.benchmarks;

import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import io.polku.testkit.simulator.VisitEvents;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends events of simulated visits at a steady rate until it is closed. Thread-safe. */
final class SteadyLoad implements AutoCloseable {
  private static final int BEATS_A_SECOND = 20;
  private static final long SEED = 5;

  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
  private final Intake intake;
  private final Site site;
  private final int eventsABeat;
  private final Iterator<String> events;
  private final AtomicLong sent = new AtomicLong();
  private final Future<?> sending;

  private SteadyLoad(Intake intake, Site site, int eventsPerSecond, int eventsToDrawFrom) {
    this.intake = intake;
    this.site = site;
    this.eventsABeat = eventsPerSecond / BEATS_A_SECOND;
    var toJson = new VisitEvents(site.name());
    this.events =
        Visits.of(eventsToDrawFrom, SEED)
            .flatMap(visit -> toJson.eventsJson(visit).stream())
            .iterator();
    this.sending =
        beats.scheduleAtFixedRate(
            this::beat, 0, TimeUnit.SECONDS.toMicros(1) / BEATS_A_SECOND, TimeUnit.MICROSECONDS);
  }

  /**
   * Starts sending.
   *
   * @param eventsPerSecond at least 20
   * @param eventsToDrawFrom how many it may come to
   */
  static SteadyLoad start(Intake intake, Site site, int eventsPerSecond, int eventsToDrawFrom) {
    return new SteadyLoad(intake, site, eventsPerSecond, eventsToDrawFrom);
  }

  /** Events that were accepted so far. */
  long sent() {
    return sent.get();
  }

  /**
   * Looks whether it still sends.
   *
   * @throws Refusal when it could not
   */
  void requireGoing() throws InterruptedException {
    if (!sending.isDone()) {
      return;
    }
    try {
      var _ = sending.get();
    } catch (ExecutionException | CancellationException e) {
      throw new Refusal("the other events could not be sent: " + e.getMessage(), e);
    }
  }

  private void beat() {
    var body = Json.mapper().createObjectNode().put("site", site.name());
    var array = body.putArray("events");
    try {
      for (var i = 0; i < eventsABeat && events.hasNext(); i++) {
        array.add(Json.mapper().readTree(events.next()));
      }
      if (!array.isEmpty()) {
        intake.post(site, body);
        sent.addAndGet(array.size());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    sending.cancel(false);
    beats.close();
  }
}
