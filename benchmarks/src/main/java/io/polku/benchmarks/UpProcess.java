package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import io.polku.standalone.stack.Addresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./polku up} as a user starts it, in processes of its own, on free ports. Not thread-safe.
 */
final class UpProcess implements AutoCloseable {
  /** What opens the API of it. */
  static final String TOKEN = "bench-token-0123456789abcdef0123456789abcdef";

  /** Where {@code ./polku} says that it is. */
  private static final String COMMAND = "polku.command";

  private static final int STOP_SECONDS_MAX = 60;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Process process;
  private final double readySeconds;
  private final Addresses addresses;

  private UpProcess(Process process, double readySeconds, Addresses addresses) {
    this.process = process;
    this.readySeconds = readySeconds;
    this.addresses = addresses;
  }

  /**
   * Returns once it has told its addresses, which it does when all is ready.
   *
   * @param data where it keeps its data
   * @throws Refusal when it ends before
   */
  static UpProcess start(Path data) {
    var builder =
        new ProcessBuilder(
            List.of(
                command().toString(),
                "up",
                "--data",
                data.toString(),
                "--ingest-port",
                "0",
                "--api-port",
                "0",
                "--kafka-port",
                "0",
                "--clickhouse-port",
                "0"));
    builder.environment().put("POLKU_ADMIN_TOKEN", TOKEN);
    builder.redirectErrorStream(true);
    var started = System.nanoTime();
    try {
      var process = builder.start();
      var out = process.inputReader(StandardCharsets.UTF_8);
      awaitReady(process, out);
      var seconds = (System.nanoTime() - started) / NANOS_PER_SECOND;
      Thread.ofVirtual().start(() -> drain(out));
      return new UpProcess(process, seconds, Addresses.read(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command of the clone that this was started from. */
  static Path command() {
    var command = System.getProperty(COMMAND, "");
    if (command.isEmpty()) {
      throw new Refusal(COMMAND + ": not set (expected: started by ./polku bench)");
    }
    return Path.of(command);
  }

  /** From the command to the line that tells its addresses. */
  double readySeconds() {
    return readySeconds;
  }

  Addresses addresses() {
    return addresses;
  }

  /** Ids of its processes by what they are. */
  Map<String, Long> pids() {
    var pids = new LinkedHashMap<String, Long>();
    pids.put(CpuSeconds.SERVICES, process.pid());
    process
        .descendants()
        .forEach(
            child -> {
              var words = words(child.pid());
              if (words.contains("KafkaBrokerMain")) {
                pids.put(CpuSeconds.KAFKA, child.pid());
              } else if (words.contains("ClickHouseEngineMain")) {
                pids.put(CpuSeconds.CLICK_HOUSE, child.pid());
              }
            });
    return pids;
  }

  private static String words(long pid) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // It has ended.
    }
  }

  private static void awaitReady(Process process, BufferedReader out) throws IOException {
    var said = new StringBuilder();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith("health ")) {
        return;
      }
    }
    process.destroy();
    throw new Refusal("./polku up has ended:\n" + said);
  }

  private static void drain(BufferedReader out) {
    try {
      while (out.readLine() != null) {
        // What it says later is in its log too.
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** Ends it in order, as a user does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Waits, unless interrupted. */
  static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
