package io.polku.benchmarks;

import io.polku.standalone.terminal.Terminal;
import java.time.Duration;

/**
 * {@code ./polku up} without anybody who uses it: how long until it is ready, on an empty folder
 * and on the one that it made, and what it takes of memory and processors while nothing happens.
 */
final class IdleBench {
  private static final Duration SETTLES = Duration.ofSeconds(30);
  private static final double READY_SECONDS_MAX = 15;
  private static final double MIB_MAX = 1_500e6 / (1 << 20);
  private static final double CORE_PERCENT_MAX = 10;
  private static final double MIB = 1 << 20;
  private static final double PERCENT = 100;

  private final Terminal terminal;
  private final Duration idle;

  /**
   * Not run yet.
   *
   * @param idle how long to look at it
   */
  IdleBench(Terminal terminal, Duration idle) {
    this.terminal = terminal;
    this.idle = idle;
  }

  void run() throws InterruptedException {
    var folder = Folders.temporary("idle");
    var starts = new Table("./polku up", "ready after s", "to the limit of 15 s");
    try {
      try (var up = UpProcess.start(folder)) {
        start(starts, "empty data folder", up);
      }
      try (var up = UpProcess.start(folder)) {
        start(starts, "data folder kept", up);
        terminal.say(starts.toString());
        UpProcess.pause(SETTLES);
        terminal.say(costs(up));
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private static void start(Table table, String what, UpProcess up) {
    table.row(
        what, Table.number(up.readySeconds()), Table.ratio(up.readySeconds(), READY_SECONDS_MAX));
  }

  private String costs(UpProcess up) throws InterruptedException {
    var pids = up.pids();
    var before = CpuSeconds.of(pids);
    UpProcess.pause(idle);
    var after = CpuSeconds.of(pids);
    var table =
        new Table("idle for " + idle.toSeconds() + " s", "PSS MiB", "RSS MiB", "% of one core");
    var pss = 0.0;
    var rss = 0.0;
    var core = 0.0;
    for (var one : pids.entrySet()) {
      var memory = Memory.of(one.getValue());
      var percent = PERCENT * after.since(before, one.getKey()) / idle.toSeconds();
      pss += memory.proportional() / MIB;
      rss += memory.resident() / MIB;
      core += percent;
      table.row(
          one.getKey(),
          Table.number(memory.proportional() / MIB),
          Table.number(memory.resident() / MIB),
          Table.number(percent));
    }
    table.row("all of it", Table.number(pss), Table.number(rss), Table.number(core));
    table.row(
        "limit", Table.number(MIB_MAX), Table.number(MIB_MAX), Table.number(CORE_PERCENT_MAX));
    table.row(
        "to the limit",
        Table.ratio(pss, MIB_MAX),
        Table.ratio(rss, MIB_MAX),
        Table.ratio(core, CORE_PERCENT_MAX));
    return table.toString();
  }
}
