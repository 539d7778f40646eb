package io.polku.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the ClickHouse engine's shared library for this platform. */
final class EngineLibrary {
  /** Environment variable that names the library's file, for an engine installed elsewhere. */
  static final String VARIABLE = "POLKU_CLICKHOUSE_ENGINE";

  private static final String FILE = "libchdb.so";

  private EngineLibrary() {}

  /**
   * The library in the npm folder {@code engine/node_modules} of this module, looked for beside and
   * above the place this class was loaded from, then the working directory.
   *
   * @throws EmbeddedException if there is none for this platform or it is not installed
   */
  static Path locate() {
    @Nullable String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      Path file = Path.of(named).toAbsolutePath();
      if (!Files.isRegularFile(file)) {
        throw new EmbeddedException(VARIABLE + ": " + file + " (expected: a file)");
      }
      return file;
    }
    String osName = System.getProperty("os.name");
    String osArch = System.getProperty("os.arch");
    String npmPackage =
        packageName(osName, osArch)
            .orElseThrow(
                () ->
                    new EmbeddedException(
                        "ClickHouse: no embedded engine for "
                            + osName
                            + " "
                            + osArch
                            + "; use a ClickHouse server instead"));
    List<Path> starts =
        List.of(Path.of(Child.codeSource(EngineLibrary.class)), Path.of("").toAbsolutePath());
    return find(starts, npmPackage)
        .orElseThrow(
            () ->
                new EmbeddedException(
                    "ClickHouse: the engine is not installed; run: node embedded/engine/install.mjs"
                        + " (or set "
                        + VARIABLE
                        + " to the file "
                        + FILE
                        + ")"));
  }

  /** The npm package for a platform, by Java's names of system and architecture. */
  static Optional<String> packageName(String osName, String osArch) {
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64", "arm64" -> "arm64";
          default -> "";
        };
    String os = osName.toLowerCase(Locale.ROOT);
    if (arch.isEmpty()) {
      return Optional.empty();
    }
    if (os.startsWith("linux")) {
      return Optional.of("@chdb/lib-linux-" + arch + "-gnu");
    }
    if (os.startsWith("mac")) {
      return Optional.of("@chdb/lib-darwin-" + arch);
    }
    return Optional.empty();
  }

  static Optional<Path> find(List<Path> starts, String npmPackage) {
    List<Path> candidates = new ArrayList<>();
    for (Path start : starts) {
      for (@Nullable Path folder = start; folder != null; folder = folder.getParent()) {
        candidates.add(folder.resolve("engine"));
        candidates.add(folder.resolve("embedded").resolve("engine"));
      }
    }
    return candidates.stream()
        .map(folder -> folder.resolve("node_modules").resolve(npmPackage).resolve(FILE))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
