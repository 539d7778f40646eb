package io.polku.standalone;

import io.polku.standalone.stack.DataDir;
import io.polku.standalone.stack.Stack;
import io.polku.standalone.stack.StackOptions;
import io.polku.standalone.terminal.Terminal;
import io.polku.standalone.terminal.Waiting;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs a stack until the process is told to end or a part of the stack fails. */
final class StackRun {
  private final Terminal terminal;
  private final Waiting waiting;

  /** What is to be done once the stack is there. */
  interface Work {
    void begin(Stack stack, Waiting waiting) throws InterruptedException;

    /** Ends it, before the stack ends. */
    default void end() {}
  }

  StackRun(Terminal terminal) {
    this.terminal = terminal;
    this.waiting = new Waiting(terminal);
  }

  /**
   * Starts, works and waits.
   *
   * @param data directory of the stack; null for a temporary one
   * @return the exit code where a part failed; a signal ends the process itself
   */
  int run(@Nullable Path data, StackOptions options, Work work) {
    var dataDir = DataDir.open(data);
    Logs.toFile(
        dataDir.path().resolve("logs").resolve("polku.log"), Logs.Format.of(options.environment()));
    var stack = Stack.in(dataDir, options, waiting);
    terminal.say(
        "polku: data in "
            + dataDir.path()
            + (dataDir.isTemporary() ? " (temporary; it is removed at the end)" : ""));
    var begun = new AtomicBoolean();
    var main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(stack, work, begun, main), "polku-stop"));
    try {
      stack.start();
      begun.set(true);
      work.begin(stack, waiting);
      terminal.warn("polku: " + stack.failed().toCompletableFuture().get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      // The process is ending, and the hook sees to the rest.
      Thread.currentThread().interrupt();
    }
    return Polku.EXIT_FAILED;
  }

  private void stop(Stack stack, Work work, AtomicBoolean begun, Thread main) {
    if (begun.get()) {
      terminal.say("polku: stopping");
    }
    main.interrupt();
    work.end();
    stack.close();
    if (begun.get()) {
      terminal.say("polku: stopped");
    }
  }
}
