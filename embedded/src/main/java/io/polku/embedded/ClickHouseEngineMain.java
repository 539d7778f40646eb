package io.polku.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The child process that {@link ClickHouseProcess} starts. Arguments: data directory, starter's
 * process id, port or 0, library, database, memory in bytes, then profile settings as {@code
 * name=value}. Uses nothing but the JDK, so that its class path is this module alone.
 */
final class ClickHouseEngineMain implements ChildLife.Service {
  private static final int PING_TIMEOUT_MILLIS = 2_000;
  private static final long PING_EVERY_MILLIS = 20;

  private final Path dataDir;
  private final Path library;
  private final String database;
  private final ClickHouseConfig config;
  private volatile @Nullable ClickHouseEngine engine;

  private ClickHouseEngineMain(
      Path dataDir, Path library, String database, ClickHouseConfig config) {
    this.dataDir = dataDir;
    this.library = library;
    this.database = database;
    this.config = config;
  }

  public static void main(String[] args) {
    Path dataDir = Path.of(args[0]);
    Map<String, String> profile = new TreeMap<>();
    for (String setting : Arrays.asList(args).subList(6, args.length)) {
      int equals = setting.indexOf('=');
      profile.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    ClickHouseConfig config =
        new ClickHouseConfig(
            dataDir,
            Long.parseLong(args[5]),
            Runtime.getRuntime().availableProcessors(),
            profile,
            System.getenv().getOrDefault(ClickHouseConfig.PASSWORD_SHA256, ""));
    ChildLife.run(
        dataDir,
        Long.parseLong(args[1]),
        Integer.parseInt(args[2]),
        new ClickHouseEngineMain(dataDir, Path.of(args[3]), args[4], config));
  }

  @Override
  public void serve(int port, IntConsumer ready) throws Exception {
    Path configFile = config.write();
    ClickHouseEngine loaded = ClickHouseEngine.load(library);
    engine = loaded;
    Thread.ofPlatform()
        .daemon()
        .name("polku-ping")
        .start(
            () -> {
              awaitPing(port);
              // The engine takes over the interrupt signal when it starts.
              Signals.ignoreTerminal();
              ready.accept(port);
            });
    var error =
        loaded.run(
            List.of(
                "--config-file=" + configFile,
                "--path=" + Files.createDirectories(dataDir.resolve("data")),
                "--listen_host=" + Ports.HOST,
                "--http_port=" + port,
                "--log-level=information"),
            List.of(
                "CREATE DATABASE IF NOT EXISTS " + database + " ENGINE = Atomic",
                "SYSTEM START LISTEN HTTP"));
    if (error.isPresent()) {
      throw new IllegalStateException(error.get());
    }
  }

  @Override
  public void stop() {
    @Nullable ClickHouseEngine running = engine;
    if (running != null) {
      running.stop();
    }
  }

  private static void awaitPing(int port) {
    while (!ping(port)) {
      try {
        Thread.sleep(PING_EVERY_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Over a bare socket: an HTTP client would cost this small JVM megabytes. */
  private static boolean ping(int port) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PING_TIMEOUT_MILLIS);
      socket.connect(Ports.address(port), PING_TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("GET /ping HTTP/1.1\r\nHost: " + Ports.HOST + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      in.readAllBytes();
      return status.endsWith(" 200");
    } catch (IOException e) {
      return false;
    }
  }
}
