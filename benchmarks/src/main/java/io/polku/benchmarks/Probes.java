package io.polku.benchmarks;

import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Events of which it is known when they can be seen, on a site with the funnel {@code probe}. Not
 * thread-safe.
 */
final class Probes {
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Intake intake;
  private final Site site;
  private int number;

  /**
   * Times from the request.
   *
   * @param acknowledgedMillis until the answer
   * @param visibleMillis until a report counts it
   */
  record Times(double acknowledgedMillis, double visibleMillis) {}

  Probes(Intake intake, Site site) {
    this.intake = intake;
    this.site = site;
  }

  /** Sends the next one and waits until the report counts it. */
  Times next() throws InterruptedException {
    number++;
    var body = Json.mapper().createObjectNode().put("site", site.name());
    body.put("visitor_id", "probe-" + number);
    body.putArray("events")
        .addObject()
        .put("id", "probe-" + number)
        .put("name", "bench_probe")
        .put("time", System.currentTimeMillis())
        .put("url", "https://shop.example/");
    var started = System.nanoTime();
    intake.post(site, body);
    var answered = System.nanoTime();
    awaitVisible();
    return new Times(
        (answered - started) / NANOS_PER_MILLI, (System.nanoTime() - started) / NANOS_PER_MILLI);
  }

  private void awaitVisible() throws InterruptedException {
    var today = LocalDate.now(ZoneOffset.UTC);
    var range = "from=" + today.minusDays(1) + "&to=" + today.plusDays(2);
    var deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (site.report("probe", range).path("steps").path(0).path("entered").asInt() < number) {
      if (System.nanoTime() > deadline) {
        throw new Refusal("an event was not visible within " + VISIBLE_WITHIN.toSeconds() + " s");
      }
    }
  }
}
