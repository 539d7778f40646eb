package io.polku.embedded;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Apache Kafka broker in KRaft mode: one node that is broker and controller, formatted at the
 * first start on a directory. Topics are not made by themselves; every replication factor is 1, so
 * what it acknowledged survives the end of its process but not the loss of its disk.
 */
public final class KafkaProcess extends ChildProcess {

  private KafkaProcess(Child child) {
    super(child);
  }

  /**
   * Starts the broker and returns once an admin client got an answer from it.
   *
   * @throws EmbeddedException if the port or the directory is in use, or the broker did not start
   *     in time
   */
  public static KafkaProcess start(KafkaSettings settings) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Child.javaExecutable(),
                "-Xms64m",
                "-Xmx" + settings.heapBytesMax() / 1024 + "k",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Dlogback.configurationFile=io/polku/embedded/kafka-logback.xml",
                "-Dpolku.logs=" + settings.dataDir().resolve(Child.LOGS)));
    command.addAll(Child.QUIET_FLAGS);
    command.addAll(settings.jvmOptions());
    command.addAll(
        List.of(
            "-cp",
            Child.codeSource(KafkaProcess.class) + File.pathSeparator + Child.classPath(),
            KafkaBrokerMain.class.getName(),
            settings.dataDir().toString(),
            Long.toString(ProcessHandle.current().pid()),
            Integer.toString(settings.port())));
    settings.properties().forEach((name, value) -> command.add(name + "=" + value));
    return new KafkaProcess(
        Child.start(
            "Kafka",
            settings.dataDir(),
            command,
            Map.of(),
            "kafka.log",
            settings.startTimeout(),
            settings.stopTimeout()));
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.HOST + ":" + port();
  }
}
