package io.polku.streams;

import io.polku.service.settings.SettingsException;
import io.polku.streams.history.HistoryService;
import io.polku.streams.sink.SinkService;
import io.polku.streams.sink.SinkSettings;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one of the two services of this module with the settings of the environment. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /**
   * Runs until the process is told to end, or until going on could give wrong figures.
   *
   * @param arguments {@code streams} or {@code sink}
   */
  public static void main(String[] arguments) {
    var role = arguments.length == 1 ? arguments[0] : "";
    try {
      switch (role) {
        case "streams" -> {
          var settings = StreamsSettings.of(System.getenv());
          LOG.info("settings:{}{}", System.lineSeparator(), settings.shown());
          var service = StreamsService.start(settings);
          run(service, service.failed());
        }
        case "sink" -> {
          var settings = SinkSettings.of(System.getenv());
          LOG.info("settings:{}{}", System.lineSeparator(), settings.shown());
          var service = SinkService.start(settings);
          run(service, service.failed());
          var history = HistoryService.start(settings, 0);
          run(history, history.failed());
        }
        default ->
            throw new IllegalStateException("role: '" + role + "' (expected: streams or sink)");
      }
    } catch (SettingsException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(AutoCloseable service, CompletionStage<Void> failed) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(service), "polku-stop"));
    failed.whenComplete((nothing, cause) -> exit());
  }

  /** On a thread of its own: the one that failed must end for the service to close. */
  private static void exit() {
    Thread.ofPlatform().name("polku-exit").start(() -> System.exit(1));
  }

  private static void close(AutoCloseable service) {
    try {
      service.close();
    } catch (Exception e) {
      LOG.error("closing failed", e);
    }
  }
}
