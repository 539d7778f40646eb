package io.polku.standalone;

import io.polku.standalone.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal that nobody watches; what was said can be read afterwards. */
public final class Quiet {
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(text, true, StandardCharsets.UTF_8);

  /** The terminal. */
  public Terminal terminal() {
    return new Terminal(stream, stream, false);
  }

  /** All that was said. */
  public String said() {
    return text.toString(StandardCharsets.UTF_8);
  }
}
