package io.polku.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineLibraryTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, @chdb/lib-linux-x64-gnu",
    "Linux, aarch64, @chdb/lib-linux-arm64-gnu",
    "Mac OS X, aarch64, @chdb/lib-darwin-arm64",
    "Mac OS X, x86_64, @chdb/lib-darwin-x64"
  })
  void namesThePackageOfEachPlatform(String os, String arch, String expected) {
    assertThat(EngineLibrary.packageName(os, arch)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"Windows 11, amd64", "Linux, riscv64"})
  void hasNoneForOtherPlatforms(String os, String arch) {
    assertThat(EngineLibrary.packageName(os, arch)).isEmpty();
  }

  @Test
  void findsTheEngineAboveTheCodeOrBesideTheModule(@TempDir Path dir) throws Exception {
    String name = "@chdb/lib-linux-x64-gnu";
    Path library = dir.resolve("embedded/engine/node_modules").resolve(name).resolve("libchdb.so");
    Files.createDirectories(library.getParent());
    Files.createFile(library);
    assertThat(EngineLibrary.find(List.of(dir.resolve("embedded/target/classes")), name))
        .contains(library);
    assertThat(EngineLibrary.find(List.of(dir.resolve("testkit/target")), name)).contains(library);
    assertThat(EngineLibrary.find(List.of(dir), "@chdb/lib-darwin-x64")).isEmpty();
  }
}
