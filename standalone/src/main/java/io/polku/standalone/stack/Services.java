package io.polku.standalone.stack;

import io.polku.ingest.IngestService;
import io.polku.ingest.IngestSettings;
import io.polku.query.QueryService;
import io.polku.query.QuerySettings;
import io.polku.standalone.Refusal;
import io.polku.standalone.terminal.Waiting;
import io.polku.streams.StreamsService;
import io.polku.streams.StreamsSettings;
import io.polku.streams.history.HistoryService;
import io.polku.streams.sink.SinkService;
import io.polku.streams.sink.SinkSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Some or all of Polku's services in this process, against a broker and a store that are there.
 * Thread-safe.
 */
public final class Services implements AutoCloseable {
  /**
   * Longer than Kafka waits for members of a group: ten seconds for those that were killed, two
   * minutes for those that are there and do not answer.
   */
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private static final long POLL_MILLIS = 100;

  /** A service. They are started in this order, from what passes work on to what takes it in. */
  public enum Role {
    SINK,
    HISTORY,
    STREAMS,
    QUERY,
    INGEST;

    /** Its name in commands, messages and health. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A service that runs, with its ports; {@code port} is 0 where it serves no requests. */
  private record Running(AutoCloseable service, int port, int managementPort) {}

  private final ClosingStack started;
  private final Map<Role, Running> running;
  private final CombinedManagement management;

  private Services(
      ClosingStack started, Map<Role, Running> running, CombinedManagement management) {
    this.started = started;
    this.running = running;
    this.management = management;
  }

  /**
   * Starts services and waits until all are ready.
   *
   * @param roles which
   * @param environment their settings; each gets a free management port of its own
   * @param host address that the common management port binds
   * @param managementPort the common one, 0 for a free one
   * @param onFailure told once a service has stopped because going on could give wrong figures
   */
  public static Services start(
      Set<Role> roles,
      Map<String, String> environment,
      String host,
      int managementPort,
      Waiting waiting,
      Consumer<String> onFailure)
      throws InterruptedException {
    var started = new ClosingStack();
    try {
      var own = new HashMap<>(environment);
      own.put("POLKU_MANAGEMENT_PORT", "0");
      var running = new HashMap<Role, Running>();
      // Closed last, so that it says that the others are stopping.
      var management =
          started.add(
              CombinedManagement.start(
                  host,
                  managementPort,
                  roles.stream().map(Role::word).collect(Collectors.toSet())));
      for (var role : new TreeSet<>(roles)) {
        var one =
            waiting.during("starting " + role.word(), () -> start(role, own, started, onFailure));
        running.put(role, one);
        if (role == Role.QUERY) {
          // The intake's, where it runs here too.
          own.putIfAbsent("POLKU_QUERY_URL", local(host, one.port()));
        }
        management.add(role.word(), one.managementPort());
      }
      waiting.during("waiting for the services", () -> awaitReady(management));
      return new Services(started, running, management);
    } catch (RuntimeException | InterruptedException | Error e) {
      started.close();
      throw e;
    }
  }

  private static String local(String host, int port) {
    var any = host.equals("0.0.0.0") || host.equals("::");
    var name = any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return "http://" + name + ":" + port;
  }

  /** Port of a service that runs here and serves requests. */
  public int port(Role role) {
    var one = running.get(role);
    if (one == null) {
      throw new IllegalArgumentException(role.word() + " does not run here");
    }
    return one.port();
  }

  /** Health and metrics of all of them. */
  public CombinedManagement management() {
    return management;
  }

  /** Stops what takes work in before what passes it on. */
  @Override
  public void close() {
    started.close();
  }

  private static Running start(
      Role role,
      Map<String, String> environment,
      ClosingStack started,
      Consumer<String> onFailure) {
    return switch (role) {
      case SINK -> {
        var sink = started.add(SinkService.start(SinkSettings.of(environment)));
        tell(role, sink.failed(), onFailure);
        yield new Running(sink, 0, sink.port());
      }
      case HISTORY -> {
        var history = started.add(HistoryService.start(SinkSettings.of(environment), 0));
        tell(role, history.failed(), onFailure);
        yield new Running(history, 0, history.port());
      }
      case STREAMS -> {
        var streams = started.add(StreamsService.start(StreamsSettings.of(environment)));
        tell(role, streams.failed(), onFailure);
        yield new Running(streams, 0, streams.port());
      }
      case INGEST -> {
        var ingest = started.add(IngestService.start(IngestSettings.of(environment)));
        yield new Running(ingest, ingest.port(), ingest.managementPort());
      }
      case QUERY -> {
        var query = started.add(QueryService.start(QuerySettings.of(environment)));
        yield new Running(query, query.port(), query.managementPort());
      }
    };
  }

  private static void tell(Role role, CompletionStage<Void> failed, Consumer<String> onFailure) {
    var _ =
        failed.whenComplete(
            (_, cause) -> {
              if (cause != null) {
                onFailure.accept(role.word() + " stopped: " + cause.getMessage());
              }
            });
  }

  private static boolean awaitReady(CombinedManagement management) throws InterruptedException {
    var deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!management.ready()) {
      if (System.nanoTime() > deadline) {
        throw new Refusal(
            "not ready within " + READY_WITHIN.toSeconds() + " s: " + management.health());
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
