package io.polku.embedded;

import java.io.Serial;

/**
 * A child process could not be started. The first line of the message says why and is fit to be
 * shown to a person by itself; further lines, if any, are the last ones the child logged.
 */
public final class EmbeddedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  EmbeddedException(String message) {
    super(message);
  }

  EmbeddedException(String message, Throwable cause) {
    super(message, cause);
  }
}
