package io.polku.standalone.replay;

/** What a file holds: rows, and lines that are none. */
sealed interface Line permits Row, BadLine {
  /** From 1. */
  long line();
}
