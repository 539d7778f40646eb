package io.polku.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.polku.standalone.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchTest {
  private static final int WRONG_COMMAND_LINE = 2;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final StringWriter complaint = new StringWriter();

  @Test
  void wrongNamesAndNumbersAreRefusedWithWhatWasExpected() {
    assertThat(run("motor")).isEqualTo(WRONG_COMMAND_LINE);
    assertThat(run("engine", "--events", "10")).isEqualTo(WRONG_COMMAND_LINE);
    assertThat(run("query", "--events", "500")).isEqualTo(WRONG_COMMAND_LINE);
    assertThat(run("latency", "--rate", "-1")).isEqualTo(WRONG_COMMAND_LINE);
    assertThat(run("faults", "--kills", "0")).isEqualTo(WRONG_COMMAND_LINE);
    assertThat(run("soak", "--minutes", "0")).isEqualTo(WRONG_COMMAND_LINE);
    assertThat(run("idle", "--seconds", "0")).isEqualTo(WRONG_COMMAND_LINE);

    assertThat(complaint.toString())
        .contains(
            "motor",
            "--events: 10 (expected: 1000 to",
            "--events: 500 (expected: 1000 to 100000000",
            "--rate: -1 (expected: 20 to",
            "--kills: 0 (expected: 1 to");
  }

  @Test
  void engineIsMeasuredAndCompared() {
    assertThat(run("engine", "--events", "1000")).isZero();

    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("| visitor engine, 5 funnels", "| 1.00x", "| read Event", "state bytes p50");
  }

  private int run(String... args) {
    var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return Bench.commandLine(new Terminal(stream, stream, false))
        .setErr(new PrintWriter(complaint, true))
        .execute(args);
  }
}
