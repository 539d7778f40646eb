package io.polku.standalone.replay;

import io.polku.standalone.collect.Tally;
import java.util.List;

/**
 * What became of a file.
 *
 * @param counts sent, accepted and rejected events
 * @param skipped rows that the mapping's conditions left out
 * @param badLines lines that could not be turned into events
 * @param examples the first of them, as {@code line N: reason}
 * @param seconds how long it took
 */
public record ReplayResult(
    Tally.Counts counts, long skipped, long badLines, List<String> examples, double seconds) {
  /** Most bad lines that are kept as examples. */
  public static final int EXAMPLES_MAX = 20;

  /** Copies the list. */
  public ReplayResult {
    examples = List.copyOf(examples);
  }

  /** Whether every line became an event that was accepted. */
  public boolean clean() {
    return badLines == 0 && counts.rejected() == 0;
  }
}
