package io.polku.benchmarks;

import io.polku.standalone.terminal.Terminal;

/**
 * How long it takes from the request with an event to the report of a funnel that counts it, while
 * other events come in at a steady rate. The report is asked for again as soon as it has answered,
 * so that its own time is in the figure.
 */
final class LatencyBench {
  private static final int PROBES = 100;
  private static final int WARM_UP_PROBES = 10;
  private static final int EVENTS_TO_DRAW_FROM = 500_000;

  private final Terminal terminal;
  private final BenchStack stack;
  private final int eventsPerSecond;

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
    try (var intake = new Intake(stack.addresses().ingestUrl());
        var load = SteadyLoad.start(intake, others, eventsPerSecond, EVENTS_TO_DRAW_FROM)) {
      var probes = new Probes(intake, probed);
      for (var i = -WARM_UP_PROBES; i < PROBES; i++) {
        load.requireGoing();
        var took = probes.next();
        if (i >= 0) {
          acknowledged[i] = took.acknowledgedMillis();
          visible[i] = took.visibleMillis();
        }
      }
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
}
