package io.polku.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.event.Event;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import io.polku.standalone.collect.CollectClient;
import io.polku.standalone.collect.EventSender;
import io.polku.standalone.collect.OutgoingEvent;
import io.polku.standalone.collect.Tally;
import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.SimulatedVisit;
import io.polku.testkit.simulator.VisitEvents;
import io.polku.testkit.simulator.VisitorSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Simulated visits at a steady rate through the intake, which remembers what it was answered 202
 * for. What got no answer, or another one, is sent again with the same ids. One of ten events comes
 * from senders of today whose clock can be made to jump; the others are history, of which one of
 * {@value #HELD_BACK_ONE_IN} comes after up to {@value #HELD_BACK_EVENTS_MAX} later ones.
 */
final class FaultLoad implements AutoCloseable {
  private static final int BEATS_A_SECOND = 20;
  private static final int EVENTS_TO_DRAW_FROM = 200_000;
  private static final int LIVE_SHARE = 10;
  private static final int HELD_BACK_ONE_IN = 40;
  private static final int HELD_BACK_EVENTS_MAX = 1_500;
  private static final int LIVE_VISITS_A_MINUTE = 30;
  private static final Duration LIVE_SINCE = Duration.ofHours(3);
  private static final Duration LIVE_UNTIL = Duration.ofMinutes(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final Duration RETRY = Duration.ofMillis(300);
  private static final int ACCEPTED = 202;

  private final Site site;
  private final URI endpoint;
  private final int rate;
  private final Tally tally = new Tally();
  private final CollectClient client;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private final AtomicLong live = new AtomicLong();
  private final AtomicLong clockAheadMillis = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Random random;
  private final List<Event> historySent = new ArrayList<>();
  private final List<Event> liveSent = new ArrayList<>();
  private final List<Thread> threads;
  private volatile boolean stopping;

  /** An event with what is sent of it. */
  private record Sent(Event event, String json) {}

  /** An event that is sent only when that many have been. */
  private record HeldBack(Sent sent, int until) {}

  private interface Work {
    void run() throws InterruptedException, IOException;
  }

  private FaultLoad(String ingestUrl, Site site, int rate, long seed) {
    this.site = site;
    this.endpoint = URI.create(ingestUrl + "/v1/events");
    this.rate = rate;
    this.random = new Random(seed);
    this.client = new CollectClient(ingestUrl, site.name(), site.key(), tally);
    var history = sent(Visits.of(EVENTS_TO_DRAW_FROM, seed));
    var today = sent(liveVisits(seed + 1));
    this.threads =
        List.of(thread("history", () -> send(history)), thread("today", () -> sendLive(today)));
  }

  /**
   * Begins to send.
   *
   * @param rate events a second
   * @param seed all chance follows from it
   */
  static FaultLoad start(String ingestUrl, Site site, int rate, long seed)
      throws InterruptedException {
    var load = new FaultLoad(ingestUrl, site, rate, seed);
    load.client.checkKey();
    load.threads.forEach(Thread::start);
    return load;
  }

  /** How many events were accepted so far. */
  long accepted() {
    var cause = failure.get();
    if (cause != null) {
      throw new Refusal("the load has failed: " + cause.getMessage(), cause);
    }
    return tally.counts().accepted() + live.get();
  }

  /** From now on the clock of today's senders is this much ahead, or behind. */
  void jumpClock(Duration ahead) {
    clockAheadMillis.set(ahead.toMillis());
  }

  /** Sends what was begun until all of it is accepted, and answers all accepted events. */
  List<Event> finish() throws InterruptedException {
    stopping = true;
    for (var thread : threads) {
      thread.join();
    }
    var all = new ArrayList<>(historySent);
    all.addAll(liveSent);
    if (accepted() != all.size()) {
      throw new Refusal("refused: " + tally.counts() + " (expected: none of " + all.size() + ")");
    }
    return all;
  }

  @Override
  public void close() {
    stopping = true;
    threads.forEach(Thread::interrupt);
    client.close();
    http.close();
  }

  private Thread thread(String name, Work work) {
    return Thread.ofPlatform()
        .name("load-" + name)
        .daemon()
        .unstarted(
            () -> {
              try {
                work.run();
              } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private Iterator<Sent> sent(Stream<SimulatedVisit> visits) {
    var toJson = new VisitEvents(site.name());
    return visits
        .flatMap(
            visit -> {
              var events = toJson.events(visit);
              var json = toJson.eventsJson(visit);
              return IntStream.range(0, events.size())
                  .mapToObj(i -> new Sent(events.get(i), json.get(i)));
            })
        .iterator();
  }

  /** Visits of the last hours, all over by now. */
  private static Stream<SimulatedVisit> liveVisits(long seed) {
    var now = Instant.now();
    var latest = now.minus(LIVE_UNTIL).toEpochMilli();
    return new VisitorSimulator(Shop.demo("https://shop.example"), seed)
        .live(now.minus(LIVE_SINCE), LIVE_VISITS_A_MINUTE)
        .takeWhile(visit -> visit.startMillis() < latest)
        .filter(visit -> visit.endMillis() < latest);
  }

  private void send(Iterator<Sent> events) throws InterruptedException {
    try (var sender = new EventSender(client)) {
      var heldBack = new PriorityQueue<>(Comparator.comparingInt(HeldBack::until));
      var next = System.nanoTime();
      while (!stopping && events.hasNext()) {
        for (var i = 0; i < Math.max(1, rate / BEATS_A_SECOND) && events.hasNext(); i++) {
          var sent = events.next();
          var count = historySent.size();
          if (random.nextInt(HELD_BACK_ONE_IN) == 0) {
            heldBack.add(new HeldBack(sent, count + random.nextInt(HELD_BACK_EVENTS_MAX)));
          } else {
            send(sent, sender);
          }
          while (!heldBack.isEmpty() && heldBack.element().until() <= count) {
            send(heldBack.remove().sent(), sender);
          }
        }
        sender.sendAged();
        next = awaitBeat(next);
      }
      for (var late : heldBack) {
        send(late.sent(), sender);
      }
      sender.finish();
    }
  }

  private void send(Sent sent, EventSender sender) throws InterruptedException {
    historySent.add(sent.event());
    sender.send(
        new OutgoingEvent(
            sent.event().visitorId(), 0, sent.json().getBytes(StandardCharsets.UTF_8)));
  }

  private void sendLive(Iterator<Sent> events) throws InterruptedException, IOException {
    var next = System.nanoTime();
    while (!stopping && events.hasNext()) {
      var some = new ArrayList<Sent>();
      while (some.size() < Math.max(1, rate / BEATS_A_SECOND / LIVE_SHARE) && events.hasNext()) {
        some.add(events.next());
      }
      while (!accepts(some)) {
        Thread.sleep(RETRY);
      }
      some.forEach(sent -> liveSent.add(sent.event()));
      live.addAndGet(some.size());
      next = awaitBeat(next);
    }
  }

  /** A beat that is long over is left out: the load stays steady after a time without answers. */
  private static long awaitBeat(long last) throws InterruptedException {
    var next = last + Duration.ofSeconds(1).toNanos() / BEATS_A_SECOND;
    var wait = next - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait));
    }
    return Math.max(next, System.nanoTime() - Duration.ofSeconds(1).toNanos());
  }

  /** Whether they were accepted. The clock is read anew for each try, as a browser does. */
  private boolean accepts(List<Sent> some) throws InterruptedException, IOException {
    var ahead = clockAheadMillis.get();
    var body = Json.mapper().createObjectNode().put("site", site.name());
    body.put("sent_at", System.currentTimeMillis() + ahead);
    var events = body.putArray("events");
    for (var sent : some) {
      var event = (ObjectNode) Json.mapper().readTree(sent.json());
      events.add(event.put("time", sent.event().timeMillis() + ahead));
    }
    var request =
        HttpRequest.newBuilder(endpoint)
            .timeout(ANSWER_WITHIN)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + site.key())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return false;
    }
    if (answer.statusCode() == ACCEPTED && answer.body().contains("\"index\"")) {
      throw new Refusal("the intake refused an event: " + answer.body());
    }
    return answer.statusCode() == ACCEPTED;
  }
}
