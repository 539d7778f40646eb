package io.polku.service.settings;

import java.util.List;

/** Settings that cannot be used: every problem found, one a line. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** All problems, none left out. */
  public SettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
