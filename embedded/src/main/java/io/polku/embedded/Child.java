package io.polku.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The starter's side of a child JVM. The child's standard input stays open for as long as it should
 * run: its end, which the death of this process brings about too, tells it to stop. Its standard
 * output announces once that it is ready or why it is not; its standard error goes to a file.
 */
final class Child {
  static final String LOGS = "logs";
  static final String CONSOLE_LOG = "console.log";

  /** Prefix of the announcement that it serves; the port follows. */
  static final String READY = "polku-child ready ";

  /** Prefix of the announcement that it cannot; a sentence for a person follows. */
  static final String FAILED = "polku-child failed ";

  /** What keeps a JVM from warning about native code that the children load on purpose. */
  static final List<String> QUIET_FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final long CONSOLE_BYTES_MAX = 1L << 20;

  private final Process process;
  private final Path dataDir;
  private final int port;
  private final Duration startTime;
  private final Duration stopTimeout;

  private Child(Process process, Path dataDir, int port, Duration startTime, Duration stopTimeout) {
    this.process = process;
    this.dataDir = dataDir;
    this.port = port;
    this.startTime = startTime;
    this.stopTimeout = stopTimeout;
  }

  /**
   * Starts the command and waits until it announces that it is ready.
   *
   * @param name what to call it in messages
   * @param secrets environment variables of the child, for what must not stand among its arguments,
   *     which everybody on the machine may read
   * @param log file in the logs directory whose last lines explain a failed start
   */
  static Child start(
      String name,
      Path dataDir,
      List<String> command,
      Map<String, String> secrets,
      String log,
      Duration startTimeout,
      Duration stopTimeout) {
    long started = System.nanoTime();
    Process process;
    LogTail tail;
    try {
      Path logs = Files.createDirectories(dataDir.resolve(LOGS));
      Path console = logs.resolve(CONSOLE_LOG);
      keepSmall(console);
      tail = LogTail.from(console, logs.resolve(log));
      ProcessBuilder builder = new ProcessBuilder(command).directory(dataDir.toFile());
      builder.redirectError(ProcessBuilder.Redirect.appendTo(console.toFile()));
      // Options meant for the starter, an agent say, are not the child's.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      builder.environment().put("TZ", "UTC");
      builder.environment().putAll(secrets);
      process = builder.start();
    } catch (IOException e) {
      throw new EmbeddedException(name + ": cannot start in " + dataDir + ": " + e.getMessage(), e);
    }
    boolean running = false;
    try {
      String said = firstAnnouncement(process).get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
      if (said.startsWith(FAILED)) {
        throw new EmbeddedException(name + ": " + said.substring(FAILED.length()));
      }
      if (!said.startsWith(READY)) {
        throw new EmbeddedException(
            name + ": ended with exit code " + process.waitFor() + " while starting" + tail.read());
      }
      running = true;
      return new Child(
          process,
          dataDir,
          Integer.parseInt(said.substring(READY.length())),
          Duration.ofNanos(System.nanoTime() - started),
          stopTimeout);
    } catch (TimeoutException e) {
      throw new EmbeddedException(
          name + ": no answer within " + startTimeout.toMillis() + " ms" + tail.read(), e);
    } catch (ExecutionException e) {
      throw new EmbeddedException(name + ": its output cannot be read" + tail.read(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException(name + ": interrupted while starting", e);
    } finally {
      if (!running) {
        process.destroyForcibly();
      }
    }
  }

  /** The executable of the JVM that runs this. */
  static String javaExecutable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * The class path of the JVM that runs this, each entry absolute: the child works in another
   * directory.
   */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The class path entry that a class was loaded from. */
  static String codeSource(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  Path dataDir() {
    return dataDir;
  }

  Duration startTime() {
    return startTime;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone already, or about to be killed.
    }
    try {
      if (!process.waitFor(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Completes with the first announcement, or with "" when the output ends without one. */
  private static CompletableFuture<String> firstAnnouncement(Process process) {
    CompletableFuture<String> announced = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("polku-child-" + process.pid())
        .start(
            () -> {
              // Reads on after the announcement, so that a full pipe never blocks the child.
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (line.startsWith(READY) || line.startsWith(FAILED)) {
                    announced.complete(line);
                  }
                }
                announced.complete("");
              } catch (IOException e) {
                announced.completeExceptionally(new UncheckedIOException(e));
              }
            });
    return announced;
  }

  private static void keepSmall(Path console) throws IOException {
    File file = console.toFile();
    if (file.length() > CONSOLE_BYTES_MAX) {
      Files.move(
          console, console.resolveSibling(CONSOLE_LOG + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
