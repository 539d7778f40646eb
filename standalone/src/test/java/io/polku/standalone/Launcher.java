package io.polku.standalone;

import static org.awaitility.Awaitility.await;

import io.polku.standalone.stack.Addresses;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line in a process of its own, as people run it. */
final class Launcher implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofMinutes(7);

  private final Process process;
  private final Path output;

  private Launcher(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a command; its output goes to a file in the folder. */
  static Launcher start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Polku.class.getName()));
    command.addAll(Arrays.asList(arguments));
    var output = Files.createTempFile(folder, "polku-", ".out");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().keySet().removeIf(name -> name.startsWith("POLKU_"));
    builder.environment().putAll(environment);
    return new Launcher(builder.start(), output);
  }

  /** Starts {@code up} on free ports and waits until it is there. */
  static Launcher up(Path folder, Path dataDir, Map<String, String> environment)
      throws IOException {
    var up =
        start(
            folder,
            environment,
            "up",
            "--data",
            dataDir.toString(),
            "--ingest-port=0",
            "--api-port=0",
            "--kafka-port=0",
            "--clickhouse-port=0");
    await()
        .atMost(WITHIN)
        .until(() -> up.said().contains("Ctrl-C stops everything") || !up.process.isAlive());
    if (!up.process.isAlive()) {
      throw new AssertionError("up ended: " + up.said());
    }
    return up;
  }

  Addresses addresses(Path dataDir) {
    return Addresses.read(dataDir);
  }

  /** Everything it has said so far. */
  String said() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + said());
    }
    return process.exitValue();
  }

  /** Asks it to end, as Ctrl-C and a service manager do. */
  void terminate() {
    process.destroy();
  }

  /** Its own process, and broker and store. */
  List<Long> processes() {
    return Stream.concat(Stream.of(process.pid()), process.descendants().map(ProcessHandle::pid))
        .toList();
  }

  /** Broker and store. */
  List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** Stops the broker where it is, with its connections open. */
  void suspendKafka() throws IOException, InterruptedException {
    var broker = 0L;
    for (var child : children()) {
      var command = Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"));
      broker = command.contains("KafkaBrokerMain") ? child.pid() : broker;
    }
    var stop = new ProcessBuilder("kill", "-STOP", Long.toString(broker)).start();
    if (stop.waitFor() != 0) {
      throw new AssertionError("the broker cannot be stopped");
    }
  }

  /** {@code kill -9} of the launcher and all its children at once. */
  void kill() throws InterruptedException {
    var children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
