package io.polku.standalone;

import java.nio.file.Path;

/**
 * Where log messages go. To be told before the first one: the logging library reads its
 * configuration once.
 */
final class Logs {
  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String FILE = "polku.log";
  private static final String FOLDER = "io/polku/standalone/logging/";

  private Logs() {}

  /** Warnings to the console. */
  static void toConsole() {
    System.setProperty(CONFIGURATION, FOLDER + "console.xml");
  }

  /** All of it to the console, as containers like it. */
  static void allToConsole() {
    System.setProperty(CONFIGURATION, FOLDER + "container.xml");
  }

  /** To a file that is kept small by rotation; the console stays quiet. */
  static void toFile(Path file) {
    System.setProperty(CONFIGURATION, FOLDER + "file.xml");
    System.setProperty(FILE, file.toString());
  }
}
