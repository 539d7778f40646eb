package io.polku.query;

import io.polku.service.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the query API with the settings of the environment. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** Runs until the process is told to end. */
  public static void main(String[] arguments) {
    try {
      var settings = QuerySettings.of(System.getenv());
      LOG.info("settings:{}{}", System.lineSeparator(), settings.shown());
      var service = QueryService.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "polku-query-stop"));
      LOG.info("listening on {}:{}", settings.host(), service.port());
    } catch (SettingsException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
