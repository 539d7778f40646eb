package io.polku.standalone.replay;

import io.polku.standalone.collect.Tally;
import io.polku.standalone.terminal.Terminal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Tells how far a replay is: often on a terminal, seldom in a log. */
final class ReplayProgress {
  private static final int BAR_CHARS = 30;
  private static final int PERCENT = 100;
  private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Terminal terminal;
  private final DataFile file;
  private final Tally tally;
  private final long startedNanos = System.nanoTime();
  private long shownNanos = startedNanos;

  ReplayProgress(Terminal terminal, DataFile file, Tally tally) {
    this.terminal = terminal;
    this.file = file;
    this.tally = tally;
  }

  /** Shows the progress if it is time to. */
  void tick() {
    var now = System.nanoTime();
    if (now - shownNanos >= (terminal.interactive() ? TERMINAL_NANOS : LOG_NANOS)) {
      shownNanos = now;
      terminal.pass(line(now));
    }
  }

  void end() {
    terminal.clear();
  }

  private String line(long now) {
    var seconds = (now - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    var part = file.bytes() == 0 ? 1 : Math.min(1, file.bytesRead() / (double) file.bytes());
    var sent = tally.counts().sent();
    var filled = (int) (part * BAR_CHARS);
    return String.format(
        Locale.ROOT,
        "replay [%s%s] %3.0f %%  %,d events  %,.0f/s",
        "#".repeat(filled),
        " ".repeat(BAR_CHARS - filled),
        part * PERCENT,
        sent,
        sent / seconds);
  }
}
