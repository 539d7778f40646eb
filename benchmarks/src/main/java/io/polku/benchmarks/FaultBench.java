package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Kills everything, one after the other, under a steady load, and then compares every figure with
 * an oracle that saw what was accepted. All chance follows from a seed that is printed.
 */
final class FaultBench {
  private static final Duration READY_WITHIN = Duration.ofMinutes(5);
  private static final Duration REPAIRED_WITHIN = Duration.ofMinutes(10);
  private static final Duration DISK_FULL = Duration.ofSeconds(8);
  private static final Duration AWAY = Duration.ofSeconds(20);

  /** Short, so that most of what is held back comes too late for it. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int PAUSE_MILLIS_MIN = 1_000;
  private static final int PAUSE_MILLIS_MAX = 5_000;
  private static final int POLL_MILLIS = 200;
  private static final int DIFFERENCES_SHOWN = 20;
  private static final double NANOS_PER_SECOND = 1e9;

  /** More than any disk has: ClickHouse then answers as it does when its disk is full. */
  private static final String FREE_BYTES_NEVER_THERE = "1000000000000000000";

  private final Terminal terminal;
  private final int brokers;
  private final int kills;
  private final int rate;
  private final Random random;
  private final long seed;
  private final long startedNanos = System.nanoTime();

  /** Something that goes wrong, in words and in deed. */
  private record Fault(String what, Deed deed) {}

  private interface Deed {
    void commit() throws InterruptedException;
  }

  /**
   * A campaign.
   *
   * @param brokers how many; of more than one, each is also away for a while and cut off for a
   *     while
   * @param kills how many; clock jumps, a full disk, taking away one of two, and new funnels come
   *     on top
   * @param rate events a second
   */
  FaultBench(Terminal terminal, int brokers, int kills, int rate, long seed) {
    this.terminal = terminal;
    this.brokers = brokers;
    this.kills = kills;
    this.rate = rate;
    this.random = new Random(seed);
    this.seed = seed;
  }

  /** Whether nothing was lost, nothing doubled, and every figure is right. */
  boolean run() throws InterruptedException {
    terminal.say(
        "seed %d, %d brokers, %d kills, %d events a second".formatted(seed, brokers, kills, rate));
    try (var stack = FaultStack.start(brokers, READY_WITHIN)) {
      terminal.say("ready; logs are in " + stack.logs() + ", and stay there if it fails");
      var site = Site.make(stack.api(), "shop", GRACE);
      try (var load = FaultLoad.start(stack.ingestUrl(), site, rate, seed)) {
        var table = new Table("fault", "at s", "ready after s", "behind then", "caught up after s");
        var number = 0;
        for (var fault : faults(stack, load, site)) {
          number++;
          Thread.sleep(random.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX));
          terminal.say(number + ": " + fault.what());
          row(table, number, fault, stack, site, load);
        }
        terminal.say("");
        terminal.say(table.toString());
        var accepted = load.finish();
        site.awaitStored(accepted.size());
        var result = new FaultOracle(stack, site, accepted).compare();
        say(result, accepted.size(), stack.startedAgain());
        if (result.isRight()) {
          stack.forget();
        }
        return result.isRight();
      }
    }
  }

  private void row(
      Table table, int number, Fault fault, FaultStack stack, Site site, FaultLoad load)
      throws InterruptedException {
    var at = System.nanoTime();
    fault.deed().commit();
    var deadline = System.nanoTime() + REPAIRED_WITHIN.toNanos();
    while (!stack.ready()) {
      await(deadline, fault);
    }
    var ready = System.nanoTime();
    var target = load.accepted();
    var stored = stored(site);
    var behind = stored < 0 ? "?" : Long.toString(Math.max(0, target - stored));
    while (stored < target) {
      await(deadline, fault);
      stored = stored(site);
    }
    table.row(
        number + " " + fault.what(),
        seconds(startedNanos, at),
        seconds(at, ready),
        behind,
        seconds(at, System.nanoTime()));
  }

  /** Kills in random order, each part at least once where there are enough of them. */
  private List<Fault> faults(FaultStack stack, FaultLoad load, Site site) {
    var parts = new ArrayList<FaultStack.Part>();
    while (parts.size() < kills) {
      var round = new ArrayList<>(Arrays.asList(FaultStack.Part.values()));
      Collections.shuffle(round, random);
      parts.addAll(round);
    }
    var faults = new ArrayList<Fault>();
    for (var part : parts.subList(0, kills)) {
      var which = random.nextInt(Integer.MAX_VALUE);
      faults.add(
          new Fault(
              "kill -9 " + part.name().toLowerCase(Locale.ROOT), () -> stack.crash(part, which)));
    }
    faults.add(
        random.nextInt(faults.size() + 1),
        new Fault("senders' clock 90 min ahead", () -> load.jumpClock(Duration.ofMinutes(90))));
    faults.add(
        random.nextInt(faults.size() + 1),
        new Fault("ClickHouse's disk full for " + DISK_FULL.toSeconds() + " s", () -> fill(stack)));
    for (var part : List.of(FaultStack.Part.STREAMS, FaultStack.Part.SINK)) {
      var which = random.nextInt(Integer.MAX_VALUE);
      faults.add(
          random.nextInt(faults.size() + 1),
          new Fault(
              "one of two "
                  + part.name().toLowerCase(Locale.ROOT)
                  + " away for "
                  + AWAY.toSeconds()
                  + " s",
              () -> stack.takeAway(part, which, AWAY)));
    }
    for (var broker = 0; brokers > 1 && broker < brokers; broker++) {
      var which = broker;
      var name = "broker " + (broker + 1) + " of " + brokers;
      faults.add(
          random.nextInt(faults.size() + 1),
          new Fault(
              name + " away for " + AWAY.toSeconds() + " s",
              () -> stack.takeBrokerAway(which, AWAY)));
      faults.add(
          random.nextInt(faults.size() + 1),
          new Fault(
              name + " cut off for " + AWAY.toSeconds() + " s",
              () -> stack.cutBrokerOff(which, AWAY)));
    }
    faults.add(faults.size() / 2, new Fault("funnels defined", () -> define(site)));
    faults.add(
        new Fault("senders' clock 2 days behind", () -> load.jumpClock(Duration.ofDays(-2))));
    return faults;
  }

  private static void define(Site site) throws InterruptedException {
    for (var funnel : Funnels.withOptions().entrySet()) {
      var _ = site.api().put(site.path("/funnels/" + funnel.getKey()), funnel.getValue());
    }
  }

  private static void fill(FaultStack stack) throws InterruptedException {
    for (var table : List.of("events", "sessions", "funnel_facts")) {
      stack.clickHouse(
          "ALTER TABLE "
              + table
              + " MODIFY SETTING min_free_disk_bytes_to_perform_insert = "
              + FREE_BYTES_NEVER_THERE);
    }
    Thread.sleep(DISK_FULL);
    for (var table : List.of("events", "sessions", "funnel_facts")) {
      stack.clickHouse(
          "ALTER TABLE " + table + " RESET SETTING min_free_disk_bytes_to_perform_insert");
    }
  }

  /** How many events can be queried; -1 while nobody can say. */
  private static long stored(Site site) throws InterruptedException {
    try {
      return site.api().get(site.path("/quality")).path("stored").asLong();
    } catch (Refusal e) {
      return -1;
    }
  }

  private static void await(long deadline, Fault fault) throws InterruptedException {
    if (System.nanoTime() > deadline) {
      throw new Refusal(
          fault.what() + ": not repaired within " + REPAIRED_WITHIN.toSeconds() + " s");
    }
    Thread.sleep(POLL_MILLIS);
  }

  private void say(FaultOracle.Result result, long accepted, int startedAgain) {
    terminal.say(
        new Table("at the end", "")
            .row("events accepted (202)", Long.toString(accepted))
            .row("rows of events stored", Long.toString(result.stored()))
            .row("lost", Long.toString(result.lost()))
            .row("doubled", Long.toString(result.doubled()))
            .row("figures compared with the oracle", Integer.toString(result.figures()))
            .row("of them different", Integer.toString(result.differences().size()))
            .row("events that came late", Long.toString(result.late()))
            .row("services that ended by themselves", Integer.toString(startedAgain))
            .toString());
    result.differences().stream().limit(DIFFERENCES_SHOWN).forEach(terminal::warn);
  }

  private static String seconds(long from, long to) {
    return Table.number((to - from) / NANOS_PER_SECOND);
  }
}
