package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The unit for a single machine, checked by systemd itself without one that runs. */
class SystemdUnitTest {
  private static final Path UNIT =
      Path.of("src", "main", "systemd", "polku.service").toAbsolutePath();

  /** Tenths of what systemd calls exposure; services of a distribution have 96. */
  private static final String EXPOSURE_MAX = "20";

  @Test
  void systemdFindsItValid() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze here");

    assertThat(said("verify", UNIT.toString())).isEmpty();
  }

  @Test
  void systemdFindsItWellShutIn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze here");

    assertThat(
            said(
                "security",
                "--offline=yes",
                "--no-pager",
                "--threshold=" + EXPOSURE_MAX,
                UNIT.toString()))
        .contains("Overall exposure level");
  }

  @Test
  void runsTheCommandLineAsNobodyInParticularAndWritesNowhereElse() throws Exception {
    var lines = Files.readAllLines(UNIT);

    assertThat(lines)
        .contains(
            "DynamicUser=yes",
            "StateDirectory=polku",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("ExecStart="))
        .singleElement()
        .asString()
        .endsWith(Polku.class.getName() + " up --data /var/lib/polku");
  }

  private static String said(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("/usr/bin/systemd-analyze"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
