package io.polku.standalone.replay;

import java.io.Serial;

/** A row that cannot become an event; the message says which value and what was expected. */
final class BadRowException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadRowException(String message) {
    super(message);
  }
}
