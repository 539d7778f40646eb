package io.polku.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Terminal;
import io.polku.testkit.simulator.VisitEvents;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes from the request with an event to the report of a funnel that counts it, while
 * other events come in at a steady rate. The report is asked for again as soon as it has answered,
 * so that its own time is in the figure.
 */
final class LatencyBench {
  private static final int PROBES = 100;
  private static final int WARM_UP_PROBES = 10;
  private static final int BEATS_A_SECOND = 20;
  private static final long SEED = 5;
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
  private static final int EVENTS_TO_DRAW_FROM = 500_000;
  private static final int ACCEPTED = 202;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Terminal terminal;
  private final BenchStack stack;
  private final int eventsPerSecond;
  private final HttpClient http = HttpClient.newHttpClient();

  LatencyBench(Terminal terminal, BenchStack stack, int eventsPerSecond) {
    this.terminal = terminal;
    this.stack = stack;
    this.eventsPerSecond = eventsPerSecond;
  }

  void run() throws InterruptedException {
    var others = Site.make(stack.api(), "others");
    var probed = Site.make(stack.api(), "probed");
    var acknowledged = new double[PROBES];
    var visible = new double[PROBES];
    try (var beats = Executors.newSingleThreadScheduledExecutor()) {
      var beat = background(others);
      var sending =
          beats.scheduleAtFixedRate(
              beat, 0, TimeUnit.SECONDS.toMicros(1) / BEATS_A_SECOND, TimeUnit.MICROSECONDS);
      for (var i = -WARM_UP_PROBES; i < PROBES; i++) {
        if (sending.isDone()) {
          throw failure(sending);
        }
        var number = i + WARM_UP_PROBES + 1;
        var started = System.nanoTime();
        post(probed, probe(number));
        var answered = System.nanoTime();
        awaitVisible(probed, number);
        if (i >= 0) {
          acknowledged[i] = (answered - started) / NANOS_PER_MILLI;
          visible[i] = (System.nanoTime() - started) / NANOS_PER_MILLI;
        }
      }
      sending.cancel(false);
    }
    var table =
        new Table(
            "ms, " + PROBES + " probes at " + eventsPerSecond + "/s", "p50", "p95", "p99", "max");
    row(table, "POST to 202", Sample.of(acknowledged));
    row(table, "POST to visible in the report", Sample.of(visible));
    terminal.say(table.toString());
  }

  private static void row(Table table, String what, Sample millis) {
    table.row(
        what,
        Table.number(millis.percentile(50)),
        Table.number(millis.percentile(95)),
        Table.number(millis.percentile(99)),
        Table.number(millis.max()));
  }

  /** Sends the next events of simulated visits each time it is run. */
  private Runnable background(Site site) {
    var toJson = new VisitEvents(site.name());
    var events =
        Visits.of(EVENTS_TO_DRAW_FROM, SEED)
            .flatMap(visit -> toJson.eventsJson(visit).stream())
            .iterator();
    return () -> {
      var body = body(site);
      var array = body.putArray("events");
      try {
        for (var i = 0; i < eventsPerSecond / BEATS_A_SECOND && events.hasNext(); i++) {
          array.add(Json.mapper().readTree(events.next()));
        }
        post(site, body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private static ObjectNode probe(int number) {
    var body = Json.mapper().createObjectNode().put("site", "probed");
    body.put("visitor_id", "probe-" + number);
    body.putArray("events")
        .addObject()
        .put("id", "probe-" + number)
        .put("name", "bench_probe")
        .put("time", System.currentTimeMillis())
        .put("url", "https://shop.example/");
    return body;
  }

  private static ObjectNode body(Site site) {
    return Json.mapper().createObjectNode().put("site", site.name());
  }

  private void post(Site site, ObjectNode body) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(stack.addresses().ingestUrl() + "/v1/events"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + site.key())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != ACCEPTED || answer.body().contains("\"index\"")) {
        throw new Refusal("the intake answered " + answer.statusCode() + ": " + answer.body());
      }
    } catch (IOException e) {
      throw new Refusal("the intake cannot be reached", e);
    }
  }

  private static void awaitVisible(Site site, int probes) throws InterruptedException {
    var today = LocalDate.now(ZoneOffset.UTC);
    var range = "from=" + today.minusDays(1) + "&to=" + today.plusDays(2);
    var deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (site.report("probe", range).path("steps").path(0).path("entered").asInt() < probes) {
      if (System.nanoTime() > deadline) {
        throw new Refusal("an event was not visible within " + VISIBLE_WITHIN.toSeconds() + " s");
      }
    }
  }

  private static RuntimeException failure(Future<?> sending) throws InterruptedException {
    try {
      var _ = sending.get();
      return new IllegalStateException("the other events have ended");
    } catch (ExecutionException | CancellationException e) {
      return new Refusal("the other events could not be sent: " + e.getMessage(), e);
    }
  }
}
