package io.polku.standalone.demo;

import io.polku.standalone.Refusal;
import io.polku.standalone.collect.EventSender;
import io.polku.standalone.collect.OutgoingEvent;
import io.polku.testkit.simulator.SimulatedVisit;
import io.polku.testkit.simulator.VisitEvents;
import io.polku.testkit.simulator.VisitorSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Shoppers who come and go until they are told to stop; each event is sent when it happens. */
final class LiveShoppers implements AutoCloseable {
  /** Those who watch need not wait as long as real shoppers think. */
  private static final int FASTER = 3;

  private static final double VISITS_PER_MINUTE = 20;
  private static final long TICK_MILLIS = 200;

  private record Due(long millis, OutgoingEvent event) {}

  private final Thread thread;

  private LiveShoppers(Thread thread) {
    this.thread = thread;
  }

  /**
   * Lets them in.
   *
   * @param sender used by these shoppers alone
   * @param onFailure told when the intake takes nothing any more
   */
  static LiveShoppers start(
      VisitorSimulator simulator,
      VisitEvents events,
      EventSender sender,
      Clock clock,
      Consumer<String> onFailure) {
    var thread =
        Thread.ofVirtual()
            .name("shoppers")
            .start(
                () -> {
                  try {
                    shop(
                        simulator.live(clock.instant(), VISITS_PER_MINUTE).iterator(),
                        events,
                        sender,
                        clock);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (Refusal e) {
                    onFailure.accept("the shoppers went home: " + e.getMessage());
                  }
                });
    return new LiveShoppers(thread);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private static void shop(
      Iterator<SimulatedVisit> visits, VisitEvents events, EventSender sender, Clock clock)
      throws InterruptedException {
    var due = new PriorityQueue<Due>(Comparator.comparingLong(Due::millis));
    var next = visits.next().faster(FASTER);
    while (true) {
      var now = clock.millis();
      while (next.startMillis() <= now) {
        enqueue(next, events, due);
        next = visits.next().faster(FASTER);
      }
      for (var first = due.peek(); first != null && first.millis() <= now; first = due.peek()) {
        sender.send(due.remove().event());
      }
      sender.sendAged();
      Thread.sleep(TICK_MILLIS);
    }
  }

  private static void enqueue(SimulatedVisit visit, VisitEvents events, PriorityQueue<Due> due) {
    var json = events.eventsJson(visit);
    for (var i = 0; i < json.size(); i++) {
      due.add(
          new Due(
              visit.startMillis() + visit.actions().get(i).offsetMillis(),
              outgoing(visit, json.get(i))));
    }
  }

  static OutgoingEvent outgoing(SimulatedVisit visit, String json) {
    return new OutgoingEvent(visit.shopper().visitorId(), 0, json.getBytes(StandardCharsets.UTF_8));
  }
}
