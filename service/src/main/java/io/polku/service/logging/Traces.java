package io.polku.service.logging;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Failures as a log may have them. Messages of ours name the value that was refused, and those of a
 * database quote the statement, so either may hold what a visitor sent. A log says where something
 * failed and of what kind, and what Kafka, ClickHouse and the machine say about it, without what
 * they quote.
 */
public final class Traces {
  private static final Pattern QUOTED =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"", Pattern.DOTALL);
  private static final int CAUSES_MAX = 20;

  private Traces() {}

  /** A failure whose text is already fit for a log. */
  private static final class Trace extends Exception {
    private static final long serialVersionUID = 1L;

    Trace(String text, @Nullable Throwable cause) {
      super(text, cause, false, true);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** The same failure, with types and places, without values. */
  public static Throwable of(Throwable failure) {
    return of(failure, 0);
  }

  /** A text without what it quotes. */
  public static String unquoted(@Nullable String text) {
    return QUOTED.matcher(String.valueOf(text)).replaceAll("'?'");
  }

  private static Throwable of(Throwable failure, int depth) {
    var cause = failure.getCause();
    var trace =
        new Trace(
            said(failure), cause == null || depth == CAUSES_MAX ? null : of(cause, depth + 1));
    trace.setStackTrace(failure.getStackTrace());
    return trace;
  }

  private static String said(Throwable failure) {
    var type = failure.getClass().getName();
    var tells =
        type.startsWith("org.apache.kafka.")
            || type.startsWith("com.clickhouse.")
            || type.startsWith("java.net.")
            || type.startsWith("java.nio.file.")
            || failure instanceof VirtualMachineError;
    return tells && failure.getMessage() != null
        ? type + ": " + unquoted(failure.getMessage())
        : type;
  }
}
