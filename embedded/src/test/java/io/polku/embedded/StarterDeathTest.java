package io.polku.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StarterDeathTest {
  @TempDir Path dir;

  @Test
  void killedStarterTakesItsChildrenAlongAndTheirDirectoriesAreFreeAgain() throws Exception {
    Path kafkaDir = dir.resolve("kafka");
    Path clickHouseDir = dir.resolve("clickhouse");
    Process starter =
        new ProcessBuilder(
                Child.javaExecutable(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                kafkaDir.toString(),
                clickHouseDir.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<ProcessHandle> children;
    try (BufferedReader lines = starter.inputReader(StandardCharsets.UTF_8)) {
      children = List.of(process(lines.readLine()), process(lines.readLine()));
      assertThat(children).allMatch(ProcessHandle::isAlive);
    } finally {
      starter.destroyForcibly().waitFor();
    }
    for (ProcessHandle child : children) {
      var _ = child.onExit().get(30, TimeUnit.SECONDS);
    }
    try (KafkaProcess kafka = KafkaProcess.start(KafkaSettings.in(kafkaDir));
        ClickHouseProcess clickHouse =
            ClickHouseProcess.start(ClickHouseSettings.in(clickHouseDir))) {
      assertThat(kafka.isAlive()).isTrue();
      assertThat(clickHouse.isAlive()).isTrue();
    }
  }

  @Test
  void startRightAfterTheStarterWasKilledWaitsForItsChild() throws Exception {
    Process starter =
        new ProcessBuilder(
                Child.javaExecutable(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                dir.resolve("kafka").toString(),
                dir.resolve("clickhouse").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = starter.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isNotNull();
      assertThat(lines.readLine()).isNotNull();
    } finally {
      starter.destroyForcibly().waitFor();
    }
    try (KafkaProcess kafka = KafkaProcess.start(KafkaSettings.in(dir.resolve("kafka")))) {
      assertThat(kafka.isAlive()).isTrue();
    }
  }

  private static ProcessHandle process(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** Starts both, prints their process ids and waits to be killed. */
  static final class Starter {
    public static void main(String[] args) throws Exception {
      KafkaProcess kafka = KafkaProcess.start(KafkaSettings.in(Path.of(args[0])));
      ClickHouseProcess clickHouse =
          ClickHouseProcess.start(ClickHouseSettings.in(Path.of(args[1])));
      System.out.println(kafka.pid());
      System.out.println(clickHouse.pid());
      Thread.currentThread().join();
    }
  }
}
