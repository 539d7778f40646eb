package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Terminal;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./polku bench}: measures, and prints tables with ratios. */
@Command(
    name = "bench",
    description = "Measures what Polku costs on this machine.",
    mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
  private static final int EVENTS_MIN = 1_000;
  private static final int EVENTS_MAX = 5_000_000;
  private static final int EVENTS = 300_000;
  private static final int QUERY_EVENTS = 2_000_000;
  private static final int QUERY_EVENTS_FULL = 20_000_000;
  private static final int QUERY_EVENTS_MAX = 100_000_000;
  private static final int STREAMS_EVENTS = 300_000;
  private static final int STREAMS_EVENTS_FULL = 1_000_000;
  private static final int STREAMS_ROUNDS = 3;
  private static final int STREAMS_ROUNDS_FULL = 5;
  private static final int RATE_MIN = 20;
  private static final int RATE_MAX = 5_000;
  private static final int RATE = 500;
  private static final int MINUTES_MAX = 24 * 60;
  private static final int SECONDS_MAX = 3_600;
  private static final int KILLS = 10;
  private static final int KILLS_FULL = 50;
  private static final int KILLS_MAX = 1_000;
  private static final int BROKERS_MAX = 5;
  private static final int RUNS_MAX = 10_000;

  private final Terminal terminal;

  /** What can be measured. */
  enum Name {
    /** The visitor engine and JSON alone, on one thread. */
    ENGINE,
    /** The streams and the sink, beside plain Kafka Streams and plain inserts. */
    STREAMS,
    /** The intake alone, beside an HTTP server without work and a Kafka producer. */
    INGEST,
    /** The whole stack under full load. */
    PIPELINE,
    /** From the request to the report under a steady load. */
    LATENCY,
    /** Everything is killed under a steady load, and every figure compared with an oracle. */
    FAULTS,
    /** Funnel reports beside other products' SQL over the same events. */
    QUERY,
    /** Dashboards that ask again and again. */
    POLL,
    /** What is found on shops with and without faults. */
    FINDINGS,
    /** What it takes to start, and while nobody uses it. */
    IDLE,
    /** The whole stack under a steady load, and whether anything grows. */
    SOAK,
    /** All of them but faults, query, findings, idle and soak. */
    ALL
  }

  @Parameters(
      paramLabel = "NAME",
      description = {
        "engine: the visitor engine and JSON alone, on one thread.",
        "streams: the streams and the sink, beside plain Kafka Streams and plain inserts.",
        "ingest: the intake alone, beside an HTTP server without work and a Kafka producer.",
        "pipeline: the whole stack under full load, and the raw Kafka producer beside it.",
        "latency: from the request to the report under a steady load.",
        "faults: kills everything under a steady load and compares every figure with an oracle.",
        "query: funnel reports beside other products' SQL over the same events.",
        "poll: dashboards that ask for the same every few seconds.",
        "findings: what is found on shops with planted faults, and on shops without.",
        "idle: ./polku up until it is ready, and what it takes while nobody uses it.",
        "soak: the whole stack under a steady load, and whether anything grows.",
        "all: all of them but faults, query, findings, idle and soak, in this order."
      })
  private Name name = Name.ALL;

  @Option(
      names = "--events",
      paramLabel = "N",
      description =
          "Events of engine, pipeline and, to 300,000, streams (default: 300,000), or of query"
              + " (default: 2,000,000).")
  private @Nullable Integer events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Events a second of faults, and of others while latency is measured (default: 500), or of"
              + " soak (default: half of what is measured first).")
  private @Nullable Integer rate;

  @Option(
      names = "--minutes",
      defaultValue = "20",
      paramLabel = "N",
      description = "How long soak takes (${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "How long idle looks (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where soak writes its samples and plots (default: nowhere).")
  private @Nullable Path out;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "How often faults kills something (default: 10).")
  private int kills = KILLS;

  @Option(
      names = "--brokers",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Brokers of faults (default: ${DEFAULT-VALUE}); of three, each is also away and cut off"
              + " for a while.")
  private int brokers;

  @Option(
      names = "--runs",
      defaultValue = "100",
      paramLabel = "N",
      description = "Shops without faults of findings (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--full",
      description =
          "Faults kills 50 times; streams takes a million events and more rounds; query takes 20"
              + " million events.")
  private boolean full;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "What the chance of faults follows from; of findings the first (default:"
              + " ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Bench(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Measures, and ends the process with 0, 1 if it failed, 2 if the command line is wrong. */
  public static void main(String[] args) {
    quiet();
    System.exit(commandLine(Terminal.system()).execute(args));
  }

  /** Warnings alone, to the console. To be told before the first message. */
  static void quiet() {
    System.setProperty("logback.configurationFile", "io/polku/standalone/logging/console.xml");
  }

  /** The command, not yet executed. */
  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new Bench(terminal))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, line, _) -> {
              if (!(e instanceof Refusal)) {
                throw e;
              }
              terminal.warn("polku: " + e.getMessage());
              return line.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  @Override
  public Integer call() throws InterruptedException {
    var events = events();
    require("--events", events, EVENTS_MIN, name == Name.QUERY ? QUERY_EVENTS_MAX : EVENTS_MAX);
    var rate = this.rate == null ? RATE : this.rate;
    require("--minutes", minutes, 1, MINUTES_MAX);
    require("--seconds", seconds, 1, SECONDS_MAX);
    require("--rate", rate, RATE_MIN, RATE_MAX);
    require("--kills", kills, 1, KILLS_MAX);
    require("--brokers", brokers, 1, BROKERS_MAX);
    require("--runs", runs, 1, RUNS_MAX);
    if (name == Name.FAULTS) {
      begin("faults");
      return new FaultBench(terminal, brokers, full ? KILLS_FULL : kills, rate, seed).run() ? 0 : 1;
    }
    if (name == Name.IDLE) {
      begin("idle");
      new IdleBench(terminal, Duration.ofSeconds(seconds)).run();
      return 0;
    }
    if (name == Name.SOAK) {
      begin("soak, " + minutes + " minutes");
      new SoakBench(terminal, Duration.ofMinutes(minutes), this.rate, out).run();
      return 0;
    }
    if (name == Name.FINDINGS) {
      begin("findings, " + runs + " shops without faults");
      return new FindingBench(terminal, runs, seed).run() ? 0 : 1;
    }
    if (name == Name.QUERY) {
      begin("query, " + events + " events");
      new QueryBench(terminal, events).run();
      return 0;
    }
    if (name == Name.ENGINE || name == Name.ALL) {
      begin("engine, " + events + " events");
      new EngineBench(terminal, events).run();
    }
    if (name == Name.STREAMS || name == Name.ALL) {
      var size = full ? STREAMS_EVENTS_FULL : Math.min(events, STREAMS_EVENTS);
      begin("streams, " + size + " events");
      new StreamsBench(terminal, size, full ? STREAMS_ROUNDS_FULL : STREAMS_ROUNDS).run();
    }
    if (name == Name.INGEST || name == Name.ALL) {
      begin("ingest");
      new IngestBench(terminal).run();
    }
    if (name == Name.PIPELINE || name == Name.LATENCY || name == Name.POLL || name == Name.ALL) {
      stack(events, rate);
    }
    return 0;
  }

  private int events() {
    if (events != null) {
      return events;
    }
    return name == Name.QUERY ? full ? QUERY_EVENTS_FULL : QUERY_EVENTS : EVENTS;
  }

  private void stack(int events, int rate) throws InterruptedException {
    try (var stack = BenchStack.start(terminal)) {
      if (name == Name.PIPELINE || name == Name.ALL) {
        begin("pipeline, " + events + " events");
        new PipelineBench(terminal, stack, events).run();
      }
      if (name == Name.LATENCY || name == Name.ALL) {
        begin("latency, " + rate + " events a second");
        new LatencyBench(terminal, stack, rate).run();
      }
      if (name == Name.POLL || name == Name.ALL) {
        begin("poll");
        new PollBench(terminal, stack).run();
      }
    }
  }

  /** The load says how far the figures can be trusted. */
  private void begin(String what) {
    var os = ManagementFactory.getOperatingSystemMXBean();
    terminal.say(
        String.format(
            Locale.ROOT,
            "%s (%d processors, load average %.1f before, Java %s)%n",
            what,
            os.getAvailableProcessors(),
            os.getSystemLoadAverage(),
            Runtime.version().feature()));
  }

  private void require(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + value + " (expected: " + min + " to " + max + ")");
    }
  }
}
