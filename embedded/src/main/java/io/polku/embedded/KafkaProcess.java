package io.polku.embedded;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Apache Kafka broker in KRaft mode: one node that is broker and controller, formatted at the
 * first start on a directory. Topics are not made by themselves; every replication factor is 1, so
 * what it acknowledged survives the end of its process but not the loss of its disk.
 */
public final class KafkaProcess extends ChildProcess {
  /** System property: a folder for Java's archives of loaded classes. */
  private static final String CLASS_ARCHIVES = "polku.class.archives";

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
    command.addAll(classArchive());
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

  /** Classes as they are once loaded, kept between starts where whoever started us has a place. */
  private static List<String> classArchive() {
    String folder = System.getProperty(CLASS_ARCHIVES, "");
    return folder.isEmpty()
        ? List.of()
        : List.of(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + Path.of(folder, "classes-kafka.jsa"),
            "-Xlog:cds*=off");
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.HOST + ":" + port();
  }
}
