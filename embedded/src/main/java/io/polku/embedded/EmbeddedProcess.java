package io.polku.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A running child process that serves requests on a loopback port. Thread-safe. Whoever started it
 * closes it; if its starter dies first, by whatever cause, the child shuts itself down in order.
 *
 * <p>It ignores the interrupt and hang-up signals that a terminal sends to the whole process group,
 * so that its starter can drain before it stops the child.
 */
public sealed interface EmbeddedProcess extends AutoCloseable permits ChildProcess {

  /** The operating system's process id. */
  long pid();

  /** The loopback port it serves on. */
  int port();

  /** The directory that holds its data, its configuration and its logs. */
  Path dataDir();

  /** Time from the call to start until it answered. */
  Duration startTime();

  boolean isAlive();

  /** Completes with the exit code once the process has ended, for whatever reason. */
  CompletableFuture<Integer> onExit();

  /**
   * Ends it at once with SIGKILL, as a crash would, and waits until it is gone. What was
   * acknowledged is there again after a start on the same directory.
   */
  void kill();

  /**
   * Asks it to shut down in order, waits for at most the settings' {@code stopTimeout}, then kills
   * it. Its data stays. Closing it again does nothing.
   */
  @Override
  void close();
}
