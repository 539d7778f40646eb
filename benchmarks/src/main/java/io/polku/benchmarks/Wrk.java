package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The load generator wrk (Debian: {@code wrk}), with one thread: requests from a file, one after
 * another over so many connections, each as soon as the one before it was answered or after a
 * pause.
 */
final class Wrk {
  private static final String SCRIPT =
      """
      local requests = {}
      local at = 0
      local pause = 0
      function init(args)
        local file = io.open(args[1], "rb")
        local all = file:read("*a")
        file:close()
        local from = 1
        while true do
          local to = string.find(all, "\\n--\\n", from, true)
          if not to then break end
          requests[#requests + 1] = string.sub(all, from, to - 1)
          from = to + 4
        end
        pause = tonumber(args[2])
        at = math.random(#requests)
      end
      function request()
        at = at % #requests + 1
        return requests[at]
      end
      -- delay
      function done(summary, latency, all)
        local errors = summary.errors
        io.write(string.format("polku %d %d %d %d %d\\n", summary.requests, summary.duration,
          errors.connect + errors.read + errors.write + errors.status + errors.timeout,
          latency:percentile(50), latency:percentile(99)))
      end
      """;

  /** Pauses of random length, so that requests come at random times. */
  private static final String DELAY =
      "function delay() return math.floor(-pause * math.log(1 - math.random()) + 0.5) end";

  private static final String MARK = "polku ";
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double MICROS_PER_MILLI = 1e3;
  private static final int MORE_SECONDS = 30;

  private final Path folder;

  /**
   * What came of a run.
   *
   * @param requests answered
   * @param errors those not answered with 2xx, and connections that failed
   * @param perSecond requests
   * @param p50Millis from a request's beginning to the end of its answer
   */
  record Load(long requests, long errors, double perSecond, double p50Millis, double p99Millis) {}

  /** For scripts in a folder. */
  Wrk(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes sure that it is there: installs the Debian package where that is possible.
   *
   * @throws Refusal when it is not there and cannot be installed
   */
  static void require() throws InterruptedException {
    if (runs("wrk", "-v")) {
      return;
    }
    var _ = runs("apt-get", "install", "-y", "-q", "wrk");
    if (!runs("wrk", "-v")) {
      throw new Refusal(
          "wrk: not found (expected: the load generator, for example apt install wrk)");
    }
  }

  /** Writes requests where {@link #run} finds them. */
  Path write(String name, List<String> requests) {
    try {
      return Files.writeString(
          folder.resolve(name + ".http"), String.join("\n--\n", requests) + "\n--\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs it.
   *
   * @param pauseMillis average pause of a connection before a request; 0 for none
   */
  Load run(int port, Path requests, int connections, int seconds, double pauseMillis)
      throws InterruptedException {
    try {
      var script =
          Files.writeString(
              folder.resolve("wrk.lua"), SCRIPT.replace("-- delay", pauseMillis > 0 ? DELAY : ""));
      var command =
          List.of(
              "wrk",
              "-t1",
              "-c" + connections,
              "-d" + seconds + "s",
              "--timeout=10s",
              "--latency",
              "-s" + script,
              "http://127.0.0.1:" + port,
              "--",
              requests.toString(),
              Double.toString(pauseMillis));
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new ArrayList<String>();
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        lines.lines().forEach(said::add);
      }
      if (!process.waitFor(seconds + MORE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return said.stream()
          .filter(line -> line.startsWith(MARK))
          .findFirst()
          .map(line -> load(line.substring(MARK.length()).split(" ")))
          .orElseThrow(() -> new Refusal("wrk: " + String.join(" / ", said)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Load load(String... figures) {
    var requests = Long.parseLong(figures[0]);
    return new Load(
        requests,
        Long.parseLong(figures[2]),
        requests / (Long.parseLong(figures[1]) / MICROS_PER_SECOND),
        Long.parseLong(figures[3]) / MICROS_PER_MILLI,
        Long.parseLong(figures[4]) / MICROS_PER_MILLI);
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      var _ = process.waitFor();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
