package io.polku.benchmarks;

import io.polku.standalone.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of Polku's services in a process of its own, as in production, so that it can be killed. It
 * ends with whoever started it, whatever ends that. Not thread-safe.
 */
final class ServiceProcess implements AutoCloseable {
  private static final Duration HEALTH_WITHIN = Duration.ofSeconds(2);
  private static final int OK = 200;
  private static final int STOP_SECONDS_MAX = 30;

  /** Starts soon and takes little room, for services that are killed often. */
  private static final List<String> SMALL =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Role role;
  private final List<String> machine;
  private final Map<String, String> environment;
  private final int managementPort;
  private final Path log;
  private @Nullable Process process;
  private int startedAgain;

  /** What it is. */
  enum Role {
    SINK,
    STREAMS,
    INGEST,
    QUERY,
    /** No service: an HTTP server without work. */
    NOTHING
  }

  /**
   * A service that does not run yet.
   *
   * @param environment all its settings but the management port
   * @param log what it prints, appended
   */
  ServiceProcess(Role role, Map<String, String> environment, int managementPort, Path log) {
    this(role, environment, managementPort, log, SMALL);
  }

  /**
   * The same in a machine of one's own.
   *
   * @param machine options of its Java
   */
  ServiceProcess(
      Role role,
      Map<String, String> environment,
      int managementPort,
      Path log,
      List<String> machine) {
    this.role = role;
    this.machine = List.copyOf(machine);
    this.environment = Map.copyOf(environment);
    this.managementPort = managementPort;
    this.log = log;
  }

  /** Starts it and returns at once. */
  void start() {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(machine);
    words.addAll(
        List.of(
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path", ""),
            ServiceProcess.class.getName(),
            role.name()));
    var command = new ProcessBuilder(words);
    command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    command.environment().keySet().removeIf(name -> name.startsWith("POLKU_"));
    command.environment().putAll(environment);
    command.environment().put("POLKU_MANAGEMENT_PORT", Integer.toString(managementPort));
    try {
      process = command.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Its process id.
   *
   * @throws IllegalStateException when it was not started
   */
  long pid() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process.pid();
  }

  /** Ends it as a crash does. */
  void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly();
      var _ = process.waitFor();
    }
  }

  /** Starts it where it has ended by itself, as whatever runs services in production does. */
  void ensureRunning() {
    if (process == null || !process.isAlive()) {
      startedAgain++;
      start();
    }
  }

  /** How often it had ended by itself. */
  int startedAgain() {
    return startedAgain;
  }

  /** Whether it says that it is ready. */
  boolean ready(HttpClient http) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health"))
            .timeout(HEALTH_WITHIN)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The other process: the service's own main, ended when standard input ends. */
  public static void main(String[] args) {
    Thread.ofPlatform().daemon().name("starter-watch").start(ServiceProcess::endWithStarter);
    var name = args[0];
    switch (Role.valueOf(name)) {
      case SINK, STREAMS ->
          io.polku.streams.Main.main(new String[] {name.toLowerCase(Locale.ROOT)});
      case INGEST -> io.polku.ingest.Main.main(new String[0]);
      case QUERY -> io.polku.query.Main.main(new String[0]);
      case NOTHING -> NothingServer.main(new String[0]);
    }
  }

  private static void endWithStarter() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever written; only the end matters.
      }
    } catch (IOException e) {
      throw new Refusal("standard input cannot be read", e);
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }
}
