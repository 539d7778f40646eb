package io.polku.embedded;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What this process does on a signal, by way of the C library's {@code sigaction}. */
@SuppressWarnings("restricted")
final class Signals {
  /** Numbers that Linux and macOS share. */
  private static final int HANGUP = 1;

  private static final int INTERRUPT = 2;

  /** Every signal that either system has a number for. */
  private static final int SIGNALS = 32;

  /** Larger than {@code struct sigaction} of either system. */
  private static final long ACTION_BYTES = 256;

  /** The two that cannot be caught differ in number between the systems only above these. */
  private static final int KILL = 9;

  private static final MemorySegment IGNORE = MemorySegment.ofAddress(1);

  private static final MethodHandle SIGNAL =
      function(
          "signal",
          FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private static final MethodHandle SIGACTION =
      function(
          "sigaction",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS));

  private final MemorySegment actions;

  private Signals(MemorySegment actions) {
    this.actions = actions;
  }

  /** Ignores what a terminal sends to the whole process group on Ctrl-C or when it is closed. */
  static void ignoreTerminal() {
    ignore(INTERRUPT);
    ignore(HANGUP);
  }

  /** The handlers in force, to be put back by {@link #restore}. */
  static Signals save(Arena arena) {
    MemorySegment actions = arena.allocate(SIGNALS * ACTION_BYTES, 16);
    for (int signal = 1; signal < SIGNALS; signal++) {
      sigaction(signal, MemorySegment.NULL, action(actions, signal));
    }
    return new Signals(actions);
  }

  void restore() {
    for (int signal = 1; signal < SIGNALS; signal++) {
      if (signal != KILL) {
        // Fails for the stop signal, whose number differs; nothing can have changed it.
        sigaction(signal, action(actions, signal), MemorySegment.NULL);
      }
    }
  }

  private static void ignore(int signal) {
    try {
      MemorySegment before = (MemorySegment) SIGNAL.invokeExact(signal, IGNORE);
      if (before.address() == -1) {
        throw new IllegalStateException("signal " + signal + " cannot be ignored");
      }
    } catch (Throwable e) {
      throw NativeCalls.failure("signal", e);
    }
  }

  private static void sigaction(int signal, MemorySegment set, MemorySegment get) {
    try {
      int _ = (int) SIGACTION.invokeExact(signal, set, get);
    } catch (Throwable e) {
      throw NativeCalls.failure("sigaction", e);
    }
  }

  private static MemorySegment action(MemorySegment actions, int signal) {
    return actions.asSlice(signal * ACTION_BYTES, ACTION_BYTES);
  }

  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return NativeCalls.function(linker.defaultLookup(), name, type);
  }
}
