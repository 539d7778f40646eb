package io.polku.standalone.terminal;

import java.io.PrintStream;

/**
 * Where messages go. Results go to {@code out}; what is only of interest while it lasts goes to
 * {@code err}, and is overwritten in place on a terminal. Thread-safe.
 */
public final class Terminal {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private boolean passing;

  /** A terminal over two streams. */
  public Terminal(PrintStream out, PrintStream err, boolean interactive) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
  }

  /** This process's own. */
  @SuppressWarnings("SystemConsoleNull") // Since Java 25 it is null again without a terminal.
  public static Terminal system() {
    var console = System.console();
    return new Terminal(System.out, System.err, console != null && console.isTerminal());
  }

  /** Whether a person watches, so that a line may be overwritten. */
  public boolean interactive() {
    return interactive;
  }

  /** A line that stays. */
  public synchronized void say(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /** A line about something wrong. */
  public synchronized void warn(String line) {
    clear();
    err.println(line);
    err.flush();
  }

  /** A line that the next one replaces; without a terminal a plain line. */
  public synchronized void pass(String line) {
    if (!interactive) {
      err.println(line);
    } else {
      err.print(CLEAR_LINE + line);
      passing = true;
    }
    err.flush();
  }

  /** Takes away the passing line. */
  public synchronized void clear() {
    if (passing) {
      err.print(CLEAR_LINE);
      err.flush();
      passing = false;
    }
  }
}
