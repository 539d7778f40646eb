package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Terminal;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * What dashboards cost that ask for their panels every few seconds while nothing is stored: how
 * long a 304 takes, and how much of a processor everything that serves uses, beside what it uses
 * while nobody asks. Beside it, in the same run, the same polls of a server without work.
 */
final class PollBench {
  private static final int DASHBOARDS = 100;
  private static final int PANELS = 20;
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final int EVENTS = 20_000;
  private static final long SEED = 9;
  private static final int NOT_MODIFIED = 304;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int PERCENT = 100;

  private final Terminal terminal;
  private final BenchStack stack;

  PollBench(Terminal terminal, BenchStack stack) {
    this.terminal = terminal;
    this.stack = stack;
  }

  void run() throws InterruptedException {
    var site = Site.make(stack.api(), "polled");
    fill(site);
    var panels = panels(site);
    var nothing = nothing(panels, stack.token());
    var quiet = share(() -> Thread.sleep(QUIET));
    var polled = new Poller.Polled[1];
    var busy =
        share(
            () ->
                polled[0] =
                    Poller.poll(
                        stack.addresses().apiUrl(),
                        stack.token(),
                        DASHBOARDS,
                        EVERY,
                        TIME,
                        panels));
    var millis = polled[0].unchanged();
    var table =
        new Table(
            DASHBOARDS + " dashboards of " + PANELS + " panels, every " + EVERY.toSeconds() + " s",
            "",
            "a server without work",
            "goal");
    table.row(
        "answered 304", Integer.toString(polled[0].count()), Integer.toString(nothing.count()), "");
    table.row("answered otherwise", Integer.toString(polled[0].others()), "", "");
    for (var percentile : List.of(50, 95, 99)) {
      table.row(
          "304, p" + percentile + " ms",
          Table.number(millis.percentile(percentile)),
          Table.number(nothing.unchanged().percentile(percentile)),
          percentile == 95 ? "5" : "");
    }
    table.row(
        "304, max ms", Table.number(millis.max()), Table.number(nothing.unchanged().max()), "");
    for (var part : List.of(CpuSeconds.SERVICES, CpuSeconds.CLICK_HOUSE, CpuSeconds.KAFKA)) {
      table.row("CPU of one core, %: " + part.strip(), percent(busy, part), "", "");
      table.row("  while nobody asks", percent(quiet, part), "", "");
    }
    table.row(
        "CPU of one core, %: all of it",
        Table.number(
            PERCENT
                * List.of(CpuSeconds.SERVICES, CpuSeconds.CLICK_HOUSE, CpuSeconds.KAFKA).stream()
                    .mapToDouble(part -> busy.byName().getOrDefault(part, 0.0))
                    .sum()),
        "",
        "100");
    terminal.say(table.toString());
  }

  /** The same polls of a server that only says 304: what machine and client take of the times. */
  private static Poller.Polled nothing(List<String> panels, String token) {
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      var server =
          vertx
              .createHttpServer()
              .requestHandler(
                  request ->
                      request
                          .response()
                          .setStatusCode(NOT_MODIFIED)
                          .putHeader("etag", "\"nothing\"")
                          .end())
              .listen(0, "127.0.0.1")
              .await();
      var url = "http://127.0.0.1:" + server.actualPort();
      return Poller.poll(url, token, DASHBOARDS, EVERY, TIME, panels);
    } finally {
      vertx.close().await();
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  /** Processor seconds a second. */
  private CpuSeconds share(Work work) throws InterruptedException {
    var before = stack.cpuNow();
    var start = System.nanoTime();
    work.run();
    var seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    var after = stack.cpuNow();
    var shares = new HashMap<String, Double>();
    after.byName().keySet().forEach(name -> shares.put(name, after.since(before, name) / seconds));
    return new CpuSeconds(shares);
  }

  private static String percent(CpuSeconds shares, String part) {
    return Table.number(PERCENT * shares.byName().getOrDefault(part, 0.0));
  }

  private void fill(Site site) throws InterruptedException {
    var file = PipelineBench.write(site.name(), EVENTS, SEED);
    var sent = stack.sender().send(site, file);
    if (sent.accepted() == 0) {
      throw new Refusal("accepted: none of " + EVENTS + " events");
    }
    site.awaitStored(sent.accepted());
    PipelineBench.delete(file);
  }

  /** Each funnel in three ways over all time, and overviews of several ranges. */
  private static List<String> panels(Site site) {
    var to = Visits.END;
    var panels = new ArrayList<String>();
    for (var funnel : Funnels.byId().keySet()) {
      var report = "/funnels/" + funnel + "/report?from=" + to.minusDays(90) + "&to=" + to;
      for (var how : List.of("", "&breakdown=device", "&interval=week")) {
        panels.add(site.path(report + how));
      }
    }
    for (var days = 7; panels.size() < PANELS; days += 7) {
      panels.add(site.path("/overview?from=" + to.minusDays(days) + "&to=" + to));
    }
    return List.copyOf(panels.subList(0, PANELS));
  }
}
