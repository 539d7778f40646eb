package io.polku.standalone;

import io.polku.service.settings.SettingsException;
import io.polku.service.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where log messages go, and in which format. To be told before the first one: the logging library
 * reads its configuration once.
 */
final class Logs {
  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String FILE = "polku.log";
  private static final String FOLDER = "io/polku/standalone/logging/";

  private Logs() {}

  /** What a line looks like. */
  enum Format {
    /** For people. */
    TEXT(".xml"),
    /** A JSON object a line. */
    JSON("-json.xml");

    private static final String KEY = "POLKU_LOG";

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    /**
     * As {@code POLKU_LOG} says.
     *
     * @throws Refusal when it is something else than one of these, in lower case
     */
    static Format of(Map<String, String> environment) {
      try {
        var settings = SettingsReader.of(environment);
        var word = settings.text(KEY, TEXT.word());
        settings.finish();
        return Arrays.stream(values())
            .filter(one -> one.word().equals(word))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refusal(
                        KEY
                            + ": "
                            + word
                            + " (expected one of: "
                            + Arrays.stream(values())
                                .map(Format::word)
                                .collect(Collectors.joining(", "))
                            + ")"));
      } catch (SettingsException e) {
        throw new Refusal(String.valueOf(e.getMessage()), e);
      }
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Warnings to the console. */
  static void toConsole() {
    System.setProperty(CONFIGURATION, FOLDER + "console.xml");
  }

  /** All of it to the console, as containers like it. */
  static void allToConsole(Format format) {
    System.setProperty(CONFIGURATION, FOLDER + "container" + format.ending);
  }

  /** To a file that is kept small by rotation; the console stays quiet. */
  static void toFile(Path file, Format format) {
    System.setProperty(CONFIGURATION, FOLDER + "file" + format.ending);
    System.setProperty(FILE, file.toString());
  }
}
