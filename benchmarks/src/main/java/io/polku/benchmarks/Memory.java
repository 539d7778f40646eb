package io.polku.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of a process as Linux counts it, in bytes.
 *
 * @param resident pages in memory, those shared with others counted whole
 * @param proportional the same, shared pages by the share of this process: these can be added up
 */
record Memory(long resident, long proportional) {
  private static final long KIB = 1024;

  /** Of a process that runs, from {@code /proc/PID/smaps_rollup}. */
  static Memory of(long pid) {
    try {
      var lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"));
      return new Memory(field(lines, "Rss:"), field(lines, "Pss:"));
    } catch (IOException e) {
      throw new UncheckedIOException("memory of process " + pid + " (expected: Linux)", e);
    }
  }

  private static long field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
        .sum();
  }
}
