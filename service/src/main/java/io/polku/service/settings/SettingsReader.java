package io.polku.service.settings;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.polku.contract.erasure.VisitorHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by their environment variable ({@code POLKU_INGEST_PORT}). A YAML file named by
 * {@code POLKU_CONFIG} may hold the same settings in lower case without the prefix ({@code
 * ingest_port: 8090}); the environment wins. Problems are collected, and {@link #finish} reports
 * them all. Not thread-safe.
 */
public final class SettingsReader {
  private static final String PREFIX = "POLKU_";
  private static final String CONFIG = "POLKU_CONFIG";
  private static final int PORT_MAX = 65_535;

  private final Map<String, String> given;
  private final Map<String, String> effective = new LinkedHashMap<>();
  private final List<String> problems;

  private SettingsReader(Map<String, String> given, List<String> problems) {
    this.given = given;
    this.problems = problems;
  }

  /** Reads from these variables, and from the file that {@code POLKU_CONFIG} among them names. */
  public static SettingsReader of(Map<String, String> environment) {
    var problems = new ArrayList<String>();
    var given = new LinkedHashMap<String, String>();
    var file = environment.getOrDefault(CONFIG, "");
    if (!file.isEmpty()) {
      given.putAll(readYaml(Path.of(file), problems));
    }
    given.putAll(environment);
    return new SettingsReader(given, problems);
  }

  /** Any text. */
  public String text(String key, String defaultValue) {
    return kept(key, value(key, defaultValue));
  }

  /** A text that is masked when the effective values are logged. "" when not given. */
  public String secret(String key) {
    var value = value(key, "");
    effective.put(key, value.isEmpty() ? "" : "***");
    return value;
  }

  /**
   * What makes hashes of erased visitors, of {@code POLKU_SECRET}; null where there is no secret.
   */
  public @Nullable VisitorHash visitorHash() {
    var secret = secret("POLKU_SECRET");
    if (secret.isEmpty()) {
      return null;
    }
    if (secret.length() < VisitorHash.SECRET_CHARS_MIN) {
      problem(
          "POLKU_SECRET: too short (expected: at least "
              + VisitorHash.SECRET_CHARS_MIN
              + " characters)");
      return null;
    }
    return VisitorHash.under(secret);
  }

  /** A TCP port; 0 picks a free one. */
  public int port(String key, int defaultValue) {
    return integer(key, defaultValue, 0, PORT_MAX);
  }

  /** A whole number within bounds, both inclusive. */
  public int integer(String key, int defaultValue, int min, int max) {
    var text = kept(key, value(key, Integer.toString(defaultValue)));
    try {
      var number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number out of bounds is.
    }
    problems.add(key + ": " + text + " (expected: a whole number from " + min + " to " + max + ")");
    return defaultValue;
  }

  /** A duration above zero, as ISO 8601 text such as {@code PT2S}. */
  public Duration duration(String key, Duration defaultValue) {
    var text = kept(key, value(key, defaultValue.toString()));
    try {
      var duration = Duration.parse(text);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Reported below, as a duration that is not above zero is.
    }
    problems.add(key + ": " + text + " (expected: an ISO 8601 duration above zero, such as PT2S)");
    return defaultValue;
  }

  /** Adds a problem that only the caller can see. */
  public void problem(String message) {
    problems.add(message);
  }

  /**
   * Ends the reading.
   *
   * @return every key read so far with its effective value, secrets masked, for the log
   * @throws SettingsException with all problems, if there are any
   */
  public Map<String, String> finish() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return Map.copyOf(effective);
  }

  private String value(String key, String defaultValue) {
    var value = given.getOrDefault(key, "");
    return value.isBlank() ? defaultValue : value.strip();
  }

  private String kept(String key, String value) {
    effective.put(key, value);
    return value;
  }

  private static Map<String, String> readYaml(Path file, List<String> problems) {
    var settings = new LinkedHashMap<String, String>();
    if (!Files.isReadable(file)) {
      problems.add(CONFIG + ": " + file + " (expected: a readable YAML file)");
      return settings;
    }
    try {
      var read =
          new YAMLMapper().readValue(file.toFile(), new TypeReference<Map<String, String>>() {});
      read.forEach((name, value) -> settings.put(PREFIX + name.toUpperCase(Locale.ROOT), value));
    } catch (IOException e) {
      problems.add(CONFIG + ": " + file + ": " + e.getMessage() + " (expected: name: value lines)");
    }
    return settings;
  }
}
