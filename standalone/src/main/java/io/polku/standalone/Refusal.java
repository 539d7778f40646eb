package io.polku.standalone;

import java.io.Serial;

/**
 * The command cannot do what was asked. The message is one line fit for people: the value and what
 * was expected. Printed without a stack trace; the exit code is not 0.
 */
public final class Refusal extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A refusal with nothing behind it that would help anybody. */
  public Refusal(String message) {
    super(message);
  }

  /** A refusal caused by something; only the message is shown. */
  public Refusal(String message, Throwable cause) {
    super(message, cause);
  }
}
