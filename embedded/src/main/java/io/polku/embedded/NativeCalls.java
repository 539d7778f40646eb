package io.polku.embedded;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Calls into C. */
@SuppressWarnings("restricted")
final class NativeCalls {
  private NativeCalls() {}

  static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  /** What to throw when a call failed in a way that its own code cannot have caused. */
  static IllegalStateException failure(String name, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("call of " + name + " failed", cause);
  }
}
