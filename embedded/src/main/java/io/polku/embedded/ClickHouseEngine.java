package io.polku.embedded;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The engine's shared library, loaded into this process. It runs statements like {@code clickhouse
 * local}; the last one reads from a pipe and so lasts until {@link #stop} closes that.
 */
@SuppressWarnings("restricted")
final class ClickHouseEngine {
  /** More than the engine's parser and planner ask for; the JVM's own default is 1 MiB. */
  private static final long STACK_BYTES = 16L << 20;

  private static final long ERROR_BYTES_MAX = 1L << 20;

  private final SymbolLookup library;
  private final int pipeOut;
  private final int pipeIn;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private ClickHouseEngine(SymbolLookup library, int pipeOut, int pipeIn) {
    this.library = library;
    this.pipeOut = pipeOut;
    this.pipeIn = pipeIn;
  }

  static ClickHouseEngine load(Path file) {
    Arena arena = Arena.global();
    Signals jvm = Signals.save(arena);
    SymbolLookup library = SymbolLookup.libraryLookup(file, arena);
    try {
      NativeCalls.function(
              library,
              "chdb_set_signal_handlers_enabled",
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
          .invokeExact(0);
    } catch (Throwable e) {
      throw NativeCalls.failure("chdb_set_signal_handlers_enabled", e);
    }
    // That call also took away the JVM's handlers, without which its next null check is a crash.
    jvm.restore();
    MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
    try {
      int failed =
          (int)
              libc("pipe", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                  .invokeExact(ends);
      if (failed != 0) {
        throw new IllegalStateException("no pipe");
      }
    } catch (Throwable e) {
      throw NativeCalls.failure("pipe", e);
    }
    return new ClickHouseEngine(
        library,
        ends.getAtIndex(ValueLayout.JAVA_INT, 0),
        ends.getAtIndex(ValueLayout.JAVA_INT, 1));
  }

  /**
   * Runs the statements, then waits for {@link #stop} and shuts the engine down.
   *
   * @return the engine's error, if it ended with one
   */
  Optional<String> run(List<String> options, List<String> statements) throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add("clickhouse");
    arguments.addAll(options);
    arguments.add("--query");
    arguments.add(
        String.join("; ", statements)
            + "; SELECT * FROM file('/dev/fd/"
            + pipeOut
            + "', 'LineAsString', 'line String') FORMAT Null");
    List<String> errors = new ArrayList<>();
    Thread thread =
        new Thread(null, () -> call(arguments).ifPresent(errors::add), "engine", STACK_BYTES);
    thread.start();
    thread.join();
    return errors.stream().findFirst();
  }

  void stop() {
    if (stopped.compareAndSet(false, true)) {
      try {
        int _ =
            (int)
                libc("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(pipeIn);
      } catch (Throwable e) {
        throw NativeCalls.failure("close", e);
      }
    }
  }

  private Optional<String> call(List<String> arguments) {
    Arena arena = Arena.global();
    MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
    for (int i = 0; i < arguments.size(); i++) {
      argv.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(arguments.get(i)));
    }
    try {
      MemorySegment result =
          (MemorySegment)
              NativeCalls.function(
                      library,
                      "chdb_query_cmdline",
                      FunctionDescriptor.of(
                          ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                  .invokeExact(arguments.size(), argv);
      MemorySegment error =
          (MemorySegment)
              NativeCalls.function(
                      library,
                      "chdb_result_error",
                      FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                  .invokeExact(result);
      return error.address() == 0
          ? Optional.empty()
          : Optional.of(error.reinterpret(ERROR_BYTES_MAX).getString(0));
    } catch (Throwable e) {
      throw NativeCalls.failure("chdb_query_cmdline", e);
    }
  }

  private static MethodHandle libc(String name, FunctionDescriptor type) {
    return NativeCalls.function(Linker.nativeLinker().defaultLookup(), name, type);
  }
}
